//! Tumbling windows: which records belong together, and what is known of them so far.

use std::time::{Duration, SystemTime};

use serde_json::{Map, Value};

use crate::event::{Origin, TumblingWindow};

/// The window that a shard is in.
#[derive(Debug)]
pub(super) struct Window {
    pub(super) start: SystemTime,
    length: Duration,
    state: Value,
    /// The state is too large, so that the window ends now.
    overflowed: bool,
}

impl Window {
    /// The window around a time, a multiple of its length since the epoch.
    pub(super) fn around(time: SystemTime, length: Duration) -> Self {
        let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
        let start = since - since % length.as_secs();
        let start = SystemTime::UNIX_EPOCH + Duration::from_secs(start);
        Self { start, length, state: Value::Object(Map::new()), overflowed: false }
    }

    pub(super) fn end(&self) -> SystemTime {
        self.start + self.length
    }

    pub(super) fn holds(&self, time: SystemTime) -> bool {
        (self.start..self.end()).contains(&time)
    }

    pub(super) fn overflowed(&self) -> bool {
        self.overflowed
    }

    /// Takes what the function returned.
    pub(super) fn keep(&mut self, state: Value, limit: usize) {
        self.overflowed = state.to_string().len() > limit;
        self.state = state;
    }

    /// The members of the event beside its records, without the closing brace.
    pub(super) fn members(
        &self,
        origin: &Origin,
        shard: &str,
        arn: &str,
        is_final: bool,
    ) -> String {
        let mut window = TumblingWindow::new(self.length).around(self.start).state(&self.state);
        if is_final {
            window = window.final_invoke();
        }
        if is_final && self.overflowed {
            window = window.terminated_early();
        }
        let mut members = window.members(origin, shard, arn).to_string();
        members.pop();
        members
    }
}
