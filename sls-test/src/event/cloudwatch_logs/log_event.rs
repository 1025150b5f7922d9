//! One line of a log.

use std::collections::BTreeMap;
use std::time::SystemTime;

use serde::Serialize;
use serde_json::{Value, json};

use crate::event::origin::epoch_millis;
use crate::event::{Origin, to_text};

/// One log event: a text and when it was written.
///
/// (Amazon CloudWatch Logs user guide, "Log group-level subscription filters".)
///
/// # Example
/// ```
/// use sls_test::event::{CloudWatchLogsEvent, LogEvent};
///
/// let event = LogEvent::new("order 7 failed").extracted_field("order", "7");
/// let event = CloudWatchLogsEvent::new("/aws/lambda/orders").log_event(event).build();
/// assert!(event["awslogs"]["data"].is_string());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct LogEvent {
    text: String,
    id: Option<String>,
    written_at: Option<SystemTime>,
    extracted_fields: BTreeMap<String, String>,
}

impl LogEvent {
    /// A log event with this text.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), id: None, written_at: None, extracted_fields: BTreeMap::new() }
    }

    /// A log event that is JSON text.
    ///
    /// # Panics
    /// If `value` has no JSON form.
    #[track_caller]
    pub fn json(value: &(impl Serialize + ?Sized)) -> Self {
        Self::new(to_text(value))
    }

    /// Default: 56 digits, greater than that of every log event built before.
    pub fn id(mut self, digits: impl Into<String>) -> Self {
        self.id = Some(digits.into());
        self
    }

    /// Default: the time of the event. Kept to the millisecond.
    pub fn written_at(mut self, time: SystemTime) -> Self {
        self.written_at = Some(time);
        self
    }

    /// Default: none. What the pattern of the filter found in the text, under a name.
    pub fn extracted_field(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.extracted_fields.insert(name.into(), value.into());
        self
    }

    pub(super) fn build(&self, origin: &Origin) -> Value {
        let mut event = json!({
            // They are made like the sequence numbers of a stream.
            "id": self.id.clone().unwrap_or_else(|| origin.sequence_number()),
            "timestamp": epoch_millis(self.written_at.unwrap_or(origin.now)),
            "message": self.text,
        });
        if !self.extracted_fields.is_empty() {
            event["extractedFields"] = json!(self.extracted_fields);
        }
        event
    }
}
