//! A message as an argument.

use std::fmt;
use std::time::SystemTime;

use bytes::Bytes;
use bytestring::ByteString;

use crate::event::shared::{share, share_optional};
use crate::event::sqs::Attribute;
use crate::event::sqs::queue::name_of;
use crate::event::sqs::serve::Unit;
use crate::extract::{FromInput, Input, Rejection};

/// A message of an SQS queue, with what the queue says about it.
///
/// Take [`Json`](crate::Json) or [`Text`](crate::Text) where only the body matters. A message may
/// be delivered more than once (Amazon SQS developer guide, "Amazon SQS at-least-once delivery").
///
/// # Example
/// ```
/// use sls_core::event::sqs::{Message, Queue};
/// use sls_core::{App, Error, Handler};
///
/// async fn pack(message: Message) -> Result<(), Error> {
///     println!("{}, attempt {}", message.message_id(), message.receive_count());
///     Ok(())
/// }
///
/// let app = App::new().handler(Handler::new("pack").on(Queue::new("orders"), pack));
/// # assert!(app.into_service().is_ok());
/// ```
#[derive(Clone)]
pub struct Message {
    queue_arn: ByteString,
    message_id: ByteString,
    receipt_handle: ByteString,
    body: ByteString,
    receive_count: u32,
    sent: Option<SystemTime>,
    first_received: Option<SystemTime>,
    sender_id: Option<ByteString>,
    group_id: Option<ByteString>,
    deduplication_id: Option<ByteString>,
    sequence_number: Option<ByteString>,
    trace_header: Option<ByteString>,
    attributes: Vec<(ByteString, Attribute)>,
}

impl Message {
    /// The ARN of the queue.
    #[must_use]
    pub fn queue_arn(&self) -> &str {
        &self.queue_arn
    }

    /// The name of the queue, which is the last part of its ARN.
    #[must_use]
    pub fn queue(&self) -> &str {
        name_of(&self.queue_arn)
    }

    /// The message's id, the same in every attempt.
    #[must_use]
    pub fn message_id(&self) -> &str {
        &self.message_id
    }

    /// What the message is deleted or hidden by; another one in every attempt.
    #[must_use]
    pub fn receipt_handle(&self) -> &str {
        &self.receipt_handle
    }

    /// The body as text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.body
    }

    /// The body as bytes, which are UTF-8.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        self.body.as_bytes()
    }

    /// How often it was received and not deleted, this time included; approximate.
    #[must_use]
    pub fn receive_count(&self) -> u32 {
        self.receive_count
    }

    /// When it was sent, to the millisecond.
    #[must_use]
    pub fn sent(&self) -> Option<SystemTime> {
        self.sent
    }

    /// When it was received for the first time, to the millisecond; approximate.
    #[must_use]
    pub fn first_received(&self) -> Option<SystemTime> {
        self.first_received
    }

    /// The IAM user or role that sent it, or the AWS service.
    #[must_use]
    pub fn sender_id(&self) -> Option<&str> {
        self.sender_id.as_deref()
    }

    /// The group in which a FIFO queue keeps the order, or a standard one is fair.
    #[must_use]
    pub fn group_id(&self) -> Option<&str> {
        self.group_id.as_deref()
    }

    /// What a FIFO queue tells repeated messages by.
    #[must_use]
    pub fn deduplication_id(&self) -> Option<&str> {
        self.deduplication_id.as_deref()
    }

    /// Its number in a FIFO queue: decimal digits, too many for an integer.
    #[must_use]
    pub fn sequence_number(&self) -> Option<&str> {
        self.sequence_number.as_deref()
    }

    /// The X-Ray trace header of the sender, `Root=…`.
    #[must_use]
    pub fn trace_header(&self) -> Option<&str> {
        self.trace_header.as_deref()
    }

    /// Names and values of the message attributes.
    pub fn attributes(&self) -> impl Iterator<Item = (&str, &Attribute)> {
        self.attributes.iter().map(|(name, attribute)| (&**name, attribute))
    }

    /// A message attribute by its name, which is case-sensitive.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes().find(|(other, _)| *other == name).map(|(_, attribute)| attribute)
    }

    pub(super) fn of(unit: &Unit<'_>) -> Result<Self, Rejection> {
        let Unit { raw, queue_arn, record } = unit;
        let system = &record.attributes;
        Ok(Self {
            queue_arn: queue_arn.map(|arn| share(raw, arn)).unwrap_or_default(),
            message_id: share_optional(raw, &record.message_id).unwrap_or_default(),
            receipt_handle: share_optional(raw, &record.receipt_handle).unwrap_or_default(),
            body: share(raw, unit.body()?),
            receive_count: system.receive_count(),
            sent: system.sent(),
            first_received: system.first_received(),
            sender_id: share_optional(raw, &system.sender_id),
            group_id: share_optional(raw, &system.message_group_id),
            deduplication_id: share_optional(raw, &system.message_deduplication_id),
            sequence_number: share_optional(raw, &system.sequence_number),
            trace_header: share_optional(raw, &system.trace_header),
            attributes: Attribute::all(raw, record.message_attributes)?,
        })
    }
}

/// Without the body, which may be confidential.
impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message")
            .field("queue_arn", &self.queue_arn)
            .field("message_id", &self.message_id)
            .field("receive_count", &self.receive_count)
            .field("group_id", &self.group_id)
            .finish_non_exhaustive()
    }
}

