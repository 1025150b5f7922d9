//! What became of an invocation.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::process::ExitStatus;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use serde_json::json;
use tokio::sync::{mpsc, oneshot};

use super::MAX_PAYLOAD;

/// What became of an invocation.
///
/// # Example
/// ```
/// use std::time::Duration;
/// use sls_test::runtime_api::{InvokeOutcome, InvokeRequest, RuntimeApi};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> std::io::Result<()> {
/// let api = RuntimeApi::start().await?;
/// let invoked = api.invoke(InvokeRequest::new("{}"));
/// drop(api); // no function ever came to fetch it
/// assert!(matches!(invoked.await, InvokeOutcome::Stopped));
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum InvokeOutcome {
    /// The process ended before it answered.
    #[non_exhaustive]
    Exited {
        /// How it ended.
        exit: Exit,
        /// What the caller of `Invoke` receives.
        payload: Bytes,
    },
    /// The function reported an error, or its answer was not acceptable.
    #[non_exhaustive]
    FunctionError {
        /// The error type of Lambda's logs, such as `Runtime.Unknown`.
        error_type: String,
        /// The error type that the runtime sent, before Lambda sanitised it.
        reported_type: Option<String>,
        /// What the caller of `Invoke` receives.
        payload: Bytes,
    },
    /// The function could not start.
    #[non_exhaustive]
    InitError {
        /// The error type of Lambda's logs, such as `Runtime.Unknown`.
        error_type: String,
        /// The error type that the runtime sent, before Lambda sanitised it.
        reported_type: Option<String>,
        /// What the caller of `Invoke` receives.
        payload: Bytes,
    },
    /// The Runtime API went away before the invocation was answered.
    Stopped,
    /// The function answered.
    #[non_exhaustive]
    Success {
        /// The answer; of a stream, everything that came.
        bytes: Bytes,
        /// The content type that the runtime sent, `application/octet-stream` if it sent none.
        content_type: String,
        /// Whether the answer came as a stream.
        streaming: bool,
        /// The error that ended the stream early.
        stream_error: Option<StreamError>,
    },
    /// The deadline passed.
    #[non_exhaustive]
    TimedOut {
        /// How long the function had.
        timeout: Duration,
        /// What the caller of `Invoke` receives.
        payload: Bytes,
    },
}

impl InvokeOutcome {
    /// What the caller of `Invoke` receives as the body.
    #[must_use]
    pub fn payload(&self) -> Bytes {
        match self {
            Self::Exited { payload, .. }
            | Self::FunctionError { payload, .. }
            | Self::InitError { payload, .. }
            | Self::Success { bytes: payload, .. }
            | Self::TimedOut { payload, .. } => payload.clone(),
            Self::Stopped => Bytes::new(),
        }
    }

    /// Whether the caller of `Invoke` receives `X-Amz-Function-Error: Unhandled`.
    #[must_use]
    pub fn is_function_error(&self) -> bool {
        !matches!(self, Self::Success { stream_error: None, .. })
    }

    /// The error type of Lambda's logs; none for a success.
    #[must_use]
    pub fn error_type(&self) -> Option<&str> {
        match self {
            Self::Exited { .. } => Some("Runtime.ExitError"),
            Self::FunctionError { error_type, .. } | Self::InitError { error_type, .. } => {
                Some(error_type)
            }
            Self::Stopped => Some("Sandbox.Failure"),
            Self::Success { stream_error, .. } => {
                stream_error.as_ref().map(|error| error.error_type.as_str())
            }
            Self::TimedOut { .. } => Some("Sandbox.Timedout"),
        }
    }

    pub(crate) fn exited(request_id: &str, exit: Exit) -> Self {
        let message = format!("RequestId: {request_id} Error: {exit}");
        Self::Exited { exit, payload: failure_payload("Runtime.ExitError", &message) }
    }

    pub(crate) fn timed_out(request_id: &str, timeout: Duration) -> Self {
        let seconds = timeout.as_secs_f64();
        let message =
            format!("RequestId: {request_id} Error: Task timed out after {seconds:.2} seconds");
        Self::TimedOut { timeout, payload: failure_payload("Sandbox.Timedout", &message) }
    }

    pub(crate) fn response_too_large() -> Self {
        Self::platform_error(
            "Function.ResponseSizeTooLarge",
            &format!(
                "Response payload size exceeded maximum allowed payload size ({MAX_PAYLOAD} bytes)."
            ),
        )
    }

    /// A failure that the platform found in the function's answer.
    pub(super) fn platform_error(error_type: &str, message: &str) -> Self {
        Self::FunctionError {
            error_type: error_type.to_owned(),
            reported_type: None,
            payload: failure_payload(error_type, message),
        }
    }
}

/// The payload of a failure that the platform itself reports.
pub(crate) fn failure_payload(error_type: &str, message: &str) -> Bytes {
    json!({ "errorType": error_type, "errorMessage": message }).to_string().into()
}

