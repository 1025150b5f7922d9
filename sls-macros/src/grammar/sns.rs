//! Messages of Amazon SNS topics.

use super::{Builder, Kind, Reply, Setting, Shape, Source, any_combination};
use crate::names;

pub(super) const SOURCE: Source = Source {
    name: "sns",
    example: r#"sns = "order-events""#,
    page: "Amazon SNS developer guide, \"Fanout Amazon SNS notifications to Lambda functions for automated processing\"",
    shape: Shape::Settings(&BUILDER),
    reply: Reply::Record,
    batches: false,
    arguments: &["Message"],
    forwarded: &[],
};

static BUILDER: Builder = Builder {
    path: ["sns", "Topic"],
    subject: Some((
        Setting::new("topic", "TopicArn", Kind::Text(names::check_topic))
            .default("")
            .about("the topic, by name or ARN"),
        "new",
    )),
    any: None,
    settings: &[],
    identity: &["topic"],
    check_together: any_combination,
};
