//! Records of Amazon Kinesis data streams.

use super::{Builder, Kind, Repeats, Reply, Setting, Shape, Source};
use crate::grammar::mapping;
use crate::names;

pub(super) const SOURCE: Source = Source {
    name: "kinesis",
    example: r#"kinesis = "clicks""#,
    page: "AWS Lambda developer guide, \"Using Lambda to process records from Amazon Kinesis Data Streams\"",
    shape: Shape::Settings(&BUILDER),
    reply: Reply::Record,
    batches: true,
    repeats: Repeats::Identified,
    arguments: &["Record", "Window"],
    forwarded: &[],
};

static BUILDER: Builder = Builder {
    path: ["kinesis", "Stream"],
    subject: Some((
        Setting::new("stream", "EventSourceArn", Kind::Text(names::check_stream))
            .default("")
            .about("the stream, by name or ARN"),
        "new",
    )),
    any: None,
    settings: &[&[
        mapping::batch_size(10_000, "100"),
        mapping::batching_window("0"),
        mapping::BISECT,
        mapping::CONCURRENCY,
        mapping::FILTER,
        mapping::maximum_record_age(604_800),
        mapping::RETRIES,
        Setting::new("order", "", Kind::Choice(&["partition_key", "shard"]))
            .default("`shard`")
            .about("what keeps its order: all records of a shard, or those of one partition key"),
        mapping::PARALLELIZATION,
        mapping::STARTING_POSITION,
        mapping::TUMBLING_WINDOW,
    ]],
    identity: &["stream"],
    overlap: None,
    check_together: mapping::check_stream,
};
