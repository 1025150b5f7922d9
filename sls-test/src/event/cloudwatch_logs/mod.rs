//! What a subscription filter of CloudWatch Logs sends.

mod log_event;

use std::io::Read as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use flate2::Compression;
use flate2::read::GzEncoder;
use serde::Serialize;
use serde_json::{Value, json};

pub use log_event::LogEvent;

use super::origin::epoch_millis;
use super::patch::Patches;
use super::{Origin, digest, event_builder, to_bytes};

/// Log events of one log stream, as a subscription filter sends them.
///
/// The event holds nothing but text: the message as JSON, compressed with gzip, in base64. `with`
/// and `without` are about the event, [`with_message`](Self::with_message) and
/// [`without_message`](Self::without_message) about what is inside. Until log events are added, it
/// holds the log event `hello`. (Amazon CloudWatch Logs user guide, "Log group-level subscription
/// filters".)
///
/// # Example
/// ```
/// use serde_json::json;
/// use sls_test::event::CloudWatchLogsEvent;
///
/// let event = CloudWatchLogsEvent::new("/aws/lambda/orders")
///     .log("order 7 failed")
///     .log_json(&json!({"level": "ERROR"}))
///     .with_message("/subscriptionFilters/0", "errors")
///     .build();
/// // The base64 of every gzip file begins like this.
/// assert!(event["awslogs"]["data"].as_str().unwrap().starts_with("H4sI"));
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct CloudWatchLogsEvent {
    group: String,
    stream: Option<String>,
    filter: String,
    policy_level: Option<&'static str>,
    kind: Kind,
    inside: Patches,
    patches: Patches,
}

#[derive(Clone, Debug)]
enum Kind {
    /// CloudWatch Logs looks whether the destination is there.
    Control,
    Data(Vec<LogEvent>),
}

event_builder!(CloudWatchLogsEvent);

impl CloudWatchLogsEvent {
    /// The log event `hello` of a log group, through a subscription filter named `all`.
    pub fn new(group: impl Into<String>) -> Self {
        Self::of(group.into(), Kind::Data(Vec::new()))
    }

    /// What CloudWatch Logs sends to see whether a destination can be reached.
    ///
    /// It tells nothing of any log group, so a function should take no notice of it.
    pub fn control() -> Self {
        Self::of(String::new(), Kind::Control)
    }

    /// Adds a log event with this text. A control message stays as it is.
    pub fn log(self, text: impl Into<String>) -> Self {
        self.log_event(LogEvent::new(text))
    }

    /// Adds a log event that is JSON text. A control message stays as it is.
    ///
    /// # Panics
    /// If `value` has no JSON form.
    #[track_caller]
    pub fn log_json(self, value: &(impl Serialize + ?Sized)) -> Self {
        self.log_event(LogEvent::json(value))
    }

    /// Adds a log event. A control message stays as it is.
    pub fn log_event(self, event: LogEvent) -> Self {
        self.log_events([event])
    }

    /// Adds log events. A control message stays as it is.
    pub fn log_events(mut self, events: impl IntoIterator<Item = LogEvent>) -> Self {
        if let Kind::Data(all) = &mut self.kind {
            all.extend(events);
        }
        self
    }

    /// Default: one stream for each group, in the form that Lambda gives its own.
    pub fn stream(mut self, name: impl Into<String>) -> Self {
        self.stream = Some(name.into());
        self
    }

    /// Default: `all`. The subscription filter that let the log events through.
    pub fn subscription_filter(mut self, name: impl Into<String>) -> Self {
        self.filter = name.into();
        self
    }

    /// Default: a subscription of the log group. It is one of the whole account.
    pub fn account_level(mut self) -> Self {
        self.policy_level = Some("ACCOUNT_LEVEL_POLICY");
        self
    }

    /// Sets one place of the message inside, named by a JSON pointer (RFC 6901).
    ///
    /// # Panics
    /// At once if `pointer` is neither empty nor starts with `/`;
    /// when the event is built if its parent does not exist.
    #[track_caller]
    pub fn with_message(mut self, pointer: &str, value: impl Into<Value>) -> Self {
        self.inside.set(pointer, value.into());
        self
    }

    /// Removes one place of the message inside, named by a JSON pointer (RFC 6901).
    ///
    /// # Panics
    /// At once if `pointer` does not start with `/`;
    /// when the event is built if there is nothing to remove.
    #[track_caller]
    pub fn without_message(mut self, pointer: &str) -> Self {
        self.inside.remove(pointer);
        self
    }

    /// The message compressed, which is what a stream of Kinesis or Firehose carries.
    ///
    /// # Panics
    /// When a JSON pointer given to `with_message` has no place in the message.
    #[must_use]
    pub fn compressed(&self) -> Bytes {
        self.compressed_in(Origin::shared())
    }

    /// The message compressed, with the account, time and identifiers of `origin`.
    ///
    /// # Panics
    /// When a JSON pointer given to `with_message` has no place in the message.
    #[must_use]
    pub fn compressed_in(&self, origin: &Origin) -> Bytes {
        let mut message = self.message(origin);
        self.inside.apply(&mut message);
        gzip(&to_bytes(&message))
    }

    fn event(&self, origin: &Origin) -> Value {
        json!({"awslogs": {"data": STANDARD.encode(self.compressed_in(origin))}})
    }

    fn message(&self, origin: &Origin) -> Value {
        match &self.kind {
            Kind::Control => json!({
                "messageType": "CONTROL_MESSAGE",
                "owner": "CloudwatchLogs",
                "logGroup": "",
                "logStream": "",
                "subscriptionFilters": [],
                "logEvents": [{
                    "id": "",
                    "timestamp": epoch_millis(origin.now),
                    "message": "CWL CONTROL MESSAGE: Checking health of destination Lambda.",
                }],
            }),
            Kind::Data(events) => self.data(origin, events),
        }
    }

    fn data(&self, origin: &Origin, events: &[LogEvent]) -> Value {
        let hello = [LogEvent::new("hello")];
        let events = if events.is_empty() { &hello[..] } else { events };
        let stream = || {
            let environment = digest::hex(digest::md5(self.group.as_bytes()));
            format!("{}/[$LATEST]{environment}", origin.day())
        };
        let mut message = json!({
            "messageType": "DATA_MESSAGE",
            "owner": origin.account_id,
            "logGroup": self.group,
            "logStream": self.stream.clone().unwrap_or_else(stream),
            "subscriptionFilters": [self.filter],
            "logEvents": events.iter().map(|event| event.build(origin)).collect::<Vec<_>>(),
        });
        if let Some(level) = self.policy_level {
            message["policyLevel"] = level.into();
        }
        message
    }

    fn of(group: String, kind: Kind) -> Self {
        Self {
            group,
            stream: None,
            filter: "all".to_owned(),
            policy_level: None,
            kind,
            inside: Patches::default(),
            patches: Patches::default(),
        }
    }
}

/// The bytes as a gzip file (RFC 1952) without a name or a time.
fn gzip(bytes: &[u8]) -> Bytes {
    let mut compressed = Vec::new();
    GzEncoder::new(bytes, Compression::default())
        .read_to_end(&mut compressed)
        .expect("nothing can go wrong between two places in memory");
    compressed.into()
}
