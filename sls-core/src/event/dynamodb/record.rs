//! A record as an argument.

use std::borrow::Cow;
use std::fmt;
use std::time::SystemTime;

use bytes::Bytes;
use bytestring::ByteString;
use http::StatusCode;
use serde::Serialize;

use crate::event::dynamodb::table::name_of;
use crate::event::dynamodb::wire;
use crate::event::shared::{share, share_optional};
use crate::extract::{FromInput, Input, Location, Rejection};

/// What happened to an item.
///
/// # Example
/// ```
/// use sls_core::event::dynamodb::ChangeKind;
///
/// assert_eq!(ChangeKind::Remove.as_str(), "REMOVE");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "UPPERCASE")]
#[non_exhaustive]
pub enum ChangeKind {
    /// It was created.
    Insert,
    /// One or more of its attributes changed.
    Modify,
    /// It was deleted.
    Remove,
}

impl ChangeKind {
    /// The name that records give it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Insert => "INSERT",
            Self::Modify => "MODIFY",
            Self::Remove => "REMOVE",
        }
    }

    pub(super) fn of(record: &wire::Record<'_>) -> Result<Self, Rejection> {
        let problem = match record.event_name.as_deref() {
            Some("INSERT") => return Ok(Self::Insert),
            Some("MODIFY") => return Ok(Self::Modify),
            Some("REMOVE") => return Ok(Self::Remove),
            Some(_) => "expected `INSERT`, `MODIFY` or `REMOVE`",
            None => Rejection::MISSING,
        };
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        Err(Rejection::new(status, Location::Event, problem).at("eventName"))
    }
}

/// A record of a table's stream: where a change comes from, without the item.
///
/// [`Change`](super::Change) has the item. Some of it is only known where the record came through
/// the stream of DynamoDB itself, not through one of Kinesis.
///
/// # Example
/// ```
/// use sls_core::event::dynamodb::{Record, Table};
/// use sls_core::{App, Error, Handler};
///
/// async fn forget(record: Record) -> Result<(), Error> {
///     if record.is_ttl_delete() {
///         println!("an item of {} expired", record.table());
///     }
///     Ok(())
/// }
///
/// let app = App::new().handler(Handler::new("forget").on(Table::new("sessions"), forget));
/// # assert!(app.into_service().is_ok());
/// ```
#[derive(Clone)]
pub struct Record {
    kind: ChangeKind,
    table: ByteString,
    stream_arn: Option<ByteString>,
    event_id: Option<ByteString>,
    sequence_number: Option<ByteString>,
    stream_view_type: Option<ByteString>,
    size: Option<u64>,
    creation: Option<SystemTime>,
    is_ttl_delete: bool,
}

impl Record {
    /// What happened to the item.
    #[must_use]
    pub fn kind(&self) -> ChangeKind {
        self.kind
    }

    /// The name of the table.
    #[must_use]
    pub fn table(&self) -> &str {
        &self.table
    }

    /// The ARN of the table's stream; through Kinesis there is none.
    #[must_use]
    pub fn stream_arn(&self) -> Option<&str> {
        self.stream_arn.as_deref()
    }

    /// The id of the change, the same wherever the record is delivered again.
    #[must_use]
    pub fn event_id(&self) -> Option<&str> {
        self.event_id.as_deref()
    }

    /// The record's number, unique in its shard: decimal digits, too many for an integer.
    #[must_use]
    pub fn sequence_number(&self) -> Option<&str> {
        self.sequence_number.as_deref()
    }

    /// Which images the stream has, as in `NEW_AND_OLD_IMAGES`.
    #[must_use]
    pub fn stream_view_type(&self) -> Option<&str> {
        self.stream_view_type.as_deref()
    }

    /// The size of the keys and images, in bytes.
    #[must_use]
    pub fn size(&self) -> Option<u64> {
        self.size
    }

    /// When the change was made: to the second, or finer through Kinesis.
    #[must_use]
    pub fn creation(&self) -> Option<SystemTime> {
        self.creation
    }

    /// Whether DynamoDB deleted the item because its time to live had passed.
    #[must_use]
    pub fn is_ttl_delete(&self) -> bool {
        self.is_ttl_delete
    }

    pub(super) fn shared(
        raw: &Bytes,
        stream_arn: Option<&Cow<'_, str>>,
        record: &wire::Record<'_>,
    ) -> Result<Self, Rejection> {
        let parts = record.dynamodb.parts()?;
        let kind = ChangeKind::of(record)?;
        let stream_arn = stream_arn.map(|arn| share(raw, arn));
        let table = match (&record.table_name, &stream_arn) {
            (Some(name), _) => share(raw, name),
            (None, Some(arn)) => arn.slice_ref(name_of(arn)),
            (None, None) => ByteString::new(),
        };
        Ok(Self {
            kind,
            table,
            stream_arn,
            event_id: share_optional(raw, &record.event_id),
            sequence_number: share_optional(raw, &parts.sequence_number),
            stream_view_type: share_optional(raw, &parts.stream_view_type),
            size: parts.size_bytes,
            creation: parts.creation(),
            is_ttl_delete: kind == ChangeKind::Remove && record.is_by_time_to_live(),
        })
    }
}

impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Record")
            .field("kind", &self.kind)
            .field("table", &self.table)
            .field("event_id", &self.event_id)
            .field("sequence_number", &self.sequence_number)
            .finish_non_exhaustive()
    }
}

#[diagnostic::do_not_recommend]
impl FromInput for Record {
    fn from_input(input: &Input<'_>) -> Result<Self, Rejection> {
        input.demand("an Amazon DynamoDB record")
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::event::Source;
    use crate::event::dynamodb::serve::Unit;
    use crate::event::shared::extract;
    use crate::extract::Whole;

    fn record(record: &str) -> Result<Record, Rejection> {
        let event = Bytes::from(format!(r#"{{"Records":[{record}]}}"#));
        let decoded = wire::decode(std::str::from_utf8(&event).unwrap()).unwrap();
        let (stream_arn, record) = (decoded.source_arn(), &decoded.records[0]);
        extract(Source::DynamoDb, &Unit { raw: &event, stream_arn, record, tumbling: None })
    }

    const ARN: &str =
        "arn:aws:dynamodb:eu-west-1:111122223333:table/orders/stream/2026-01-01T00:00:00.000";

    #[test]
    fn has_what_the_stream_says_about_it() {
        let record = record(&format!(
            r#"{{"eventID":"c81e728d9d4c2f636f067f89cc14862c","eventName":"MODIFY",
            "eventVersion":"1.1","eventSource":"aws:dynamodb","awsRegion":"eu-west-1",
            "dynamodb":{{"ApproximateCreationDateTime":1772359200.0,"Keys":{{"id":{{"S":"secret"}}}},
            "NewImage":{{"id":{{"S":"secret"}}}},"SequenceNumber":"4421584500000000017450439092",
            "SizeBytes":59,"StreamViewType":"NEW_IMAGE"}},"eventSourceARN":"{ARN}"}}"#
        ))
        .unwrap();
        assert_eq!(record.kind(), ChangeKind::Modify);
        assert_eq!(record.table(), "orders");
        assert_eq!(record.stream_arn(), Some(ARN));
        assert_eq!(record.event_id(), Some("c81e728d9d4c2f636f067f89cc14862c"));
        assert_eq!(record.sequence_number(), Some("4421584500000000017450439092"));
        assert_eq!(record.stream_view_type(), Some("NEW_IMAGE"));
        assert_eq!(record.size(), Some(59));
        let creation = SystemTime::UNIX_EPOCH + Duration::from_secs(1_772_359_200);
        assert_eq!(record.creation(), Some(creation));
        assert!(!record.is_ttl_delete());
        assert!(!format!("{record:?}").contains("secret"));
    }

    #[test]
    fn lacks_what_the_event_leaves_out() {
        let record = record(r#"{"eventName":"INSERT","dynamodb":{}}"#).unwrap();
        assert_eq!(record.table(), "");
        assert_eq!(
            (record.stream_arn(), record.event_id(), record.sequence_number()),
            (None, None, None)
        );
        assert_eq!(
            (record.stream_view_type(), record.size(), record.creation()),
            (None, None, None)
        );
    }

    #[test]
    fn expires_where_dynamodb_itself_removed_the_item() {
        let expiry = |name: &str, user: &str| {
            let text = format!(r#"{{"eventName":"{name}","userIdentity":{user},"dynamodb":{{}}}}"#);
            record(&text).unwrap().is_ttl_delete()
        };
        let service = r#"{"type":"Service","principalId":"dynamodb.amazonaws.com"}"#;
        assert!(expiry("REMOVE", service));
        assert!(!expiry("MODIFY", service));
        for user in [
            "null",
            "{}",
            r#"{"type":"Service","principalId":null}"#,
            r#"{"type":"AWS","principalId":"dynamodb.amazonaws.com"}"#,
            r#"{"type":"Service","principalId":"AIDAEXAMPLE"}"#,
        ] {
            assert!(!expiry("REMOVE", user), "{user}");
        }
    }

    #[test]
    fn is_refused_where_it_does_not_say_what_happened() {
        for (name, expected) in [
            (r#""UPSERT""#, "event `eventName`: expected `INSERT`, `MODIFY` or `REMOVE`"),
            ("null", "event `eventName`: missing"),
        ] {
            let refused =
                record(&format!(r#"{{"eventName":{name},"dynamodb":{{}}}}"#)).unwrap_err();
            assert_eq!(refused.to_string(), expected);
        }
    }

    #[test]
    fn is_refused_on_other_sources() {
        let event = Bytes::from_static(b"{}");
        let refused = extract::<Record>(Source::Unrecognized, &Whole(&event)).unwrap_err();
        assert_eq!(refused.to_string(), "event: not an Amazon DynamoDB record");
    }
}
