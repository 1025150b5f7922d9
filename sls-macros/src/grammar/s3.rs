//! Event notifications of Amazon S3 buckets.

use super::{Builder, Given, Kind, Repeats, Reply, Setting, Shape, Source, any_combination};
use crate::literal::Literal;
use crate::{names, s3_event};

pub(super) const SOURCE: Source = Source {
    name: "s3",
    example: r#"s3(bucket = "receipts", on = "ObjectCreated:*")"#,
    page: "Amazon S3 user guide, \"Amazon S3 Event Notifications\"",
    shape: Shape::Settings(&BUILDER),
    reply: Reply::Record,
    batches: false,
    repeats: Repeats::Identified,
    arguments: &["Object"],
    forwarded: &[],
};

static BUILDER: Builder = Builder {
    path: ["s3", "Notification"],
    subject: Some((
        Setting::new("bucket", "Bucket", Kind::Text(names::check_bucket))
            .default("every bucket")
            .about("the bucket, by name"),
        "bucket",
    )),
    any: Some("any"),
    settings: &[&[
        Setting::new(
            "on",
            "Events",
            Kind::Texts { check: s3_event::check, overlap: s3_event::overlap, most: 30 },
        )
        .default("every event")
        .about("which events, such as `ObjectCreated:*`"),
        Setting::new("prefix", "Filter prefix", Kind::Text(names::check_affix))
            .default("any")
            .about("what the object's key begins with"),
        Setting::new("suffix", "Filter suffix", Kind::Text(names::check_affix))
            .default("any")
            .about("what the object's key ends with"),
    ]],
    identity: &["bucket", "on", "prefix", "suffix"],
    overlap: Some(overlap),
    check_together: any_combination,
};

/// What S3 asks of the notifications of a bucket (Amazon S3 user guide, "Configuring event
/// notifications using object key name filtering"), as far as it is in view.
fn overlap(one: &Given<'_>, other: &Given<'_>) -> bool {
    let texts = |given: &Given<'_>, name| match given.literal(name) {
        None => Some(Vec::new()),
        Some((_, Literal::Text(text))) => Some(vec![text]),
        Some((_, Literal::List(list))) => {
            let text = |value| match Literal::of(value) {
                Literal::Text(text) => Some(text),
                _ => None,
            };
            list.elems.iter().map(text).collect()
        }
        Some(_) => None,
    };
    let both = |name| Some((texts(one, name)?, texts(other, name)?));
    let (Some(buckets), Some(events), Some(prefixes), Some(suffixes)) =
        (both("bucket"), both("on"), both("prefix"), both("suffix"))
    else {
        return false;
    };
    let share_events = events.0.is_empty()
        || events.1.is_empty()
        || events.0.iter().any(|one| events.1.iter().any(|two| s3_event::overlap(one, two)));
    let (one, other) = (prefixes.0.concat(), prefixes.1.concat());
    let share_prefix = one.starts_with(&other) || other.starts_with(&one);
    let (one, other) = (suffixes.0.concat(), suffixes.1.concat());
    let share_suffix = one.ends_with(&other) || other.ends_with(&one);
    buckets.0 == buckets.1 && share_events && share_prefix && share_suffix
}
