//! What the caller of `Invoke` reads when a function fails outside of its code.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use serde_json::json;

use super::Function;
use crate::event::iso_millis;
use crate::platform::Outcome;

/// How Lambda words the answer to an invocation that ran into its time limit.
///
/// # Example
/// ```
/// use sls_test::platform::{Function, TimeoutText};
///
/// let function = Function::new("slow").timeout_text(TimeoutText::Until2024);
/// # drop(function);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum TimeoutText {
    /// With the error type `Sandbox.Timedout`, as recorded in 2025.
    #[default]
    Since2025,
    /// With the time and the request id, and without an error type, as recorded until 2024.
    Until2024,
}

/// How a process ends that does not answer.
///
/// # Example
/// ```
/// use sls_test::platform::{Exit, Function};
///
/// let function = Function::new("greedy").exits_by(Exit::Killed);
/// # drop(function);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Exit {
    /// With this status; 0 is an end without a reason.
    Status(i32),
    /// By a signal, as for want of memory.
    Killed,
}

/// The body of the answer to an invocation, whatever came of it.
pub(crate) fn response(
    outcome: &Outcome,
    request_id: &str,
    settings: &Function,
    ended: SystemTime,
) -> Bytes {
    match outcome {
        Outcome::Reply(bytes) | Outcome::Error(bytes) | Outcome::InitError(bytes) => bytes.clone(),
        Outcome::Timeout => timed_out(request_id, settings, ended),
        Outcome::Crash => {
            let how = match settings.exit {
                Exit::Status(0) => "without providing a reason".to_owned(),
                Exit::Status(status) => format!("with error: exit status {status}"),
                Exit::Killed => "with error: signal: killed".to_owned(),
            };
            error(
                "Runtime.ExitError",
                &format!("RequestId: {request_id} Error: Runtime exited {how}"),
            )
        }
        Outcome::Throttled => throttled(settings.reserved_concurrency.is_some()),
        Outcome::ServiceError => Bytes::new(),
    }
}

fn timed_out(request_id: &str, settings: &Function, ended: SystemTime) -> Bytes {
    let after = after(settings.timeout);
    match settings.timeout_text {
        TimeoutText::Since2025 => {
            error("Sandbox.Timedout", &format!("RequestId: {request_id} Error: {after}"))
        }
        TimeoutText::Until2024 => {
            let message = format!("{} {request_id} {after}", iso_millis(ended));
            json!({ "errorMessage": message }).to_string().into()
        }
    }
}

/// `Task timed out after 3.00 seconds`: the limit that is configured, not the time it took.
pub(super) fn after(timeout: Duration) -> String {
    format!("Task timed out after {:.2} seconds", timeout.as_secs_f64())
}

/// The refusal of an invocation for which there is no capacity: status 429.
fn throttled(reserved: bool) -> Bytes {
    let reserved = if reserved { "ReservedFunction" } else { "" };
    let reason = format!("{reserved}ConcurrentInvocationLimitExceeded");
    format!(r#"{{"Reason":"{reason}","Type":"User","message":"Rate Exceeded."}}"#).into()
}

/// The error of a function whose result has more bytes than that.
pub(super) fn too_large(limit: usize) -> Bytes {
    let message =
        format!("Response payload size exceeded maximum allowed payload size ({limit} bytes).");
    json!({"errorMessage": message, "errorType": "Function.ResponseSizeTooLarge"})
        .to_string()
        .into()
}

/// With the type first, as Lambda writes its own errors.
fn error(error_type: &str, message: &str) -> Bytes {
    format!(r#"{{"errorType":"{error_type}","errorMessage":{}}}"#, json!(message)).into()
}
