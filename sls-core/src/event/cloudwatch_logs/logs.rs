//! Log events as an argument.

use std::fmt;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use bytestring::ByteString;
use http::StatusCode;

use crate::event::cloudwatch_logs::wire;
use crate::event::shared::{share, share_optional};
use crate::extract::{
    DECOMPRESSION_LIMIT, FromInput, Input, Location, Rejection, inflate, json_problem, utf8,
};

/// Log events of one log stream, in the order of their time.
///
/// On other sources it is made from the payload: subscriptions send the same to streams of Amazon
/// Kinesis and Amazon Data Firehose. Messages by which CloudWatch Logs only tests the way are not
/// for the handler: they are confirmed without it.
///
/// # Example
/// ```
/// use sls_core::event::cloudwatch_logs::{LogGroup, Logs};
/// use sls_core::{App, Error, Handler};
///
/// async fn alert(logs: Logs) -> Result<(), Error> {
///     for event in &logs {
///         println!("{}: {}", logs.log_group(), event.message().trim_end());
///     }
///     Ok(())
/// }
///
/// let app = App::new().handler(Handler::new("alert").on(LogGroup::new("shop"), alert));
/// # assert!(app.into_service().is_ok());
/// ```
#[derive(Clone)]
pub struct Logs {
    owner: ByteString,
    log_group: ByteString,
    log_stream: ByteString,
    subscription_filters: Vec<ByteString>,
    policy_level: Option<ByteString>,
    events: Vec<LogEvent>,
}

impl Logs {
    /// The AWS account of the log group.
    #[must_use]
    pub fn owner(&self) -> &str {
        &self.owner
    }

    /// The name of the log group.
    #[must_use]
    pub fn log_group(&self) -> &str {
        &self.log_group
    }

    /// The name of the log stream.
    #[must_use]
    pub fn log_stream(&self) -> &str {
        &self.log_stream
    }

    /// The names of the subscription filters that selected the log events.
    pub fn subscription_filters(&self) -> impl Iterator<Item = &str> {
        self.subscription_filters.iter().map(|name| &**name)
    }

    /// Where the subscription comes from, as in `ACCOUNT_LEVEL_POLICY`.
    #[must_use]
    pub fn policy_level(&self) -> Option<&str> {
        self.policy_level.as_deref()
    }

    /// The log events.
    pub fn events(&self) -> std::slice::Iter<'_, LogEvent> {
        self.events.iter()
    }

    pub(super) fn shared(raw: &Bytes, wire: &wire::Message<'_>) -> Self {
        let filters = wire.subscription_filters.iter();
        Self {
            owner: share_optional(raw, &wire.owner).unwrap_or_default(),
            log_group: share(raw, &wire.log_group),
            log_stream: share(raw, &wire.log_stream),
            subscription_filters: filters.map(|name| share(raw, &name.0)).collect(),
            policy_level: share_optional(raw, &wire.policy_level),
            events: wire.log_events.iter().map(|event| LogEvent::shared(raw, event)).collect(),
        }
    }

    /// From what a subscription sends to something else than a function.
    fn from_payload(payload: &[u8]) -> Result<Self, Rejection> {
        let refused = |problem: String| {
            Rejection::new(StatusCode::UNPROCESSABLE_ENTITY, Location::Body, problem)
        };
        let decompressed = inflate(payload, DECOMPRESSION_LIMIT).map_err(refused)?;
        let raw = Bytes::from(decompressed);
        let message = wire::try_decode(utf8(&raw)?).map_err(|error| {
            refused(format!("no log events of CloudWatch Logs: {}", json_problem(&error)))
        })?;
        if message.is_control() {
            return Err(Rejection::nothing("a control message of CloudWatch Logs"));
        }
        Ok(Self::shared(&raw, &message))
    }
}

impl<'a> IntoIterator for &'a Logs {
    type Item = &'a LogEvent;
    type IntoIter = std::slice::Iter<'a, LogEvent>;

    fn into_iter(self) -> Self::IntoIter {
        self.events()
    }
}

/// Without the messages, which may be confidential.
impl fmt::Debug for Logs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Logs")
            .field("log_group", &self.log_group)
            .field("log_stream", &self.log_stream)
            .field("events", &self.events.len())
            .finish_non_exhaustive()
    }
}

#[diagnostic::do_not_recommend]
impl FromInput for Logs {
    fn from_input(input: &Input<'_>) -> Result<Self, Rejection> {
        input
            .demand("log events of CloudWatch Logs")
            .or_else(|_not_given| Self::from_payload(&input.payload()?))
    }
}

/// One log event.
///
/// # Example
/// ```
/// use sls_core::event::cloudwatch_logs::{LogEvent, Logs};
///
/// async fn alert(logs: Logs) {
///     let slow = |event: &&LogEvent| event.extracted_field("duration") > Some("9");
///     println!("{} slow requests", logs.events().filter(slow).count());
/// }
/// ```
#[derive(Clone)]
pub struct LogEvent {
    id: ByteString,
    timestamp: Option<SystemTime>,
    message: ByteString,
    extracted_fields: Vec<(ByteString, ByteString)>,
}

