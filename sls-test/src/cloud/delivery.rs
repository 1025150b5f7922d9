//! An event on its way to the function, and what became of it.

use std::fmt;
use std::pin::Pin;

use bytes::Bytes;
use serde_json::Value;
use sls_core::Failure;

use super::outcome::Finished;
use super::{Cloud, batch};
use crate::event::{BuildEvent, SnsAttribute, SnsEvent, to_bytes};

/// A delivery that happens when it is awaited.
///
/// # Example
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// use sls_core::{App, Handler, Text};
/// use sls_test::Cloud;
/// use sls_test::event::SnsEvent;
///
/// async fn read(Text(message): Text) {
///     assert_eq!(message, "hello");
/// }
///
/// let cloud = Cloud::new(App::new().handler(Handler::new("read").on(sls_core::event::sns::Topic::new("news"), read))).await;
/// let event = SnsEvent::new("news").message("hello").with("/Records/0/Sns/Subject", "greeting");
/// cloud.deliver(event).await.assert_ok();
/// # }
/// ```
#[derive(Debug)]
#[must_use = "nothing is delivered until it is awaited"]
pub struct PendingDelivery<E> {
    cloud: Cloud,
    event: E,
}

impl<E: BuildEvent> PendingDelivery<E> {
    pub(super) fn new(cloud: Cloud, event: E) -> Self {
        Self { cloud, event }
    }
}

impl PendingDelivery<SnsEvent> {
    /// Default: none. The subject of the message.
    pub fn subject(mut self, text: impl Into<String>) -> Self {
        self.event = self.event.subject(text);
        self
    }

    /// Default: none. An attribute of the message.
    pub fn attribute(mut self, name: impl Into<String>, value: impl Into<SnsAttribute>) -> Self {
        self.event = self.event.attribute(name, value);
        self
    }
}

impl<E: BuildEvent> IntoFuture for PendingDelivery<E> {
    type Output = Delivery;
    type IntoFuture = Pin<Box<dyn Future<Output = Delivery> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        let Self { cloud, event } = self;
        let event = event.build_in(&cloud.origin());
        Box::pin(async move {
            let finished = cloud.call(to_bytes(&event), cloud.context().build()).await;
            Delivery::new(&event, finished)
        })
    }
}

/// What the function did with an event that somebody delivered.
///
/// # Example
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// use sls_core::{App, Error, Handler, Json};
/// use sls_test::Cloud;
///
/// async fn even(Json(number): Json<u32>) -> Result<(), Error> {
///     if number % 2 == 0 { Ok(()) } else { Err(Error::msg("odd")) }
/// }
///
/// let handler = Handler::new("even").on(sls_core::event::kinesis::Stream::new("numbers"), even);
/// let cloud = Cloud::new(App::new().handler(handler)).await;
/// let delivery = cloud.kinesis("numbers").put_all(&[2, 4, 5]).await;
/// assert_eq!(delivery.failed_positions(), [2]);
/// # }
/// ```
pub struct Delivery {
    what: String,
    finished: Finished,
    records: Vec<String>,
    failed: Vec<usize>,
    /// Of the function, or of what the poller reads from the reply.
    failure: Option<Failure>,
}

impl Delivery {
    fn new(event: &Value, finished: Finished) -> Self {
        let stream = batch::identifiers(event);
        let read = match (finished.failure(), &stream) {
            (Some(failure), _) => Err(failure.clone()),
            (None, None) => Ok(Vec::new()),
            (None, Some(records)) => {
                let reply = finished.reply().map(Bytes::as_ref).unwrap_or_default();
                batch::failed_positions(event, records, reply)
                    .map_err(|why| Failure::new(BAD_REPLY, why))
            }
        };
        let records = stream.unwrap_or_default();
        let (failed, failure) = match read {
            Ok(failed) if failed.is_empty() => (failed, None),
            Ok(failed) => {
                let text = format!("the records at {failed:?} of {}", records.len());
                (failed, Some(Failure::new(ITEM_FAILURES, text)))
            }
            Err(failure) => ((0..records.len()).collect(), Some(failure)),
        };
        Self { what: describe(event), finished, records, failed, failure }
    }

    /// The function handled the event, all records of it.
    ///
    /// # Panics
    /// If it did not, with the failure, the event and its identifiers.
    #[track_caller]
    pub fn assert_ok(&self) {
        if let Some(failure) = &self.failure {
            panic!(
                "{} was to be handled and failed: {failure}\n{}",
                self.what,
                self.finished.details()
            );
        }
    }

    /// The function failed, or some records did; see [`failure`](Self::failure).
    ///
    /// # Panics
    /// If everything was handled, with the reply, the event and its identifiers.
    #[track_caller]
    pub fn assert_failed(&self) -> &Failure {
        match &self.failure {
            Some(failure) => failure,
            None => {
                panic!("{} was to fail and was handled\n{}", self.what, self.finished.details())
            }
        }
    }

    /// Why the event was not handled, if it was not.
    ///
    /// Of records that the function reported the type is `BatchItemFailures`; of a reply that makes
    /// the whole batch fail, `InvalidBatchReply`; else it is what the function failed with.
    #[must_use]
    pub fn failure(&self) -> Option<&Failure> {
        self.failure.as_ref()
    }

    /// The sequence numbers of the failed records of a stream, in their order.
    ///
    /// All of them if the function failed or its reply breaks a rule. A poller delivers everything
    /// from the first of them again, records after it that were handled included.
    #[must_use]
    pub fn failed_records(&self) -> Vec<&str> {
        self.failed.iter().map(|&position| self.records[position].as_str()).collect()
    }

    /// Where in the batch the failed records are, counted from 0.
    #[must_use]
    pub fn failed_positions(&self) -> &[usize] {
        &self.failed
    }

    /// The sequence numbers of all records of a stream that were delivered.
    #[must_use]
    pub fn records(&self) -> &[String] {
        &self.records
    }

    /// The id of the invocation.
    #[must_use]
    pub fn request_id(&self) -> &str {
        &self.finished.request_id
    }

    /// What the function replied.
    ///
    /// # Panics
    /// If it did not reply, or not with JSON.
    #[must_use]
    #[track_caller]
    pub fn reply_json(&self) -> Value {
        match self.finished.reply_json() {
            Some(reply) => reply,
            None => {
                panic!("the reply to {} was to be JSON\n{}", self.what, self.finished.details())
            }
        }
    }
}

impl fmt::Debug for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{}", self.what, self.finished.details())
    }
}

/// The error type of a batch in which the function reported failed records.
const ITEM_FAILURES: &str = "BatchItemFailures";
/// The error type of a batch whose reply means that everything failed.
const BAD_REPLY: &str = "InvalidBatchReply";

/// What was delivered, with the identifiers that AWS gave it.
fn describe(event: &Value) -> String {
    let record = &event["Records"][0];
    let text = |pointer: &str| record.pointer(pointer).and_then(Value::as_str).unwrap_or("?");
    if record.get("Sns").is_some() {
        return format!(
            "the message {} of the topic {}",
            text("/Sns/MessageId"),
            text("/Sns/TopicArn")
        );
    }
    if record.get("s3").is_some() {
        return format!(
            "the notification {} ({} of {} in {})",
            text("/responseElements/x-amz-request-id"),
            text("/eventName"),
            text("/s3/object/key"),
            text("/s3/bucket/name")
        );
    }
    if record.get("kinesis").is_some() {
        return format!(
            "the batch from {} ({} records of {})",
            text("/eventID"),
            event["Records"].as_array().map_or(0, Vec::len),
            text("/eventSourceARN")
        );
    }
    "the event".to_owned()
}
