//! Whether the time allows another record.

use std::time::Duration;

/// Keeps records from being started when they may no longer end in time.
///
/// A record in a handler that is cut off by the timeout fails with its whole batch;
/// one that was not started can be reported.
pub(crate) struct Guard<R> {
    margin: Duration,
    remaining: R,
}

impl<R: Fn() -> Duration> Guard<R> {
    /// Nothing starts once less than `margin` remains, or nothing at all.
    pub(crate) fn new(margin: Duration, remaining: R) -> Self {
        Self { margin, remaining }
    }

    pub(super) fn is_short(&self) -> bool {
        let remaining = (self.remaining)();
        remaining < self.margin || remaining.is_zero()
    }
}
