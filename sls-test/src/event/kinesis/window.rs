//! What a tumbling window adds to a batch.

use std::time::{Duration, SystemTime};

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::event::origin::{epoch_seconds, iso_seconds};
use crate::event::{Origin, to_value};

/// The tumbling window of a batch: its bounds, its state so far, and how it ends.
///
/// Bounds are multiples of the length since the epoch. (AWS Lambda developer guide, "Implementing
/// stateful Kinesis Data Streams processing in Lambda".)
///
/// # Example
/// ```
/// use std::time::Duration;
/// use sls_test::event::{KinesisEvent, TumblingWindow};
///
/// let window = TumblingWindow::new(Duration::from_secs(120)).state(&7).final_invoke();
/// let event = KinesisEvent::new("clicks").window(window).build();
/// assert_eq!(event["window"]["start"], "2026-03-01T10:00:00Z");
/// assert_eq!(event["window"]["end"], "2026-03-01T10:02:00Z");
/// assert_eq!(event["isFinalInvokeForWindow"], true);
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub struct TumblingWindow {
    length: u64,
    within: Option<SystemTime>,
    state: Value,
    is_final: bool,
    terminated_early: bool,
}

impl TumblingWindow {
    /// The first batch of the window around the time of the event; the length is in whole seconds.
    ///
    /// # Panics
    /// If `length` is less than a second.
    #[track_caller]
    pub fn new(length: Duration) -> Self {
        let length = length.as_secs();
        assert!(length > 0, "a tumbling window is 1 to 900 seconds long");
        let state = Value::Object(Map::new());
        Self { length, within: None, state, is_final: false, terminated_early: false }
    }

    /// Default: the time of the event. Chooses the window around `time`.
    pub fn around(mut self, time: SystemTime) -> Self {
        self.within = Some(time);
        self
    }

    /// Default: `{}`, as in the first batch of a window. What the batch before returned.
    ///
    /// # Panics
    /// If `state` has no JSON form.
    #[track_caller]
    pub fn state(mut self, state: &(impl Serialize + ?Sized)) -> Self {
        self.state = to_value(state);
        self
    }

    /// Default: more batches follow. This is the last call for the window.
    pub fn final_invoke(mut self) -> Self {
        self.is_final = true;
        self
    }

    /// Default: it was not. The window ended because its state passed 1 MB.
    pub fn terminated_early(mut self) -> Self {
        self.terminated_early = true;
        self
    }

    /// The members beside `Records`.
    pub(crate) fn members(&self, origin: &Origin, shard_id: &str, stream: &str) -> Value {
        let seconds = epoch_seconds(self.within.unwrap_or(origin.now)) as u64;
        let start = seconds - seconds % self.length;
        let at = |seconds| iso_seconds(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds));
        json!({
            "window": {"start": at(start), "end": at(start + self.length)},
            "state": self.state,
            "shardId": shard_id,
            "eventSourceARN": stream,
            "isFinalInvokeForWindow": self.is_final,
            "isWindowTerminatedEarly": self.terminated_early,
        })
    }
}
