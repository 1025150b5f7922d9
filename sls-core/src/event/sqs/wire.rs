//! The event as the event source mapping sends it, borrowed from the payload.

use std::borrow::Cow;
use std::time::{Duration, SystemTime};

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::event::Source;
use crate::event::cow::{optional, or_default};
use crate::event::shared::undecodable;
use crate::failure::Failure;

#[derive(Debug, Deserialize)]
pub(super) struct Event<'a> {
    #[serde(borrow, rename = "Records")]
    pub(super) records: Vec<Record<'a>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Record<'a> {
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) message_id: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) receipt_handle: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) body: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "or_default")]
    pub(super) attributes: SystemAttributes<'a>,
    /// Decoded when they are asked for.
    #[serde(borrow)]
    pub(super) message_attributes: Option<&'a RawValue>,
    #[serde(borrow, rename = "eventSourceARN", default, deserialize_with = "optional")]
    pub(super) event_source_arn: Option<Cow<'a, str>>,
}

/// Text, even where it stands for a number
/// (Amazon SQS API reference, "ReceiveMessage", on `MessageSystemAttributeNames`).
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct SystemAttributes<'a> {
    #[serde(borrow, default, deserialize_with = "optional")]
    approximate_first_receive_timestamp: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "optional")]
    approximate_receive_count: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) message_deduplication_id: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) message_group_id: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) sender_id: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "optional")]
    sent_timestamp: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) sequence_number: Option<Cow<'a, str>>,
    #[serde(borrow, rename = "AWSTraceHeader", default, deserialize_with = "optional")]
    pub(super) trace_header: Option<Cow<'a, str>>,
}

pub(super) fn decode(payload: &str) -> Result<Event<'_>, Failure> {
    serde_json::from_str(payload).map_err(|error| undecodable(Source::Sqs, &error))
}

impl<'a> Event<'a> {
    /// The ARN of the queue; an event source mapping reads one.
    pub(super) fn source_arn(&self) -> Option<&Cow<'a, str>> {
        self.records.first()?.event_source_arn.as_ref()
    }
}

impl SystemAttributes<'_> {
    /// One where the event does not say, since the message is being received.
    pub(super) fn receive_count(&self) -> u32 {
        self.approximate_receive_count.as_ref().and_then(|count| count.parse().ok()).unwrap_or(1)
    }

    pub(super) fn sent(&self) -> Option<SystemTime> {
        time(self.sent_timestamp.as_ref()?)
    }

    pub(super) fn first_received(&self) -> Option<SystemTime> {
        time(self.approximate_first_receive_timestamp.as_ref()?)
    }
}

/// Milliseconds since 1970, as text.
fn time(millis: &str) -> Option<SystemTime> {
    SystemTime::UNIX_EPOCH.checked_add(Duration::from_millis(millis.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_messages_that_lack_everything_but_their_sender() {
        let event = decode(
            r#"{"Records":[{"eventSource":"aws:sqs"},{"attributes":null,"body":null,
                "messageAttributes":null,"attributes":{"ApproximateReceiveCount":"many"}}]}"#,
        );
        // Twice the same field is what nobody can make sense of.
        assert_eq!(event.unwrap_err().error_type(), "Sls.EventDecode");

        let event = decode(
            r#"{"Records":[{"eventSource":"aws:sqs"},{"body":null,"messageAttributes":null,
                "attributes":{"ApproximateReceiveCount":"many","SentTimestamp":"-1"}}]}"#,
        )
        .unwrap();
        assert!(event.source_arn().is_none());
        for record in &event.records {
            assert!(record.message_id.is_none() && record.body.is_none());
            assert!(record.message_attributes.is_none());
            assert_eq!(record.attributes.receive_count(), 1);
            assert_eq!(record.attributes.sent(), None);
        }
    }

    #[test]
    fn reads_numbers_that_are_text() {
        let event = decode(
            r#"{"Records":[{"attributes":{"ApproximateReceiveCount":"3",
                "SentTimestamp":"1772359200000",
                "ApproximateFirstReceiveTimestamp":"1772359200042"}}]}"#,
        )
        .unwrap();
        let attributes = &event.records[0].attributes;
        let millis = |millis| Some(SystemTime::UNIX_EPOCH + Duration::from_millis(millis));
        assert_eq!(attributes.receive_count(), 3);
        assert_eq!(attributes.sent(), millis(1_772_359_200_000));
        assert_eq!(attributes.first_received(), millis(1_772_359_200_042));
    }

    #[test]
    fn names_the_field_that_is_not_as_documented() {
        let failure = decode(r#"{"Records":[{"messageId":7}]}"#).unwrap_err();
        assert_eq!(failure.error_type(), "Sls.EventDecode");
        assert_eq!(
            failure.message(),
            "this Amazon SQS event is not as AWS documents it: expected a string"
        );
    }
}
