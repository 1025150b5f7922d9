//! Transformations of Amazon Data Firehose.

use super::{Builder, Kind, Repeats, Reply, Setting, Shape, Source, any_combination};
use crate::names;

pub(super) const SOURCE: Source = Source {
    name: "firehose",
    example: r#"firehose = "clicks-to-s3""#,
    page: "Amazon Data Firehose developer guide, \"Transform source data in Amazon Data Firehose\"",
    shape: Shape::Settings(&BUILDER),
    reply: Reply::Typed(["firehose", "Transformed"]),
    batches: false,
    repeats: Repeats::Never,
    arguments: &["Record"],
    forwarded: &[],
};

static BUILDER: Builder = Builder {
    path: ["firehose", "DeliveryStream"],
    subject: Some((
        Setting::new(
            "delivery_stream",
            "DeliveryStreamName",
            Kind::Text(names::check_delivery_stream),
        )
        .default("every stream")
        .about("the Firehose stream, by name or ARN"),
        "new",
    )),
    any: Some("any"),
    settings: &[],
    identity: &["delivery_stream"],
    overlap: None,
    check_together: any_combination,
};
