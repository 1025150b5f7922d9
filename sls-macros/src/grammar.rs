//! What the attribute accepts: every source, its settings, and their AWS terms and ranges.
//!
//! This table is the whole vocabulary. A new event source is one more entry in [`SOURCES`];
//! parsing, checking and expansion follow from it.

use std::ops::RangeInclusive;

use crate::args::SettingArg;
use crate::refusals::Refusals;
use crate::{combinations, names, route, s3_event};

/// Checks the text of a literal; the error says what to write.
pub(crate) type Check = fn(&str) -> Result<(), String>;

/// A service that sends events.
pub(crate) struct Source {
    /// The argument of the attribute, and the method of `Handler`.
    pub(crate) name: &'static str,
    /// What to write, for messages.
    pub(crate) example: &'static str,
    pub(crate) shape: Shape,
    pub(crate) reply: Reply,
}

/// What becomes of the return value.
#[derive(Clone, Copy)]
pub(crate) enum Reply {
    Direct,
    Http,
    /// Records and messages are confirmed or fail.
    Record,
}

/// How a source is written.
pub(crate) enum Shape {
    /// One or more strings, each a claim of its own: `http("GET /a", "POST /b")`.
    Keys { term: &'static str, check: Check, identity: fn(&str) -> String },
    /// A subject and settings: `sns = "topic"`, `s3(bucket = "receipts", prefix = "in/")`.
    Settings(&'static Builder),
}

/// A source whose claim is built from settings; each is a method of the builder.
pub(crate) struct Builder {
    /// Module, type and constructor below `sls_core::event`.
    pub(crate) path: [&'static str; 3],
    /// The setting that the constructor takes and that `source = ".."` stands for.
    pub(crate) subject: Setting,
    pub(crate) settings: &'static [Setting],
    /// What no setting can check alone.
    pub(crate) check_together: fn(&[SettingArg], &mut Refusals),
}

/// A named argument of a source.
pub(crate) struct Setting {
    pub(crate) name: &'static str,
    /// What AWS calls it in its API.
    pub(crate) term: &'static str,
    pub(crate) kind: Kind,
}

/// What a setting's value is.
pub(crate) enum Kind {
    /// One of these strings.
    Choice(&'static [&'static str]),
    /// A length of time, as text or in seconds; with `unlimited`, −1 switches the limit off.
    Duration { seconds: RangeInclusive<u64>, unlimited: bool },
    /// A whole number.
    Integer(RangeInclusive<i64>),
    /// `true` or `false`.
    Switch,
    /// A string.
    Text(Check),
    /// A string or a list of strings, no two of which may overlap.
    Texts { check: Check, overlap: fn(&str, &str) -> bool },
}

/// Every source, by name.
pub(crate) const SOURCES: &[Source] = &[
    Source {
        name: "http",
        example: r#"http = "GET /orders/{id}""#,
        shape: Shape::Keys { term: "route", check: route::check_http, identity: route::http_shape },
        reply: Reply::Http,
    },
    Source {
        name: "kinesis",
        example: r#"kinesis = "clicks""#,
        shape: Shape::Settings(&KINESIS),
        reply: Reply::Record,
    },
    Source {
        name: "s3",
        example: r#"s3(bucket = "receipts", on = "ObjectCreated:*")"#,
        shape: Shape::Settings(&S3),
        reply: Reply::Record,
    },
    Source {
        name: "sns",
        example: r#"sns = "order-events""#,
        shape: Shape::Settings(&SNS),
        reply: Reply::Record,
    },
    Source {
        name: "websocket",
        example: r#"websocket = "$connect""#,
        shape: Shape::Keys {
            term: "route key",
            check: route::check_websocket,
            identity: str::to_owned,
        },
        reply: Reply::Http,
    },
];

/// AWS Lambda Developer Guide, "Using Lambda to process records from Amazon Kinesis Data
/// Streams"; ranges from the API reference, "CreateEventSourceMapping".
static KINESIS: Builder = Builder {
    path: ["kinesis", "Stream", "new"],
    subject: Setting {
        name: "stream",
        term: "EventSourceArn",
        kind: Kind::Text(names::check_stream),
    },
    settings: &[
        Setting { name: "batch_size", term: "BatchSize", kind: Kind::Integer(1..=10_000) },
        Setting {
            name: "batching_window",
            term: "MaximumBatchingWindowInSeconds",
            kind: Kind::Duration { seconds: 0..=300, unlimited: false },
        },
        Setting {
            name: "bisect_batch_on_function_error",
            term: "BisectBatchOnFunctionError",
            kind: Kind::Switch,
        },
        Setting {
            name: "maximum_record_age",
            term: "MaximumRecordAgeInSeconds",
            kind: Kind::Duration { seconds: 60..=604_800, unlimited: true },
        },
        Setting {
            name: "maximum_retry_attempts",
            term: "MaximumRetryAttempts",
            kind: Kind::Integer(-1..=10_000),
        },
        Setting {
            name: "parallelization_factor",
            term: "ParallelizationFactor",
            kind: Kind::Integer(1..=10),
        },
        Setting {
            name: "starting_position",
            term: "StartingPosition",
            kind: Kind::Choice(&["AT_TIMESTAMP", "LATEST", "TRIM_HORIZON"]),
        },
        Setting {
            name: "tumbling_window",
            term: "TumblingWindowInSeconds",
            kind: Kind::Duration { seconds: 0..=900, unlimited: false },
        },
    ],
    check_together: combinations::kinesis,
};

/// Amazon S3 User Guide, "Amazon S3 Event Notifications".
static S3: Builder = Builder {
    path: ["s3", "Notification", "bucket"],
    subject: Setting { name: "bucket", term: "Bucket", kind: Kind::Text(names::check_bucket) },
    settings: &[
        Setting {
            name: "on",
            term: "Events",
            kind: Kind::Texts { check: s3_event::check, overlap: s3_event::overlap },
        },
        Setting { name: "prefix", term: "Filter.Key prefix", kind: Kind::Text(names::check_affix) },
        Setting { name: "suffix", term: "Filter.Key suffix", kind: Kind::Text(names::check_affix) },
    ],
    check_together: combinations::none,
};

/// Amazon SNS Developer Guide, "Fanout Amazon SNS notifications to Lambda functions".
static SNS: Builder = Builder {
    path: ["sns", "Topic", "new"],
    subject: Setting { name: "topic", term: "TopicArn", kind: Kind::Text(names::check_topic) },
    settings: &[],
    check_together: combinations::none,
};

impl Source {
    pub(crate) fn named(name: &str) -> Option<&'static Self> {
        SOURCES.iter().find(|source| source.name == name)
    }

    /// The source that has a setting of this name.
    pub(crate) fn with_setting(name: &str) -> Option<&'static Self> {
        SOURCES.iter().find(|source| match &source.shape {
            Shape::Settings(builder) => builder.setting(name).is_some(),
            Shape::Keys { term, .. } => *term == name,
        })
    }
}

