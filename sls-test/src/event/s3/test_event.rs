//! What S3 sends when a notification is configured.

use serde_json::{Value, json};

use crate::event::origin::iso_millis;
use crate::event::patch::Patches;
use crate::event::{Origin, event_builder};

/// The message that S3 sends when a notification is configured; it has no `Records`.
///
/// S3 sends it to topics and queues, so a function behind one of them meets it.
/// Any function should accept it.
/// (Amazon S3 user guide, "Enabling notifications".)
///
/// # Example
/// ```
/// use sls_test::event::S3TestEvent;
///
/// let event = S3TestEvent::new("receipts").build();
/// assert_eq!(event["Event"], "s3:TestEvent");
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct S3TestEvent {
    bucket: String,
    patches: Patches,
}

event_builder!(S3TestEvent);

impl S3TestEvent {
    /// The test event of a bucket.
    pub fn new(bucket: impl Into<String>) -> Self {
        Self { bucket: bucket.into(), patches: Patches::default() }
    }

    fn event(&self, origin: &Origin) -> Value {
        json!({
            "Service": "Amazon S3",
            "Event": "s3:TestEvent",
            "Time": iso_millis(origin.now),
            "Bucket": self.bucket,
            "RequestId": origin.ids.hex(16).to_uppercase(),
            "HostId": origin.opaque(56),
        })
    }
}
