//! Changes of Amazon DynamoDB tables, from their streams.

use super::{Builder, Kind, Repeats, Reply, Setting, Shape, Source};
use crate::grammar::mapping;
use crate::names;

pub(super) const SOURCE: Source = Source {
    name: "dynamodb",
    example: r#"dynamodb = "orders""#,
    page: "AWS Lambda developer guide, \"Using AWS Lambda with Amazon DynamoDB\"",
    shape: Shape::Settings(&BUILDER),
    reply: Reply::Record,
    batches: true,
    repeats: Repeats::Identified,
    arguments: &["Change", "Record", "Window"],
    forwarded: &[],
};

static BUILDER: Builder = Builder {
    path: ["dynamodb", "Table"],
    subject: Some((
        Setting::new("table", "EventSourceArn", Kind::Text(names::check_table))
            .default("")
            .about("the table, by name or ARN, or the ARN of its stream"),
        "new",
    )),
    any: None,
    settings: &[&[
        mapping::batch_size(10_000, "100"),
        mapping::batching_window("0"),
        mapping::BISECT,
        mapping::CONCURRENCY,
        mapping::FILTER,
        mapping::maximum_record_age(86_400),
        mapping::RETRIES,
        Setting::new("order", "", Kind::Choice(&["item", "shard"]))
            .default("`shard`")
            .about("what keeps its order: all changes of a shard, or those of one item"),
        mapping::PARALLELIZATION,
        Setting::new(
            "starting_position",
            "StartingPosition",
            Kind::Choice(&["LATEST", "TRIM_HORIZON"]),
        )
        .default("`TRIM_HORIZON`")
        .about("where to begin"),
        mapping::TUMBLING_WINDOW,
    ]],
    identity: &["table"],
    overlap: None,
    check_together: mapping::check_shards,
};
