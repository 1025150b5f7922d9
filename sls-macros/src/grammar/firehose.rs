//! Transformations of Amazon Data Firehose.

use super::{Builder, Kind, Reply, Setting, Shape, Source, any_combination};
use crate::names;

pub(super) const SOURCE: Source = Source {
    name: "firehose",
    example: r#"firehose = "clicks-to-s3""#,
    page: "Amazon Data Firehose developer guide, \"Transform source data in Amazon Data Firehose\"",
    shape: Shape::Settings(&BUILDER),
    reply: Reply::Typed(["firehose", "Transformed"]),
    batches: false,
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
        .default("")
        .about("the Firehose stream, by name or ARN"),
        "new",
    )),
    any: None,
    settings: &[],
    identity: &["delivery_stream"],
    check_together: any_combination,
};
