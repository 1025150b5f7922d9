//! What a function was given, and what it made of it.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use serde_json::Value;

use crate::platform::Outcome;

/// One invocation that is over.
///
/// # Example
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// use sls_test::Cloud;
/// use sls_test::platform::{Function, Outcome, Script};
///
/// let cloud = Cloud::empty();
/// let function = cloud.add_function(Function::new("greet"), Script::always(Outcome::ok()));
/// function.invoke_async(r#"{"name":"Ada"}"#);
/// cloud.run_until_idle().await;
///
/// let invocations = function.invocations();
/// assert_eq!(invocations[0].json()["name"], "Ada");
/// assert!(invocations[0].outcome.is_ok());
/// # }
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Invoked {
    /// When the handler began, after the INIT phase if there was one.
    pub at: SystemTime,
    /// When it was over.
    pub ended: SystemTime,
    /// The request id.
    pub request_id: String,
    /// The event.
    pub payload: Bytes,
    /// What the function did.
    pub outcome: Outcome,
    /// The execution environment, by a number that no other environment has; 0 if nothing ran.
    pub environment: u64,
    /// What the caller of `Invoke` received: the result, or the error as Lambda words it.
    pub response: Bytes,
    /// How long the INIT phase took, if the environment was new and came up at once.
    pub init_duration: Option<Duration>,
    /// How long the invocation took, with a second INIT inside of it.
    pub duration: Duration,
    /// What is billed, with the INIT phase: whole milliseconds, rounded up.
    pub billed: Duration,
    /// The memory of the function.
    pub memory_mb: u32,
}

impl Invoked {
    /// The event as JSON, `null` if it is something else.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.payload).unwrap_or_default()
    }
}
