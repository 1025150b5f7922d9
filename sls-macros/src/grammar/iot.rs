//! Buttons, authorizers and provisioning hooks of AWS IoT.

use super::{Builder, Reply, Shape, Source, any_combination};

pub(super) const SOURCE: Source = Source {
    name: "iot",
    example: r#"iot"#,
    page: "AWS IoT Core developer guide, \"Lambda\"",
    shape: Shape::Settings(&BUILDER),
    reply: Reply::Direct,
    batches: false,
    arguments: &[],
    forwarded: &[],
};

static BUILDER: Builder = Builder {
    path: ["iot", "Event"],
    subject: None,
    any: Some("any"),
    settings: &[],
    identity: &[],
    check_together: any_combination,
};
