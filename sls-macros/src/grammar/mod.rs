//! What the attribute accepts: every source, its settings, and their AWS terms and ranges.
//!
//! One module per source, and one line per source in [`SOURCES`]. This table is the whole
//! vocabulary: parsing, checking, expansion and the reference page follow from it.

mod alarm;
mod alexa;
mod authorizer;
mod cloudwatch_logs;
mod cognito;
mod custom_resource;
mod dynamodb;
mod eventbridge;
mod firehose;
mod given;
mod http;
mod idempotent;
mod iot;
mod kafka;
mod kinesis;
mod mapping;
mod resource;
mod s3;
mod schedule;
mod ses;
mod sns;
mod sqs;
mod websocket;

#[cfg(test)]
mod tests;

use std::ops::RangeInclusive;

pub(crate) use self::given::Given;
pub(crate) use self::idempotent::{KEYS, SETTINGS as IDEMPOTENT};
pub(crate) use self::resource::SETTINGS as RESOURCE;
use crate::refusals::Refusals;

/// Every source, by name.
pub(crate) const SOURCES: &[Source] = &[
    alarm::SOURCE,
    alexa::SOURCE,
    authorizer::SOURCE,
    cloudwatch_logs::SOURCE,
    cognito::SOURCE,
    custom_resource::SOURCE,
    dynamodb::SOURCE,
    eventbridge::SOURCE,
    firehose::SOURCE,
    http::SOURCE,
    iot::SOURCE,
    kafka::SOURCE,
    kinesis::SOURCE,
    s3::SOURCE,
    schedule::SOURCE,
    ses::SOURCE,
    sns::SOURCE,
    sqs::SOURCE,
    websocket::SOURCE,
];

/// Checks the text of a literal; the error says what to write.
pub(crate) type Check = fn(&str) -> Result<(), String>;

/// A service that sends events.
pub(crate) struct Source {
    /// The argument of the attribute.
    pub(crate) name: &'static str,
    /// What to write, for messages.
    pub(crate) example: &'static str,
    /// The page of AWS's documentation, by its title.
    #[cfg_attr(not(test), expect(dead_code, reason = "for the test of the reference page"))]
    pub(crate) page: &'static str,
    pub(crate) shape: Shape,
    pub(crate) reply: Reply,
    /// Whether it delivers batches of records.
    pub(crate) batches: bool,
    pub(crate) repeats: Repeats,
    /// Types of arguments in its module that it alone delivers.
    pub(crate) arguments: &'static [&'static str],
    /// Types of arguments in its module that are read from a payload too, since what it sends is
    /// often sent on.
    #[cfg_attr(not(test), expect(dead_code, reason = "for the test of the reference page"))]
    pub(crate) forwarded: &'static [&'static str],
}

/// What becomes of the return value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reply {
    Direct,
    Http,
    /// Records and messages are confirmed or fail.
    Record,
    /// The source's own answer: module and type below `sls_core::event`.
    Typed([&'static str; 2]),
    /// The same, where nothing is an answer too.
    TypedOrNothing([&'static str; 2]),
}

/// What becomes of an event that comes twice, for a handler that is idempotent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Repeats {
    /// It is answered as the first was, which is known by what its sender calls it.
    Identified,
    /// It is answered as the first was, and its sender calls it nothing.
    Anonymous,
    /// It cannot be answered as the first was.
    Never,
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
    /// Module and type below `sls_core::event`.
    pub(crate) path: [&'static str; 2],
    /// The setting that `source = ".."` stands for, with the constructor that takes it.
    pub(crate) subject: Option<(Setting, &'static str)>,
    /// The constructor for a source without its subject, if it can be without.
    pub(crate) any: Option<&'static str>,
    /// Those of the source itself, and those it shares with others.
    pub(crate) settings: &'static [&'static [Setting]],
    /// The settings that tell its handlers apart: two that agree in them claim the same events.
    pub(crate) identity: &'static [&'static str],
    /// Whether two of these on one function claim some of the same events, if equal settings are
    /// not the only way to.
    pub(crate) overlap: Option<fn(&Given<'_>, &Given<'_>) -> bool>,
    /// What no setting can check alone.
    pub(crate) check_together: fn(&Given<'_>, &mut Refusals),
}

/// A named argument of a source.
pub(crate) struct Setting {
    pub(crate) name: &'static str,
    /// What AWS calls it in its API; empty for what AWS does not know.
    pub(crate) term: &'static str,
    pub(crate) kind: Kind,
    /// The method of the builder.
    pub(crate) method: &'static str,
    /// The value where it is left out, for the reference page.
    #[cfg_attr(not(test), expect(dead_code, reason = "for the test of the reference page"))]
    pub(crate) default: &'static str,
    /// What it is, in a few words.
    #[cfg_attr(not(test), expect(dead_code, reason = "for the test of the reference page"))]
    pub(crate) about: &'static str,
}

/// What a setting's value is.
pub(crate) enum Kind {
    /// One of these strings.
    Choice(&'static [&'static str]),
    /// A length of time, as text or in seconds; with `unlimited`, −1 switches the limit off.
    Duration { seconds: RangeInclusive<u64>, unlimited: bool },
    /// On if it is there; may have `true` or `false`.
    Flag,
    /// A function, by its path.
    Function,
    /// A whole number.
    Integer(RangeInclusive<i64>),
    /// `true` or `false`.
    Switch,
    /// A string.
    Text(Check),
    /// A string or a list of strings, no two of which may overlap; at most so many.
    Texts { check: Check, overlap: fn(&str, &str) -> bool, most: usize },
}

impl Source {
    pub(crate) fn named(name: &str) -> Option<&'static Self> {
        SOURCES.iter().find(|source| source.name == name)
    }

    /// The sources that have a setting of this name.
    pub(crate) fn with_setting(name: &str) -> impl Iterator<Item = &'static Self> {
        SOURCES.iter().filter(move |source| match &source.shape {
            Shape::Settings(builder) => builder.setting(name).is_some(),
            Shape::Keys { term, .. } => *term == name,
        })
    }
}

impl Builder {
    /// The subject first.
    pub(crate) fn all(&'static self) -> impl Iterator<Item = &'static Setting> {
        let subject = self.subject.iter().map(|(setting, _)| setting);
        subject.chain(self.settings.iter().copied().flatten())
    }

    pub(crate) fn setting(&'static self, name: &str) -> Option<&'static Setting> {
        self.all().find(|setting| setting.name == name)
    }
}

impl Setting {
    const fn new(name: &'static str, term: &'static str, kind: Kind) -> Self {
        Self { name, term, kind, method: name, default: "", about: "" }
    }

    const fn method(self, method: &'static str) -> Self {
        Self { method, ..self }
    }

    const fn default(self, default: &'static str) -> Self {
        Self { default, ..self }
    }

    const fn about(self, about: &'static str) -> Self {
        Self { about, ..self }
    }
}

/// Two strings that claim the same only if they are the same.
fn same(one: &str, other: &str) -> bool {
    one == other
}

/// Every combination is fine.
fn any_combination(_: &Given<'_>, _: &mut Refusals) {}
