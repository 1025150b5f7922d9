//! What an environment is asked to do for one invocation, and what it did.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::Function;
use crate::platform::parcel::Request;
use crate::platform::{Act, Fault, Outcome};

/// An invocation whose code runs outside of the simulation.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    pub(crate) flight: u64,
    /// The ARN of the function.
    pub(crate) function: String,
    pub(crate) settings: Arc<Function>,
    pub(crate) environment: u64,
    pub(crate) stage: Stage,
    pub(crate) request: Request,
    /// When the environment got the request; its INIT phase comes first.
    pub(crate) began: SystemTime,
    /// How long the INIT phase may take.
    pub(crate) init_limit: Duration,
    /// How long the environment was frozen.
    pub(crate) frozen: Duration,
    /// What goes wrong.
    pub(crate) fault: Option<Fault>,
}

/// What has to happen in an environment before its handler runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// It is new: an INIT phase of its own comes first, and a second one if that fails.
    New,
    /// Its process ended: INIT is part of the invocation.
    Ended,
    /// Its process waits for the next event.
    Ready,
}

/// One attempt to bring up a process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Attempt {
    pub(crate) duration: Duration,
    /// What came instead of a process that is up.
    pub(crate) failure: Option<Outcome>,
}

/// What an environment did for one invocation.
#[derive(Clone, Debug)]
pub(crate) struct Ran {
    /// The INIT phase before the invocation, if there was one.
    pub(crate) init: Option<Attempt>,
    /// From the end of that to the end of the invocation.
    pub(crate) act: Act,
}

impl Ran {
    /// Starts a process if the stage demands it, and runs the invocation in it.
    ///
    /// `start` makes one attempt to start, `handle` handles the event.
    pub(super) fn by(
        stage: Stage,
        init_limit: Duration,
        timeout: Duration,
        mut start: impl FnMut() -> Act,
        handle: impl FnOnce() -> Act,
    ) -> Self {
        let init = (stage == Stage::New).then(|| Attempt::of(start(), init_limit));
        let up =
            stage == Stage::Ready || init.as_ref().is_some_and(|attempt| attempt.failure.is_none());
        if up {
            return Self { init, act: handle() };
        }
        let Attempt { duration, failure } = Attempt::of(start(), timeout);
        let act = match failure {
            Some(failure) => failure.after(duration),
            None => {
                let Act { outcome, duration: handling } = handle();
                outcome.after(duration.saturating_add(handling))
            }
        };
        Self { init, act }
    }
}

impl Attempt {
    fn of(Act { outcome, duration }: Act, limit: Duration) -> Self {
        let failure = match outcome {
            _ if duration > limit => Some(Outcome::Timeout),
            Outcome::Reply(_) => None,
            Outcome::Error(error) => Some(Outcome::InitError(error)),
            failure => Some(failure),
        };
        let overrun = failure == Some(Outcome::Timeout);
        Self { duration: if overrun { limit } else { duration }, failure }
    }
}
