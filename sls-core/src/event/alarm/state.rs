//! A state of an alarm.

use std::fmt;

use bytes::Bytes;
use bytestring::ByteString;

use crate::event::alarm::wire;
use crate::event::shared::{share, share_optional};

/// The state of an alarm, and how it came to it.
///
/// # Example
/// ```
/// use sls_core::Error;
/// use sls_core::event::alarm::Event;
///
/// async fn page(event: Event) -> Result<(), Error> {
///     let state = event.state();
///     if state.value() == "ALARM" && state.actions_suppressed_by().is_none() {
///         println!("{}", state.reason());
///     }
///     Ok(())
/// }
/// ```
#[derive(Clone)]
pub struct State {
    value: ByteString,
    reason: ByteString,
    reason_data: Option<ByteString>,
    timestamp: Option<ByteString>,
    actions_suppressed_by: Option<ByteString>,
    actions_suppressed_reason: Option<ByteString>,
}

impl State {
    /// `ALARM`, `OK` or `INSUFFICIENT_DATA`.
    #[must_use]
    pub fn value(&self) -> &str {
        &self.value
    }

    /// Why the alarm is in it, in words; empty for the state before in a message of a topic.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// Why the alarm is in it, as JSON text; a message of a topic lacks it.
    #[must_use]
    pub fn reason_data(&self) -> Option<&str> {
        self.reason_data.as_deref()
    }

    /// Since when, as in `2026-03-01T10:00:15.483+0000`.
    #[must_use]
    pub fn timestamp(&self) -> Option<&str> {
        self.timestamp.as_deref()
    }

    /// What keeps a composite alarm from acting: `WaitPeriod`, `ExtensionPeriod` or `Alarm`.
    #[must_use]
    pub fn actions_suppressed_by(&self) -> Option<&str> {
        self.actions_suppressed_by.as_deref()
    }

    /// The same in words.
    #[must_use]
    pub fn actions_suppressed_reason(&self) -> Option<&str> {
        self.actions_suppressed_reason.as_deref()
    }

    pub(super) fn shared(event: &Bytes, wire: &wire::State<'_>) -> Self {
        Self {
            value: share(event, &wire.value),
            reason: share_optional(event, &wire.reason).unwrap_or_default(),
            reason_data: share_optional(event, &wire.reason_data),
            timestamp: share_optional(event, &wire.timestamp),
            actions_suppressed_by: share_optional(event, &wire.actions_suppressed_by),
            actions_suppressed_reason: share_optional(event, &wire.actions_suppressed_reason),
        }
    }
}

/// Without the reasons, which say what is measured.
impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("State")
            .field("value", &self.value)
            .field("timestamp", &self.timestamp)
            .finish_non_exhaustive()
    }
}
