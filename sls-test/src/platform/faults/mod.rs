//! What goes wrong in a cloud: by a test's wish, or by chance that a seed decides.

mod injector;
mod mail;
mod plan;

use std::fmt;
use std::time::{Duration, SystemTime};

use crate::event::iso_millis;

pub(crate) use self::injector::Injector;
pub(super) use self::mail::Mail;
pub use self::plan::Faults;

/// One thing that goes wrong.
///
/// # Example
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// use sls_test::Cloud;
/// use sls_test::platform::{Fault, Function, Outcome, Script};
///
/// let cloud = Cloud::empty();
/// let function = cloud.add_function(Function::new("pay"), Script::always(Outcome::ok()));
/// function.inject(1, Fault::LostReply);
/// function.invoke_async("{}");
/// cloud.run_until_idle().await;
/// assert_eq!(function.invocations().len(), 2, "Lambda heard nothing and tried again");
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// The process ends when the handler is done, before Lambda has its reply.
    CrashBeforeReply,
    /// The process ends when the handler has to wait for the n-th time, or is done before that.
    CrashAtAwait(u32),
    /// The process ends when Lambda has its reply, with everything that still runs in it.
    CrashAfterReply,
    /// The function ran, and nobody learns what came of it.
    LostReply,
    /// The invocation is refused for want of capacity.
    Throttle,
    /// The wall clock of the process is ahead by this much from then on.
    ClockJump(Duration),
    /// An asynchronous event is on its way for so much longer, and others overtake it.
    Delay(Duration),
    /// An asynchronous event comes a second time so much later, with the same request id.
    Duplicate(Duration),
}

impl Fault {
    /// Whether it makes the invocation fail in the eyes of who asked for it.
    fn fails(self) -> bool {
        matches!(
            self,
            Self::CrashBeforeReply | Self::CrashAtAwait(_) | Self::LostReply | Self::Throttle
        )
    }

    /// Whether it happens to an event on its way, and not to an invocation.
    fn is_of_event(self) -> bool {
        matches!(self, Self::Delay(_) | Self::Duplicate(_))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CrashBeforeReply => f.write_str("the process ends before its reply"),
            Self::CrashAtAwait(nth) => {
                write!(f, "the process ends when the handler waits for time {nth}")
            }
            Self::CrashAfterReply => f.write_str("the process ends after its reply"),
            Self::LostReply => f.write_str("the reply is lost"),
            Self::Throttle => f.write_str("the invocation is throttled"),
            Self::ClockJump(ahead) => write!(f, "the clock of the process jumps by {ahead:?}"),
            Self::Delay(delay) => write!(f, "the event is delayed by {delay:?}"),
            Self::Duplicate(delay) => write!(f, "the event comes again after {delay:?}"),
        }
    }
}

/// A [`Fault`] that happened.
///
/// # Example
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// use sls_test::Cloud;
/// use sls_test::platform::{Fault, Function, Outcome, Script};
///
/// let cloud = Cloud::empty();
/// let function = cloud.add_function(Function::new("pay"), Script::always(Outcome::ok()));
/// function.inject(1, Fault::Throttle);
/// function.invoke(&()).await;
/// assert_eq!(cloud.injected()[0].fault, Fault::Throttle);
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Injected {
    /// Its number in this cloud; the first is 1.
    pub number: u32,
    /// When, in the cloud's time.
    pub at: SystemTime,
    /// The name of the function.
    pub function: String,
    /// What went wrong.
    pub fault: Fault,
}

impl fmt::Display for Injected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { number, at, function, fault } = self;
        write!(f, "fault {number}: {}  {function}  {fault}", iso_millis(*at))
    }
}
