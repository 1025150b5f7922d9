//! One message of a queue.

use std::collections::BTreeMap;
use std::time::SystemTime;

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::attribute::{self, SqsAttribute};
use crate::event::origin::epoch_millis;
use crate::event::{Origin, SnsEvent, digest, to_text};

/// One message of an SQS queue.
///
/// # Example
/// ```
/// use sls_test::event::{SqsEvent, SqsMessage};
///
/// let message = SqsMessage::new("seven").attribute("kind", "new");
/// let event = SqsEvent::new("orders").message(message).build();
/// let record = &event["Records"][0];
/// assert_eq!(record["md5OfBody"], "bb3aec0fdcdbc2974890f805c585d432");
/// assert_eq!(record["messageAttributes"]["kind"]["stringValue"], "new");
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct SqsMessage {
    body: Body,
    attributes: BTreeMap<String, SqsAttribute>,
    message_id: Option<String>,
    receipt_handle: Option<String>,
    receive_count: u32,
    sent_at: Option<SystemTime>,
    first_received_at: Option<SystemTime>,
    group: Option<String>,
    deduplication_id: Option<String>,
    sequence_number: Option<String>,
    trace_header: Option<String>,
    dead_letter_source: Option<String>,
}

#[derive(Clone, Debug)]
enum Body {
    Text(String),
    Notification(Box<SnsEvent>),
}

impl SqsMessage {
    /// A message with this text.
    pub fn new(body: impl Into<String>) -> Self {
        Self::of(Body::Text(body.into()))
    }

    /// A message that is JSON text.
    ///
    /// # Panics
    /// If `value` has no JSON form.
    #[track_caller]
    pub fn json(value: &(impl Serialize + ?Sized)) -> Self {
        Self::new(to_text(value))
    }

    /// What a topic delivers to a queue that subscribes to it, unless delivery is raw.
    ///
    /// The body is the notification alone, and spells `SigningCertURL` and `UnsubscribeURL`; what
    /// is empty is left out.
    /// (Amazon SNS developer guide, "Fanout Amazon SNS notifications to Amazon SQS queues".)
    pub fn notification(notification: SnsEvent) -> Self {
        Self::of(Body::Notification(Box::new(notification)))
    }

    /// Default: none. A message attribute; one name holds one value.
    pub fn attribute(mut self, name: impl Into<String>, value: impl Into<SqsAttribute>) -> Self {
        self.attributes.insert(name.into(), value.into());
        self
    }

    /// Default: a new UUID. The id that a partial batch response names.
    pub fn message_id(mut self, id: impl Into<String>) -> Self {
        self.message_id = Some(id.into());
        self
    }

    /// Default: a new one. What the receiver would delete the message with.
    pub fn receipt_handle(mut self, handle: impl Into<String>) -> Self {
        self.receipt_handle = Some(handle.into());
        self
    }

    /// Default: 1. How often the message has been received, this time included.
    pub fn receive_count(mut self, count: u32) -> Self {
        self.receive_count = count;
        self
    }

    /// Default: the time of the event. Kept to the millisecond.
    pub fn sent_at(mut self, time: SystemTime) -> Self {
        self.sent_at = Some(time);
        self
    }

    /// Default: the time of the event. Kept to the millisecond.
    pub fn first_received_at(mut self, time: SystemTime) -> Self {
        self.first_received_at = Some(time);
        self
    }

    /// Default: `group` on a FIFO queue, none on a standard one. The message group.
    pub fn group(mut self, id: impl Into<String>) -> Self {
        self.group = Some(id.into());
        self
    }

    /// Default: a new UUID on a FIFO queue, none on a standard one.
    pub fn deduplication_id(mut self, id: impl Into<String>) -> Self {
        self.deduplication_id = Some(id.into());
        self
    }

    /// Default: 20 digits, greater than of every message before; none on a standard queue.
    pub fn sequence_number(mut self, digits: impl Into<String>) -> Self {
        self.sequence_number = Some(digits.into());
        self
    }

    /// Default: none. The X-Ray trace of the sender.
    pub fn trace_header(mut self, header: impl Into<String>) -> Self {
        self.trace_header = Some(header.into());
        self
    }

