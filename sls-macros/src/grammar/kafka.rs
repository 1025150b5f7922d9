//! Records of Apache Kafka topics, on Amazon MSK or elsewhere.

use super::{Builder, Kind, Repeats, Reply, Setting, Shape, Source};
use crate::grammar::mapping;
use crate::names;

pub(super) const SOURCE: Source = Source {
    name: "kafka",
    example: r#"kafka = "orders""#,
    page: "AWS Lambda developer guide, \"Using Lambda with Amazon MSK\"",
    shape: Shape::Settings(&BUILDER),
    reply: Reply::Record,
    batches: true,
    repeats: Repeats::Identified,
    arguments: &["Record"],
    forwarded: &[],
};

static BUILDER: Builder = Builder {
    path: ["kafka", "Topic"],
    subject: Some((
        Setting::new("topic", "Topics", Kind::Text(names::check_kafka_topic))
            .default("")
            .about("the topic, by name"),
        "new",
    )),
    any: None,
    settings: &[&[
        mapping::batch_size(10_000, "100"),
        mapping::batching_window("500 ms"),
        mapping::BISECT,
        Setting::new("cluster", "EventSourceArn", Kind::Text(names::check_cluster))
            .default("every cluster")
            .about("the cluster, by ARN"),
        mapping::CONCURRENCY.about("how many partitions of one batch are handled at the same time"),
        mapping::FILTER,
        mapping::maximum_pollers(1),
        mapping::maximum_record_age(604_800),
        mapping::RETRIES,
        mapping::minimum_pollers(1),
        Setting::new("report_batch_item_failures", "FunctionResponseTypes", Kind::Switch)
            .default("true")
            .about(
                "report the records that failed, which a mapping needs provisioned pollers for; \
                 otherwise any failure makes the whole batch come again",
            ),
        mapping::STARTING_POSITION,
    ]],
    identity: &["topic", "cluster"],
    overlap: None,
    check_together: mapping::check_topic,
};
