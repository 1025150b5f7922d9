//! What is configured about a function.

use std::time::Duration;

use super::{Exit, TimeoutText};

/// The configuration of a function, with Lambda's defaults.
///
/// # Example
/// ```
/// use std::time::Duration;
/// use sls_test::platform::Function;
///
/// let function = Function::new("resize").timeout(Duration::from_secs(30)).memory_mb(512);
/// # drop(function);
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Function {
    pub(crate) name: String,
    pub(crate) timeout: Duration,
    pub(crate) memory_mb: u32,
    pub(crate) reserved_concurrency: Option<u32>,
    pub(crate) timeout_mode: TimeoutMode,
    pub(crate) init_duration: Duration,
    pub(crate) duration: Duration,
    pub(crate) timeout_text: TimeoutText,
    pub(crate) exit: Exit,
    pub(crate) clock_model: ClockModel,
    pub(crate) asynchronous: AsyncConfig,
}

/// What happens to the process when an invocation reaches its deadline.
///
/// # Example
/// ```
/// use sls_test::platform::{Function, TimeoutMode};
///
/// let function = Function::new("slow").timeout_mode(TimeoutMode::Abandon);
/// # drop(function);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum TimeoutMode {
    /// The process is ended and a new one started, as Lambda has always done.
    #[default]
    Reset,
    /// The process goes on and its late answer is refused, as on Lambda Managed Instances.
    Abandon,
}

/// What the timers of a process notice of the time for which it was frozen.
///
/// The wall clock goes on in any case. Both have been observed on AWS: measurements of on-demand
/// functions disagree.
///
/// # Example
/// ```
/// use sls_test::platform::{ClockModel, Function};
///
/// let function = Function::new("pooled").clock_model(ClockModel::Stalls);
/// # drop(function);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClockModel {
    /// The monotonic clock advances: timers that came due meanwhile fire when the process thaws.
    #[default]
    Advances,
    /// The monotonic clock stalls: to a timer the pause never happened.
    Stalls,
    /// The monotonic clock stalls, and the wall clock is set back to the start of the pause.
    ///
    /// It stands for what is seen after the restore of a snapshot: clocks that cannot be compared
    /// with what was read before. Tokio's own clock never goes back.
    JumpsBack,
}

/// What Lambda does with asynchronous invocations of a function.
#[derive(Clone, Debug)]
pub(crate) struct AsyncConfig {
    pub(crate) maximum_retry_attempts: u32,
    pub(crate) maximum_event_age: Duration,
    pub(crate) on_success: Option<String>,
    pub(crate) on_failure: Option<String>,
    pub(crate) dead_letter_queue: Option<String>,
}

impl Function {
    /// A function with this name.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            timeout: Duration::from_secs(3),
            memory_mb: 128,
            reserved_concurrency: None,
            timeout_mode: TimeoutMode::default(),
            init_duration: Duration::ZERO,
            duration: Duration::from_millis(1),
            timeout_text: TimeoutText::default(),
            exit: Exit::Status(1),
            clock_model: ClockModel::default(),
            asynchronous: AsyncConfig {
                maximum_retry_attempts: 2,
                maximum_event_age: Duration::from_secs(21_600),
                on_success: None,
                on_failure: None,
                dead_letter_queue: None,
            },
        }
    }

    /// Default: 3 seconds.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Default: 128, in MB.
    pub fn memory_mb(mut self, memory_mb: u32) -> Self {
        self.memory_mb = memory_mb;
        self
    }

    /// Default: none. How many invocations may run at once; 0 stops the function.
    pub fn reserved_concurrency(mut self, executions: u32) -> Self {
        self.reserved_concurrency = Some(executions);
        self
    }

    /// Default: [`TimeoutMode::Reset`].
    pub fn timeout_mode(mut self, mode: TimeoutMode) -> Self {
        self.timeout_mode = mode;
        self
    }

    /// Default: none. How long the INIT phase takes in the cloud's time.
    pub fn init_duration(mut self, duration: Duration) -> Self {
        self.init_duration = duration;
        self
    }

    /// Default: one millisecond. How long an invocation takes in the cloud's time, at least.
    ///
    /// For an app; a [`Script`](super::Script) says it itself.
    pub fn duration(mut self, duration: Duration) -> Self {
        self.duration = duration;
        self
    }

    /// Default: [`TimeoutText::Since2025`].
    pub fn timeout_text(mut self, text: TimeoutText) -> Self {
        self.timeout_text = text;
        self
    }

    /// Default: with status 1. How the process ends when it crashes.
    pub fn exits_by(mut self, exit: Exit) -> Self {
        self.exit = exit;
        self
    }

    /// Default: [`ClockModel::Advances`].
    pub fn clock_model(mut self, model: ClockModel) -> Self {
        self.clock_model = model;
        self
    }

    /// Default: 2. How often an asynchronous invocation that failed is tried again, 0 to 2.
    pub fn maximum_retry_attempts(mut self, attempts: u32) -> Self {
        self.asynchronous.maximum_retry_attempts = attempts;
        self
    }

    /// Default: 6 hours. How old an asynchronous event may become, one minute to 6 hours.
    pub fn maximum_event_age(mut self, age: Duration) -> Self {
        self.asynchronous.maximum_event_age = age;
        self
    }

    /// Default: none. The ARN of what receives a record of every asynchronous success.
    pub fn on_success(mut self, destination: impl Into<String>) -> Self {
        self.asynchronous.on_success = Some(destination.into());
        self
    }

    /// Default: none. The ARN of what receives a record of every asynchronous failure.
    pub fn on_failure(mut self, destination: impl Into<String>) -> Self {
        self.asynchronous.on_failure = Some(destination.into());
        self
    }

    /// Default: none. The ARN of the queue or topic that receives events which failed.
    pub fn dead_letter_queue(mut self, target: impl Into<String>) -> Self {
        self.asynchronous.dead_letter_queue = Some(target.into());
        self
    }
}