impl Builder {
    /// The subject first.
    pub(crate) fn all(&'static self) -> impl Iterator<Item = &'static Setting> {
        std::iter::once(&self.subject).chain(self.settings)
    }

    pub(crate) fn setting(&'static self, name: &str) -> Option<&'static Setting> {
        self.all().find(|setting| setting.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_sorted_so_that_messages_list_names_in_order() {
        assert!(SOURCES.is_sorted_by_key(|source| source.name));
        for source in SOURCES {
            if let Shape::Settings(builder) = &source.shape {
                assert!(builder.settings.is_sorted_by_key(|setting| setting.name));
            }
        }
    }

    #[test]
    fn the_attributes_documentation_names_everything() {
        let text = include_str!("lib.rs");
        for source in SOURCES {
            assert!(text.contains(&format!("/// | `{} = ", source.name)), "{}", source.name);
            let Shape::Settings(builder) = &source.shape else { continue };
            for Setting { name, .. } in builder.all() {
                assert!(
                    text.contains(&format!("`{name}`")) || text.contains(&format!("({name} = "))
                );
            }
        }
        for Setting { name, term, kind } in KINESIS.settings {
            let start = format!("/// | `{name}` | {term} | ");
            let row = text.lines().find(|line| line.starts_with(&start));
            let row = row.unwrap_or_else(|| panic!("no row begins with {start}"));
            let range = match kind {
                Kind::Duration { seconds, .. } => {
                    format!("{} to {} seconds", seconds.start(), seconds.end())
                }
                Kind::Integer(range) => format!("{} to {}", range.start().max(&0), range.end()),
                _ => continue,
            };
            assert!(row[start.len()..].starts_with(&range), "{row} does not say {range}");
        }
    }
}
