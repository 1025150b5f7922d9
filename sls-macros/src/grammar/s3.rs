//! Event notifications of Amazon S3 buckets.

use super::{Builder, Kind, Reply, Setting, Shape, Source, any_combination};
use crate::{names, s3_event};

pub(super) const SOURCE: Source = Source {
    name: "s3",
    example: r#"s3(bucket = "receipts", on = "ObjectCreated:*")"#,
    page: "Amazon S3 user guide, \"Amazon S3 Event Notifications\"",
    shape: Shape::Settings(&BUILDER),
    reply: Reply::Record,
    batches: false,
    arguments: &["Object"],
    forwarded: &[],
};

static BUILDER: Builder = Builder {
    path: ["s3", "Notification"],
    subject: Some((
        Setting::new("bucket", "Bucket", Kind::Text(names::check_bucket))
            .default("")
            .about("the bucket, by name"),
        "bucket",
    )),
    any: None,
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
    check_together: any_combination,
};
