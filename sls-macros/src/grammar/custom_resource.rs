//! Custom resources of AWS CloudFormation.

use super::{Builder, Kind, Repeats, Reply, Setting, Shape, Source, any_combination};
use crate::names;

pub(super) const SOURCE: Source = Source {
    name: "custom_resource",
    example: r#"custom_resource = "Custom::Certificate""#,
    page: "AWS CloudFormation user guide, \"Lambda-backed custom resources\"",
    shape: Shape::Settings(&BUILDER),
    reply: Reply::TypedOrNothing(["custom_resource", "Answer"]),
    batches: false,
    repeats: Repeats::Identified,
    arguments: &["Request"],
    forwarded: &[],
};

static BUILDER: Builder = Builder {
    path: ["custom_resource", "CustomResource"],
    subject: Some((
        Setting::new("kind", "ResourceType", Kind::Text(names::check_resource_type))
            .default("every type")
            .about("the type in the template"),
        "new",
    )),
    any: Some("any"),
    settings: &[],
    identity: &["kind"],
    overlap: None,
    check_together: any_combination,
};
