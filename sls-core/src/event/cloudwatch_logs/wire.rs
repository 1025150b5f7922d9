//! The event as CloudWatch Logs sends it, and what is compressed in it
//! (Amazon CloudWatch Logs user guide, "Log group-level subscription filters").

use std::borrow::Cow;

use serde::Deserialize;

use crate::event::Source;
use crate::event::cow::{Pairs, Text, optional, or_default, text};
use crate::event::shared::undecodable;
use crate::extract::inflate;
use crate::failure::Failure;

/// Log events of one log stream.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Message<'a> {
    #[serde(borrow, deserialize_with = "text")]
    message_type: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) owner: Option<Cow<'a, str>>,
    #[serde(borrow, deserialize_with = "text")]
    pub(crate) log_group: Cow<'a, str>,
    #[serde(borrow, deserialize_with = "text")]
    pub(super) log_stream: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "or_default")]
    pub(super) subscription_filters: Vec<Text<'a>>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) policy_level: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(super) log_events: Vec<LogEvent<'a>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct LogEvent<'a> {
    #[serde(borrow, deserialize_with = "text")]
    pub(super) id: Cow<'a, str>,
    /// Milliseconds since 1970.
    pub(super) timestamp: Option<u64>,
    #[serde(borrow, deserialize_with = "text")]
    pub(super) message: Cow<'a, str>,
    #[serde(borrow, default)]
    pub(super) extracted_fields: Pairs<'a>,
}

/// What is compressed in an event.
pub(super) fn decompressed(payload: &str, limit: usize) -> Result<Vec<u8>, Failure> {
    #[derive(Deserialize)]
    struct Event<'a> {
        #[serde(borrow)]
        awslogs: Data<'a>,
    }

    #[derive(Deserialize)]
    struct Data<'a> {
        #[serde(borrow, deserialize_with = "text")]
        data: Cow<'a, str>,
    }

    let event: Event<'_> = serde_json::from_str(payload)
        .map_err(|error| undecodable(Source::CloudWatchLogs, &error))?;
    let compressed = base64_simd::STANDARD
        .decode_to_vec(event.awslogs.data.as_bytes())
        .map_err(|_| refused("not valid base64"))?;
    inflate(&compressed, limit).map_err(|problem| refused(&problem))
}

pub(super) fn decode(message: &[u8]) -> Result<Message<'_>, Failure> {
    let text = simdutf8::basic::from_utf8(message).map_err(|_| refused("not UTF-8"))?;
    try_decode(text).map_err(|error| undecodable(Source::CloudWatchLogs, &error))
}

pub(super) fn try_decode(message: &str) -> serde_json::Result<Message<'_>> {
    serde_json::from_str(message)
}

impl Message<'_> {
    /// Whether CloudWatch Logs only finds out whether it gets through.
    pub(crate) fn is_control(&self) -> bool {
        self.message_type == "CONTROL_MESSAGE"
    }

    /// The events of one delivery do not change when it is repeated.
    pub(super) fn identity(&self) -> Option<String> {
        let [first, .., last] = &*self.log_events else {
            let [only] = &*self.log_events else { return None };
            return Some(format!("{}:{}/{}", self.log_group, self.log_stream, only.id));
        };
        let (first, last) = (&first.id, &last.id);
        Some(format!("{}:{}/{first}-{last}", self.log_group, self.log_stream))
    }

    pub(crate) fn filters(&self) -> impl Iterator<Item = &str> {
        self.subscription_filters.iter().map(|Text(name)| &**name)
    }
}

#[cold]
pub(super) fn refused(problem: &str) -> Failure {
    let source = Source::CloudWatchLogs;
    let problem = format!("this {source} event cannot be read: `awslogs.data` is {problem}");
    Failure::new("Sls.EventDecode", problem)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::gzip;

    const MESSAGE: &str = r#"{"messageType":"DATA_MESSAGE","owner":"111122223333",
        "logGroup":"shop","logStream":"s","subscriptionFilters":["all"],"logEvents":[
        {"id":"1","timestamp":1772359200000,"message":"hello"}]}"#;

    fn event(compressed: &[u8]) -> String {
        let data = base64_simd::STANDARD.encode_to_string(compressed);
        format!(r#"{{"awslogs":{{"data":"{data}"}}}}"#)
    }

    #[test]
    fn borrows_what_is_written_without_escapes() {
        let message = decode(MESSAGE.as_bytes()).unwrap();
        assert!(matches!(message.log_group, Cow::Borrowed("shop")));
        assert!(matches!(message.log_events[0].message, Cow::Borrowed("hello")));
        assert!(!message.is_control());
    }

    #[test]
    fn decompresses_what_it_decodes() {
        let decompressed = decompressed(&event(&gzip(MESSAGE.as_bytes())), 1000).unwrap();
        assert_eq!(decompressed, MESSAGE.as_bytes());
    }

    #[test]
    fn says_what_is_wrong_with_the_data() {
        let problem = |event: &str| {
            let failure = decompressed(event, 4).unwrap_err();
            assert_eq!(failure.error_type(), "Sls.EventDecode");
            failure.message().to_owned()
        };
        let prefix = "this Amazon CloudWatch Logs event cannot be read: `awslogs.data` is";
        let broken = r#"{"awslogs":{"data":"?"}}"#;
        assert_eq!(problem(broken), format!("{prefix} not valid base64"));
        assert_eq!(problem(&event(b"plain")), format!("{prefix} not valid gzip"));
        let large = event(&gzip(b"12345"));
        assert_eq!(problem(&large), format!("{prefix} more than 4 bytes when decompressed"));
        assert_eq!(decode(b"\xff").unwrap_err().message(), format!("{prefix} not UTF-8"));
    }

    #[test]
    fn names_the_field_that_is_not_as_documented() {
        let prefix = "this Amazon CloudWatch Logs event is not as AWS documents it:";
        let failure = decompressed(r#"{"awslogs":{}}"#, 4).unwrap_err();
        assert_eq!(failure.message(), format!("{prefix} missing field `data`"));
        let failure = decode(MESSAGE.replace("logGroup", "group").as_bytes()).unwrap_err();
        assert_eq!(failure.message(), format!("{prefix} missing field `logGroup`"));
    }

    #[test]
    fn takes_null_and_missing_fields() {
        let message = r#"{"messageType":"DATA_MESSAGE","owner":null,"logGroup":"g","logStream":"s",
            "subscriptionFilters":null,"logEvents":[{"id":"1","timestamp":null,"message":"m",
            "extractedFields":null}]}"#;
        let message = decode(message.as_bytes()).unwrap();
        assert_eq!(message.filters().count(), 0);
        assert_eq!(message.log_events[0].timestamp, None);
    }
}