#[diagnostic::do_not_recommend]
impl FromInput for Message {
    fn from_input(input: &Input<'_>) -> Result<Self, Rejection> {
        input.demand("an Amazon SQS message")
    }
}

/// Which attempt at a message this is, from 1: how often it was received.
///
/// The queue counts approximately, and counts deliveries that Lambda had to give up as well.
///
/// # Example
/// ```
/// use sls_core::event::sqs::{Attempt, Queue};
/// use sls_core::{Error, Handler, Json};
///
/// async fn pack(Json(order): Json<u32>, Attempt(attempt): Attempt) -> Result<(), Error> {
///     if attempt > 3 {
///         println!("order {order} is in trouble");
///     }
///     Ok(())
/// }
///
/// let handler = Handler::new("pack").on(Queue::new("orders"), pack);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(clippy::exhaustive_structs, reason = "it is taken apart in the list of arguments")]
pub struct Attempt(pub u32);

#[diagnostic::do_not_recommend]
impl FromInput for Attempt {
    fn from_input(input: &Input<'_>) -> Result<Self, Rejection> {
        input.demand("an Amazon SQS message")
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::event::Source;
    use crate::event::shared::extract;
    use crate::event::sqs::wire;
    use crate::extract::Whole;

    fn message<T: FromInput>(record: &str) -> Result<T, Rejection> {
        let raw = Bytes::from(format!(r#"{{"Records":[{record}]}}"#));
        let event = wire::decode(std::str::from_utf8(&raw).unwrap()).unwrap();
        let unit = Unit { raw: &raw, queue_arn: event.source_arn(), record: &event.records[0] };
        extract(Source::Sqs, &unit)
    }

    const FULL: &str = r#"{"messageId":"19dd0b57-b21e-4ac1-bd88-01bbb068cb78",
        "receiptHandle":"AQEB","body":"{\"a\":1}","attributes":{"ApproximateReceiveCount":"2",
        "AWSTraceHeader":"Root=1-66ad0000-0123456789abcdef01234567",
        "SentTimestamp":"1772359200000","SequenceNumber":"18849496460467696128",
        "MessageGroupId":"g1","SenderId":"AIDAEXAMPLE","MessageDeduplicationId":"d1",
        "ApproximateFirstReceiveTimestamp":"1772359200042"},
        "messageAttributes":{"n":{"stringValue":"6","dataType":"Number"}},
        "eventSourceARN":"arn:aws:sqs:eu-west-1:111122223333:q.fifo","awsRegion":"eu-west-1"}"#;

    #[test]
    fn has_what_the_queue_says_about_it() {
        let message: Message = message(FULL).unwrap();
        let millis = |millis| Some(SystemTime::UNIX_EPOCH + Duration::from_millis(millis));
        assert_eq!(message.queue_arn(), "arn:aws:sqs:eu-west-1:111122223333:q.fifo");
        assert_eq!(message.queue(), "q.fifo");
        assert_eq!(message.message_id(), "19dd0b57-b21e-4ac1-bd88-01bbb068cb78");
        assert_eq!(message.receipt_handle(), "AQEB");
        assert_eq!(message.text(), r#"{"a":1}"#);
        assert_eq!(message.body(), r#"{"a":1}"#);
        assert_eq!(message.receive_count(), 2);
        assert_eq!(message.sent(), millis(1_772_359_200_000));
        assert_eq!(message.first_received(), millis(1_772_359_200_042));
        assert_eq!(message.sender_id(), Some("AIDAEXAMPLE"));
        assert_eq!(message.group_id(), Some("g1"));
        assert_eq!(message.deduplication_id(), Some("d1"));
        assert_eq!(message.sequence_number(), Some("18849496460467696128"));
        assert_eq!(message.trace_header(), Some("Root=1-66ad0000-0123456789abcdef01234567"));
        assert_eq!(message.attribute("n").unwrap().text(), Some("6"));
        assert_eq!(message.attributes().count(), 1);
        assert!(message.attribute("N").is_none());
        let shown = format!("{message:?}");
        assert!(shown.contains("q.fifo") && !shown.contains("\\\"a"), "{shown}");
    }

    #[test]
    fn lacks_what_the_event_leaves_out() {
        let message: Message = message(r#"{"body":"","messageAttributes":null}"#).unwrap();
        assert_eq!((message.queue(), message.message_id(), message.text()), ("", "", ""));
        assert_eq!(message.receive_count(), 1);
        assert_eq!((message.sent(), message.group_id()), (None, None));
        assert_eq!(message.attributes().count(), 0);
    }

    #[test]
    fn says_which_attempt_it_is() {
        assert_eq!(message::<Attempt>(FULL).unwrap(), Attempt(2));
    }

    #[test]
    fn is_refused_where_it_is_damaged_or_something_else() {
        let refused = message::<Message>("{}").unwrap_err();
        assert_eq!(refused.to_string(), "body: missing");
        let refused = message::<Message>(r#"{"body":"","messageAttributes":[]}"#).unwrap_err();
        assert_eq!(refused.to_string(), "event `messageAttributes`: expected an object");
        let event = Bytes::from_static(b"{}");
        let refused = extract::<Message>(Source::Unrecognized, &Whole(&event)).unwrap_err();
        assert_eq!(refused.to_string(), "event: not an Amazon SQS message");
    }
}
