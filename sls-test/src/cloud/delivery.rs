//! An event on its way to the function, and what became of it.

use std::fmt;
use std::pin::Pin;

use bytes::Bytes;
use serde_json::Value;
use sls_core::Failure;

use super::batch::{self, Batch};
use super::outcome::Finished;
use super::{Cloud, subject};
use crate::event::{BuildEvent, SnsAttribute, SnsEvent, to_bytes};

/// A delivery that happens when it is awaited.
///
/// # Example
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// use sls_core::event::sns::Topic;
/// use sls_core::{App, Handler, Text};
/// use sls_test::Cloud;
/// use sls_test::event::SnsEvent;
///
/// async fn read(Text(message): Text) {
///     assert_eq!(message, "hello");
/// }
///
/// let app = App::new().handler(Handler::new("read").on(Topic::new("news"), read));
/// let cloud = Cloud::new(app).await;
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
            Delivery::new(event, finished)
        })
    }
}

/// What the function did with an event that somebody delivered.
///
/// Of a queue, a stream or a Kafka topic it knows each record: the reply is read as the poller of an
/// event source mapping with `ReportBatchItemFailures` reads it. Identifiers are what the reply
/// names a record by: a message id, a sequence number, or of Kafka `TOPIC-PARTITION:OFFSET`.
///
/// # Example
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// use sls_core::event::kinesis::Stream;
/// use sls_core::{App, Error, Handler, Json};
/// use sls_test::Cloud;
///
/// async fn even(Json(number): Json<u32>) -> Result<(), Error> {
///     if number % 2 == 0 { Ok(()) } else { Err(Error::msg("odd")) }
/// }
///
/// let handler = Handler::new("even").on(Stream::new("numbers"), even);
/// let cloud = Cloud::new(App::new().handler(handler)).await;
/// let delivery = cloud.kinesis("numbers").put_all(&[2, 4, 5]).await;
/// assert_eq!(delivery.failed_positions(), [2]);
/// # }
/// ```
pub struct Delivery {
    event: Value,
    finished: Finished,
    records: Vec<String>,
    failed: Vec<usize>,
    /// Of the function, or of what the poller reads from the reply.
    failure: Option<Failure>,
}

impl Delivery {
    fn new(event: Value, finished: Finished) -> Self {
        let batch = Batch::of(&event);
        let read = match (finished.failure(), &batch) {
            (Some(failure), _) => Err(failure.clone()),
            (None, None) => Ok(Vec::new()),
            (None, Some(batch)) => {
                let reply = finished.reply().map(Bytes::as_ref).unwrap_or_default();
                batch.failed_positions(reply).map_err(|why| Failure::new(BAD_REPLY, why))
            }
        };
        let records = batch.map(Batch::into_identifiers).unwrap_or_default();
        let (failed, failure) = match read {
            Ok(failed) if failed.is_empty() => (failed, None),
            Ok(failed) => {
                let text = format!("the reply reports {} of {}", failed.len(), records.len());
                (failed, Some(Failure::new(ITEM_FAILURES, text)))
            }
            Err(failure) => ((0..records.len()).collect(), Some(failure)),
        };
        Self { event, finished, records, failed, failure }
    }

    /// The function handled the event, all records of it.
    ///
    /// # Panics
    /// If it did not, with the failure, the reply, the event, and the records that failed.
    #[track_caller]
    pub fn assert_ok(&self) {
        if let Some(failure) = &self.failure {
            panic!("{} was to be handled and failed: {failure}\n{}", self.what(), self.details());
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
            None => panic!("{} was to fail and was handled\n{}", self.what(), self.details()),
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

    /// The identifiers of the failed records, in the order of the batch.
    ///
    /// All of them if the function failed or its reply breaks a rule. Of a queue exactly these
    /// messages come again; of a stream or a partition everything from the first of them, records
    /// after it that were handled included.
    #[must_use]
    pub fn failed_records(&self) -> Vec<&str> {
        self.failed.iter().map(|&position| self.records[position].as_str()).collect()
    }

    /// Where in the batch the failed records are, counted from 0.
    ///
    /// Kafka's records are counted partition by partition, as the event has them.
    #[must_use]
    pub fn failed_positions(&self) -> &[usize] {
        &self.failed
    }

    /// The identifiers of all records of the batch; none of an event that is no batch.
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
            None => panic!("the reply to {} was to be JSON\n{}", self.what(), self.details()),
        }
    }

    fn what(&self) -> String {
        subject::describe(&self.event)
    }

    /// What happened, and of a batch to which records.
    fn details(&self) -> String {
        self.finished.details() + &batch::report(&self.event, &self.failed)
    }
}

impl fmt::Debug for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{}", self.what(), self.details())
    }
}

/// The error type of a batch in which the function reported failed records.
const ITEM_FAILURES: &str = "BatchItemFailures";
/// The error type of a batch whose reply means that everything failed.
const BAD_REPLY: &str = "InvalidBatchReply";
