//! Subscriptions of Amazon CloudWatch Logs.

use super::{Builder, Kind, Repeats, Reply, Setting, Shape, Source, any_combination};
use crate::names;

pub(super) const SOURCE: Source = Source {
    name: "cloudwatch_logs",
    example: r#"cloudwatch_logs = "/aws/lambda/orders""#,
    page: "Amazon CloudWatch Logs user guide, \"Log group-level subscription filters\"",
    shape: Shape::Settings(&BUILDER),
    reply: Reply::Record,
    batches: false,
    repeats: Repeats::Identified,
    arguments: &[],
    forwarded: &["Logs"],
};

static BUILDER: Builder = Builder {
    path: ["cloudwatch_logs", "LogGroup"],
    subject: Some((
        Setting::new("log_group", "logGroupName", Kind::Text(names::check_log_group))
            .default("every log group")
            .about("the log group, by name"),
        "new",
    )),
    any: Some("any"),
    settings: &[&[
        Setting::new("decompression_limit", "", Kind::Integer(1..=1_073_741_824))
            .default("67108864, 64 MiB")
            .about("the most bytes that an event may have unpacked"),
        Setting::new("subscription_filter", "filterName", Kind::Text(names::check_any))
            .default("every filter")
            .about("the subscription filter"),
    ]],
    identity: &["log_group", "subscription_filter"],
    overlap: None,
    check_together: any_combination,
};