/// The error that ended a streamed answer, from the trailers that came after it.
///
/// # Example
/// ```
/// use sls_test::runtime_api::{InvokeOutcome, StreamError};
///
/// fn broke(outcome: &InvokeOutcome) -> Option<&StreamError> {
///     match outcome {
///         InvokeOutcome::Success { stream_error, .. } => stream_error.as_ref(),
///         _ => None,
///     }
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StreamError {
    /// The trailer `Lambda-Runtime-Function-Error-Type`, as it came.
    pub error_type: String,
    /// The trailer `Lambda-Runtime-Function-Error-Body`, decoded from base64 if it was base64.
    pub body: Bytes,
}

/// How a process ended, in the words of Lambda's error message.
///
/// # Example
/// ```
/// use sls_test::runtime_api::Exit;
///
/// assert_eq!(Exit::Code(0).to_string(), "Runtime exited without providing a reason");
/// assert_eq!(Exit::Code(1).to_string(), "Runtime exited with error: exit status 1");
/// assert_eq!(Exit::Signal(9).to_string(), "Runtime exited with error: signal: killed");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Exit {
    /// It returned this exit code.
    Code(i32),
    /// This signal ended it.
    Signal(i32),
}

impl From<ExitStatus> for Exit {
    fn from(status: ExitStatus) -> Self {
        #[cfg(unix)]
        if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
            return Self::Signal(signal);
        }
        Self::Code(status.code().unwrap_or(1))
    }
}

impl fmt::Display for Exit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code(0) => f.write_str("Runtime exited without providing a reason"),
            Self::Code(code) => write!(f, "Runtime exited with error: exit status {code}"),
            Self::Signal(signal) => {
                f.write_str("Runtime exited with error: signal: ")?;
                match signal_name(*signal) {
                    Some(name) => f.write_str(name),
                    None => write!(f, "{signal}"),
                }
            }
        }
    }
}

/// The names that Go's runtime, in which Lambda's is written, gives to signals.
fn signal_name(signal: i32) -> Option<&'static str> {
    Some(match signal {
        1 => "hangup",
        2 => "interrupt",
        3 => "quit",
        4 => "illegal instruction",
        5 => "trace/breakpoint trap",
        6 => "aborted",
        8 => "floating point exception",
        9 => "killed",
        11 => "segmentation fault",
        13 => "broken pipe",
        14 => "alarm clock",
        15 => "terminated",
        _ => return None,
    })
}

/// An invocation under way; awaiting it gives its outcome.
///
/// Dropping it forgets the outcome; the function is invoked all the same.
///
/// # Example
/// ```
/// use sls_test::runtime_api::{InvokeRequest, RuntimeApi};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> std::io::Result<()> {
/// let api = RuntimeApi::start().await?;
/// let invoked = api.invoke(InvokeRequest::new("{}").request_id("my-id"));
/// assert_eq!(invoked.request_id(), "my-id");
/// # Ok(()) }
/// ```
#[derive(Debug)]
#[must_use = "await it for the outcome"]
pub struct Invoked {
    pub(super) request_id: String,
    pub(super) settled: oneshot::Receiver<Settled>,
    pub(super) head: oneshot::Receiver<StreamHead>,
}

impl Invoked {
    /// The request id of the invocation.
    #[must_use]
    pub fn request_id(&self) -> &str {
        &self.request_id
    }

    /// The start of the answer, if the function answers with a stream; call it once.
    ///
    /// Returns when the stream begins, or with `None` when the invocation ended without one.
    pub async fn stream(&mut self) -> Option<StreamHead> {
        (&mut self.head).await.ok()
    }

    /// The outcome and how long the function took.
    pub(crate) async fn settled(self) -> Settled {
        self.settled.await.unwrap_or_else(|_| Settled::undelivered(InvokeOutcome::Stopped))
    }
}

impl Future for Invoked {
    type Output = InvokeOutcome;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<InvokeOutcome> {
        let settled = ready!(Pin::new(&mut self.settled).poll(cx));
        Poll::Ready(settled.map_or(InvokeOutcome::Stopped, |settled| settled.outcome))
    }
}

/// A streamed answer while it comes in.
///
/// # Example
/// ```
/// use sls_test::runtime_api::StreamHead;
///
/// async fn first_chunk(mut stream: StreamHead) -> Option<bytes::Bytes> {
///     assert_eq!(stream.content_type(), "text/event-stream");
///     stream.chunk().await
/// }
/// ```
#[derive(Debug)]
pub struct StreamHead {
    content_type: String,
    chunks: mpsc::UnboundedReceiver<Bytes>,
}

impl StreamHead {
    pub(crate) fn new(content_type: String, chunks: mpsc::UnboundedReceiver<Bytes>) -> Self {
        Self { content_type, chunks }
    }

    /// The content type that the runtime sent.
    #[must_use]
    pub fn content_type(&self) -> &str {
        &self.content_type
    }

    /// The next piece of the answer as it came off the wire; `None` at the end.
    pub async fn chunk(&mut self) -> Option<Bytes> {
        self.chunks.recv().await
    }
}

/// An outcome with the time the function took.
#[derive(Debug)]
pub(crate) struct Settled {
    pub(crate) outcome: InvokeOutcome,
    /// From delivery to the end of the answer; none if the function never received the event.
    pub(crate) duration: Option<Duration>,
}

impl Settled {
    pub(crate) fn undelivered(outcome: InvokeOutcome) -> Self {
        Self { outcome, duration: None }
    }
}
