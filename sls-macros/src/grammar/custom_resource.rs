//! Custom resources of AWS CloudFormation.

use super::{Builder, Kind, Reply, Setting, Shape, Source, any_combination};
use crate::names;

pub(super) const SOURCE: Source = Source {
    name: "custom_resource",
    example: r#"custom_resource = "Custom::Certificate""#,
    page: "AWS CloudFormation user guide, \"Lambda-backed custom resources\"",
    shape: Shape::Settings(&BUILDER),
    reply: Reply::TypedOrNothing(["custom_resource", "Answer"]),
    batches: false,
    arguments: &["Request"],
    forwarded: &[],
};

static BUILDER: Builder = Builder {
    path: ["custom_resource", "CustomResource"],
    subject: Some((
        Setting::new("kind", "ResourceType", Kind::Text(names::check_resource_type))
            .default("")
            .about("the type in the template"),
        "new",
    )),
    any: None,
    settings: &[],
    identity: &["kind"],
    check_together: any_combination,
};
