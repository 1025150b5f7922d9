//! The time in a cloud.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use sls_core::Clock;

/// A clock that shows the time it was set to.
#[derive(Debug)]
pub(super) struct VirtualClock {
    now: Mutex<SystemTime>,
}

impl VirtualClock {
    pub(super) fn at(now: SystemTime) -> Self {
        Self { now: Mutex::new(now) }
    }

    pub(super) fn set(&self, now: SystemTime) {
        *self.time() = now;
    }

    fn time(&self) -> MutexGuard<'_, SystemTime> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for VirtualClock {
    fn now(&self) -> SystemTime {
        *self.time()
    }
}
