//! The time in a cloud.

use std::time::SystemTime;

use sls_core::Clock;

/// A clock that shows the time it was set to.
#[derive(Debug)]
pub(super) struct VirtualClock {
    now: SystemTime,
}

impl VirtualClock {
    pub(super) fn at(now: SystemTime) -> Self {
        Self { now }
    }
}

impl Clock for VirtualClock {
    fn now(&self) -> SystemTime {
        self.now
    }
}
