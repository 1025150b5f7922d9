//! A function that does what a test says, call by call.

use std::collections::VecDeque;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use serde_json::Value;

use super::{Function, Ran, Stage};
use crate::platform::{Act, Outcome};

/// What a function does, in place of code: one act after the other, or decided from each event.
///
/// # Example
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// use std::time::Duration;
/// use sls_test::Cloud;
/// use sls_test::platform::{Function, Outcome, Script};
///
/// let script = Script::new([Outcome::error("Boom", "no disk"), Outcome::Timeout])
///     .otherwise(Outcome::ok().after(Duration::from_millis(20)));
/// let cloud = Cloud::empty();
/// let function = cloud.add_function(Function::new("resize"), script);
///
/// function.invoke_async(r#"{"key":"a.png"}"#);
/// cloud.run_until_idle().await;
/// assert_eq!(function.invocations().len(), 3);
/// # }
/// ```
pub struct Script {
    first: VecDeque<Act>,
    rest: Box<dyn FnMut(&Call) -> Act + Send>,
    /// What comes of the attempts to start; after them, all succeed.
    starts: VecDeque<Act>,
}

impl Script {
    /// These acts in order, and `null` for every call after them.
    pub fn new<A: Into<Act>>(acts: impl IntoIterator<Item = A>) -> Self {
        let first = acts.into_iter().map(Into::into).collect();
        let rest = Box::new(|_: &Call| Outcome::ok().into());
        Self { first, rest, starts: VecDeque::new() }
    }

    /// The same for every call.
    pub fn always(act: impl Into<Act>) -> Self {
        Self::new::<Act>([]).otherwise(act)
    }

    /// Decides at each call.
    pub fn by<A: Into<Act>>(mut decide: impl FnMut(&Call) -> A + Send + 'static) -> Self {
        let rest = Box::new(move |call: &Call| decide(call).into());
        Self { first: VecDeque::new(), rest, starts: VecDeque::new() }
    }

    /// The same for every call that comes after the acts that were named.
    #[must_use]
    pub fn otherwise(self, act: impl Into<Act>) -> Self {
        let act = act.into();
        Self { rest: Box::new(move |_| act.clone()), ..self }
    }

    /// What comes of the attempts to start the process, in order; those after them succeed.
    ///
    /// A reply means that it is up. Anything else is a failure: an error is what the function
    /// reports to Lambda, a time-out is one that never comes up.
    ///
    /// # Example
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// use sls_test::Cloud;
    /// use sls_test::platform::{Function, Outcome, Script};
    ///
    /// // The first attempt fails, and nobody learns it: the second one is a part of the invocation.
    /// let script = Script::always(Outcome::ok()).starting([Outcome::error("NoConfig", "none")]);
    /// let function = Cloud::empty().add_function(Function::new("report"), script);
    /// assert!(function.invoke(&()).await.outcome.is_ok());
    /// # }
    /// ```
    #[must_use]
    pub fn starting<A: Into<Act>>(self, attempts: impl IntoIterator<Item = A>) -> Self {
        Self { starts: attempts.into_iter().map(Into::into).collect(), ..self }
    }

    /// Does what one invocation in an environment of this stage takes.
    pub(super) fn run(
        &mut self,
        call: &Call,
        settings: &Function,
        stage: Stage,
        init_limit: Duration,
    ) -> Ran {
        let mut starts = std::mem::take(&mut self.starts);
        let start = || match starts.pop_front() {
            Some(act) => act,
            None => Outcome::ok().after(settings.init_duration),
        };
        let ran = Ran::by(stage, init_limit, settings.timeout, start, || self.next(call));
        self.starts = starts;
        ran
    }

    fn next(&mut self, call: &Call) -> Act {
        self.first.pop_front().unwrap_or_else(|| (self.rest)(call))
    }
}

impl fmt::Debug for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Script").field("first", &self.first).finish_non_exhaustive()
    }
}

/// One invocation, as a [`Script`] sees it.
///
/// # Example
/// ```
/// use sls_test::platform::{Call, Outcome, Script};
///
/// let script = Script::by(|call: &Call| match call.json()["Records"].as_array() {
///     Some(records) if records.len() > 1 => Outcome::error("TooMany", "one at a time"),
///     _ => Outcome::ok(),
/// });
/// # drop(script);
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Call {
    /// Which call of the function this is, the first is 1.
    pub number: u64,
    /// The request id.
    pub request_id: String,
    /// The event.
    pub payload: Bytes,
    /// The execution environment, by a number that no other environment of the function has.
    pub environment: u64,
}

impl Call {
    pub(super) fn new(number: u64, request_id: String, payload: Bytes, environment: u64) -> Self {
        Self { number, request_id, payload, environment }
    }

    /// The event as JSON, `null` if it is something else.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.payload).unwrap_or_default()
    }
}
