//! The one place that reads the clock.

use std::fmt::Debug;
use std::time::SystemTime;

/// Where the time comes from.
///
/// # Example
/// ```
/// use std::time::SystemTime;
/// use sls_core::Clock;
///
/// #[derive(Debug)]
/// struct Stopped;
///
/// impl Clock for Stopped {
///     fn now(&self) -> SystemTime {
///         SystemTime::UNIX_EPOCH
///     }
/// }
///
/// assert_eq!(Stopped.now(), Stopped.now());
/// ```
pub trait Clock: Debug + Send + Sync {
    /// The wall-clock time.
    fn now(&self) -> SystemTime;
}

/// The clock of the machine.
///
/// # Example
/// ```
/// use sls_core::{Clock, SystemClock};
///
/// assert!(SystemClock.now() > std::time::SystemTime::UNIX_EPOCH);
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the clock")]
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }
}
