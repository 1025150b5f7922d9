//! Events of Amazon EventBridge.

use super::{Builder, Kind, Repeats, Reply, Setting, Shape, Source, any_combination};
use crate::names;

pub(super) const SOURCE: Source = Source {
    name: "eventbridge",
    example: r#"eventbridge(source = "shop", detail_type = "OrderPlaced")"#,
    page: "Amazon EventBridge user guide, \"Event buses in Amazon EventBridge\"",
    shape: Shape::Settings(&BUILDER),
    reply: Reply::Record,
    batches: false,
    repeats: Repeats::Identified,
    arguments: &["Event", "S3Object"],
    forwarded: &[],
};

static BUILDER: Builder = Builder {
    path: ["eventbridge", "Rule"],
    subject: None,
    any: Some("any"),
    settings: &[&[
        Setting::new(
            "detail_type",
            "detail-type",
            Kind::Texts { check: check_pattern, overlap: patterns_overlap, most: 100 },
        )
        .default("every type")
        .about("what happened; `*` at the end stands for anything"),
        Setting::new(
            "source",
            "source",
            Kind::Texts { check: check_pattern, overlap: patterns_overlap, most: 100 },
        )
        .default("every source")
        .about("who says so; `*` at the end stands for anything"),
    ]],
    identity: &["source", "detail_type"],
    overlap: None,
    check_together: any_combination,
};

/// A `*` stands for anything at the end of a pattern, and nowhere else.
fn check_pattern(text: &str) -> Result<(), String> {
    names::check_any(text)?;
    match text.strip_suffix('*').unwrap_or(text).split_once('*') {
        Some((start, _)) => Err(format!("a `*` stands at the end of a pattern: `{start}*`")),
        None => Ok(()),
    }
}

/// Whether one of the two stands for everything that the other does.
fn patterns_overlap(one: &str, other: &str) -> bool {
    let covers = |pattern: &str, text: &str| match pattern.strip_suffix('*') {
        Some(prefix) => text.starts_with(prefix),
        None => pattern == text,
    };
    covers(one, other) || covers(other, one)
}