    /// Default: none. The queue, a name or an ARN, that gave the message up.
    pub fn dead_letter_of(mut self, queue: impl Into<String>) -> Self {
        self.dead_letter_source = Some(queue.into());
        self
    }

    /// The message in a batch; `queue` is an ARN.
    pub(crate) fn build(&self, origin: &Origin, queue: &str, windowed: bool) -> Value {
        let body = match &self.body {
            Body::Text(text) => text.clone(),
            Body::Notification(notification) => delivered(notification.build_in(origin)),
        };
        let attributes: Map<_, _> =
            self.attributes.iter().map(|(name, value)| (name.clone(), value.build())).collect();
        let new_handle = || format!("AQEB{}", origin.opaque(141));
        let mut record = json!({
            "messageId": self.message_id.clone().unwrap_or_else(|| origin.ids.uuid()),
            "receiptHandle": self.receipt_handle.clone().unwrap_or_else(new_handle),
            "md5OfBody": digest::hex(digest::md5(body.as_bytes())),
            "body": body,
            "attributes": self.system_attributes(origin, queue.ends_with(".fifo")),
            "messageAttributes": attributes,
            "eventSource": "aws:sqs",
            "eventSourceARN": queue,
            "awsRegion": origin.region,
        });
        match (self.attributes.is_empty(), windowed) {
            (false, _) => {
                record["md5OfMessageAttributes"] = attribute::md5(&self.attributes).into()
            }
            (true, true) => record["md5OfMessageAttributes"] = Value::Null,
            (true, false) => {}
        }
        record
    }

    /// What SQS itself says about the message, all of it text.
    fn system_attributes(&self, origin: &Origin, fifo: bool) -> Map<String, Value> {
        let millis =
            |time: Option<SystemTime>| epoch_millis(time.unwrap_or(origin.now)).to_string();
        let in_fifo = |given: &Option<String>, default: &dyn Fn() -> String| {
            given.clone().or_else(|| fifo.then(default))
        };
        let source = self.dead_letter_source.as_ref().map(|queue| origin.arn("sqs", queue));
        let all = [
            ("ApproximateReceiveCount", Some(self.receive_count.to_string())),
            ("SentTimestamp", Some(millis(self.sent_at))),
            ("SenderId", Some("AIDAEXAMPLEPRINCIPAL1".to_owned())),
            ("ApproximateFirstReceiveTimestamp", Some(millis(self.first_received_at))),
            ("MessageGroupId", in_fifo(&self.group, &|| "group".to_owned())),
            ("MessageDeduplicationId", in_fifo(&self.deduplication_id, &|| origin.ids.uuid())),
            ("SequenceNumber", in_fifo(&self.sequence_number, &|| origin.fifo_sequence_number())),
            ("AWSTraceHeader", self.trace_header.clone()),
            ("DeadLetterQueueSourceArn", source),
        ];
        let present = all.into_iter().filter_map(|(name, value)| Some((name, value?)));
        present.map(|(name, value)| (name.to_owned(), value.into())).collect()
    }

    fn of(body: Body) -> Self {
        Self {
            body,
            attributes: BTreeMap::new(),
            message_id: None,
            receipt_handle: None,
            receive_count: 1,
            sent_at: None,
            first_received_at: None,
            group: None,
            deduplication_id: None,
            sequence_number: None,
            trace_header: None,
            dead_letter_source: None,
        }
    }
}

/// The text that a topic sends to a queue, from what it sends to Lambda.
fn delivered(mut event: Value) -> String {
    let mut notification = event.pointer_mut("/Records/0/Sns").map(Value::take).unwrap_or_default();
    if let Value::Object(members) = &mut notification {
        for (lambda, queue) in
            [("SigningCertUrl", "SigningCertURL"), ("UnsubscribeUrl", "UnsubscribeURL")]
        {
            if let Some(url) = members.remove(lambda) {
                members.insert(queue.to_owned(), url);
            }
        }
        members
            .retain(|_, value| !value.is_null() && value.as_object().is_none_or(|o| !o.is_empty()));
    }
    notification.to_string()
}