impl LogEvent {
    /// The log event's id, no other has it: decimal digits, too many for an integer.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// When it happened by the clock of who logged it, to the millisecond.
    #[must_use]
    pub fn timestamp(&self) -> Option<SystemTime> {
        self.timestamp
    }

    /// What was logged, often with a line break at its end.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Names and values of the fields that the filter's pattern names.
    pub fn extracted_fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.extracted_fields.iter().map(|(name, value)| (&**name, &**value))
    }

    /// The value of a field that the filter's pattern names.
    #[must_use]
    pub fn extracted_field(&self, name: &str) -> Option<&str> {
        self.extracted_fields().find(|(other, _)| *other == name).map(|(_, value)| value)
    }

    fn shared(raw: &Bytes, wire: &wire::LogEvent<'_>) -> Self {
        let fields = wire.extracted_fields.0.iter();
        let time =
            |milliseconds| SystemTime::UNIX_EPOCH.checked_add(Duration::from_millis(milliseconds));
        Self {
            id: share(raw, &wire.id),
            timestamp: wire.timestamp.and_then(time),
            message: share(raw, &wire.message),
            extracted_fields: fields
                .map(|(name, value)| (share(raw, name), share(raw, value)))
                .collect(),
        }
    }
}

/// Without the message, which may be confidential.
impl fmt::Debug for LogEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LogEvent")
            .field("id", &self.id)
            .field("timestamp", &self.timestamp)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::Source;
    use crate::event::cloudwatch_logs::serve::Unit;
    use crate::event::shared::extract;
    use crate::extract::Whole;
    use crate::extract::gzip;

    const MESSAGE: &str = r#"{"messageType":"DATA_MESSAGE","owner":"111122223333",
        "logGroup":"/aws/lambda/f","logStream":"2026/03/01/[$LATEST]abc",
        "subscriptionFilters":["all"],"policyLevel":"ACCOUNT_LEVEL_POLICY","logEvents":[
        {"id":"36551412","timestamp":1772359200123,"message":"secret\n",
        "extractedFields":{"a":"1","b":null}},{"id":"36551413","message":"two"}]}"#;

    fn check(logs: &Logs) {
        assert_eq!(logs.owner(), "111122223333");
        assert_eq!(logs.log_group(), "/aws/lambda/f");
        assert_eq!(logs.log_stream(), "2026/03/01/[$LATEST]abc");
        assert_eq!(logs.subscription_filters().collect::<Vec<_>>(), ["all"]);
        assert_eq!(logs.policy_level(), Some("ACCOUNT_LEVEL_POLICY"));
        let events: Vec<_> = logs.into_iter().collect();
        let [one, two] = events[..] else { panic!("{events:?}") };
        assert_eq!((one.id(), one.message()), ("36551412", "secret\n"));
        let time = SystemTime::UNIX_EPOCH + Duration::from_millis(1_772_359_200_123);
        assert_eq!(one.timestamp(), Some(time));
        assert_eq!(one.extracted_fields().next(), Some(("a", "1")));
        assert_eq!(one.extracted_field("a"), Some("1"));
        assert_eq!((two.timestamp(), two.extracted_field("a")), (None, None));
    }

    #[test]
    fn have_what_the_message_says() {
        let raw = Bytes::from_static(MESSAGE.as_bytes());
        let message = wire::decode(&raw).unwrap();
        let unit = Unit { raw: &raw, message: &message };
        check(&extract(Source::CloudWatchLogs, &unit).unwrap());
    }

    #[test]
    fn are_made_from_a_compressed_payload() {
        let payload = Bytes::from(gzip(MESSAGE.as_bytes()));
        check(&extract(Source::Kinesis, &Whole(&payload)).unwrap());
    }

    #[test]
    fn are_nothing_where_only_the_way_is_tested() {
        let message = MESSAGE.replace("DATA_MESSAGE", "CONTROL_MESSAGE");
        let payload = Bytes::from(gzip(message.as_bytes()));
        assert!(extract::<Logs>(Source::Kinesis, &Whole(&payload)).unwrap_err().is_nothing());
    }

    #[test]
    fn are_refused_where_the_payload_is_something_else() {
        let problem = |payload: &[u8]| {
            let payload = Bytes::copy_from_slice(payload);
            extract::<Logs>(Source::Kinesis, &Whole(&payload)).unwrap_err().to_string()
        };
        assert_eq!(problem(b"{}"), "body: not valid gzip");
        assert_eq!(problem(&gzip(b"\xff")), "body: not UTF-8");
        assert_eq!(
            problem(&gzip(b"{}")),
            "body: no log events of CloudWatch Logs: missing field `messageType`"
        );
    }

    #[test]
    fn keep_messages_out_of_debug_output() {
        let payload = Bytes::from(gzip(MESSAGE.as_bytes()));
        let logs: Logs = extract(Source::Kinesis, &Whole(&payload)).unwrap();
        let shown = format!("{logs:?} {:?}", logs.events().next().unwrap());
        assert!(shown.contains("36551412") && !shown.contains("secret"), "{shown}");
    }
}
