//! Buttons, authorizers and provisioning hooks of AWS IoT.

use super::{Builder, Repeats, Reply, Shape, Source, any_combination};

pub(super) const SOURCE: Source = Source {
    name: "iot",
    example: r#"iot"#,
    page: "AWS IoT Core developer guide, \"Lambda\"",
    shape: Shape::Settings(&BUILDER),
    reply: Reply::Direct,
    batches: false,
    repeats: Repeats::Anonymous,
    arguments: &[],
    forwarded: &[],
};

static BUILDER: Builder = Builder {
    path: ["iot", "Event"],
    subject: None,
    any: Some("any"),
    settings: &[],
    identity: &[],
    overlap: None,
    check_together: any_combination,
};
