//! The handle that a test holds.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use sls_core::{Clock, SystemClock};

use super::fault::Fault;
use super::machine::{Machine, OnTimeout, Rules};
use super::outcome::{Exit, InvokeOutcome, Invoked, failure_payload};
use super::record::Exchange;
use super::request::InvokeRequest;
use super::server::Server;
use super::shared::{Settings, Shared};
use crate::Ids;

/// A Lambda Runtime API server on 127.0.0.1 for one execution environment.
///
/// Dropping it closes the port and every connection.
///
/// # Example
/// ```
/// use serde_json::json;
/// use sls_test::runtime_api::{InvokeRequest, RuntimeApi};
/// use tokio::io::{AsyncReadExt, AsyncWriteExt};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> std::io::Result<()> {
/// let api = RuntimeApi::start().await?;
/// let invoked = api.invoke(InvokeRequest::json(&json!({"name": "Ada"})).request_id("id-1"));
///
/// // The part of the function: fetch the event, answer it.
/// let mut function = tokio::net::TcpStream::connect(api.address()).await?;
/// function.write_all(b"GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nhost: x\r\n\r\n").await?;
/// let mut event = Vec::new();
/// while !event.ends_with(b"}") {
///     function.read_buf(&mut event).await?;
/// }
/// let answer = "POST /2018-06-01/runtime/invocation/id-1/response HTTP/1.1\r\nhost: x\r\n\
///               content-length: 4\r\n\r\n\"hi\"";
/// function.write_all(answer.as_bytes()).await?;
///
/// assert_eq!(invoked.await.payload(), r#""hi""#);
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct RuntimeApi {
    shared: Arc<Shared>,
    server: Server,
}

impl RuntimeApi {
    /// Starts a server with the defaults of [`RuntimeApiBuilder`].
    ///
    /// # Errors
    /// If no port of 127.0.0.1 can be had.
    pub async fn start() -> std::io::Result<Self> {
        Self::builder().start().await
    }

    /// A server with other settings.
    pub fn builder() -> RuntimeApiBuilder {
        RuntimeApiBuilder::default()
    }

    /// Where it listens: the value of `AWS_LAMBDA_RUNTIME_API` for the function.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// Queues an invocation at once; await the result for the outcome.
    pub fn invoke(&self, request: InvokeRequest) -> Invoked {
        self.shared.invoke(request)
    }

    /// How many invocations wait for the function.
    #[must_use]
    pub fn queued(&self) -> usize {
        self.shared.read(Machine::queued)
    }

    /// Waits until the function asks for its first event, which ends its start.
    ///
    /// # Errors
    /// If the function reports that it cannot start.
    pub async fn ready(&self) -> Result<(), InitFailure> {
        self.shared.wait_for(|machine| machine.startup()).await
    }

    /// Waits until the function asks for its snapshot to be taken.
    ///
    /// Only with [`snap_start`](RuntimeApiBuilder::snap_start).
    pub async fn snapshot_ready(&self) {
        self.shared.wait_for(|machine| machine.is_snapshot_ready().then_some(())).await;
    }

    /// Restores the snapshot: lets `/restore/next` return.
    pub fn restore(&self) {
        self.shared.change(Machine::restore);
    }

    /// Starts over as for a new process; what the old one held ends as `signal: killed`.
    pub fn reset(&self) {
        self.shared.change(Machine::reset);
    }

    /// Spoils the next call of `/runtime/invocation/next`.
    pub fn fail_next(&self, fault: Fault) {
        self.shared.fail_next(fault);
    }

    /// Spoils the next call of `/response` or `/error`.
    pub fn fail_answer(&self, fault: Fault) {
        self.shared.fail_answer(fault);
    }

    /// The names of the extensions that the function has registered.
    #[must_use]
    pub fn extensions(&self) -> Vec<String> {
        self.shared.read(|machine| machine.extensions().names().map(str::to_owned).collect())
    }

    /// Every call answered so far, in the order of the answers.
    #[must_use]
    pub fn conversation(&self) -> Vec<Exchange> {
        self.shared.conversation()
    }

    /// Notes that the process behind it is gone; what it held ends with that exit.
    pub fn exited(&self, exit: Exit) {
        self.shared.change(|machine| machine.exited(exit));
    }
}

/// Settings of a [`RuntimeApi`].
///
/// # Example
/// ```
/// use std::time::Duration;
/// use sls_test::runtime_api::RuntimeApi;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> std::io::Result<()> {
/// let api = RuntimeApi::builder().timeout(Duration::from_secs(1)).invocation_ids().start().await?;
/// assert!(api.address().ip().is_loopback());
/// # Ok(()) }
/// ```
#[derive(Debug)]
#[must_use = "call start"]
pub struct RuntimeApiBuilder {
    settings: Settings,
    rules: Rules,
}

impl Default for RuntimeApiBuilder {
    fn default() -> Self {
        Self {
            settings: Settings {
                clock: Arc::new(SystemClock),
                ids: Ids::default(),
                function_arn: "arn:aws:lambda:eu-west-1:111122223333:function:function".to_owned(),
                timeout: Duration::from_secs(3),
                issues_invocation_ids: false,
                keeps_record: true,
            },
            rules: Rules { concurrency: 1, on_timeout: OnTimeout::Reset, snap_start: false },
        }
    }
}

impl RuntimeApiBuilder {
    /// Default the machine's clock: what deadlines are counted from.
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.settings.clock = clock;
        self
    }

    /// Default distinct: where request ids, trace ids and invocation ids come from.
    pub fn ids(mut self, ids: Ids) -> Self {
        self.settings.ids = ids;
        self
    }

    /// Default a function named `function` in `eu-west-1`: the ARN of the function.
    pub fn function_arn(mut self, arn: impl Into<String>) -> Self {
        self.settings.function_arn = arn.into();
        self
    }

    /// Default 3 s, as on Lambda: the function's timeout, counted from delivery.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.settings.timeout = timeout;
        self
    }

    /// Default 1: how many invocations the function may hold at once (Lambda Managed Instances).
    ///
    /// With more than one a timeout leaves the process running, and an answer is known by its
    /// request id alone. Zero counts as one.
    pub fn concurrency(mut self, invocations: usize) -> Self {
        self.rules.concurrency = invocations.max(1);
        if invocations > 1 {
            self.rules.on_timeout = OnTimeout::KeepRunning;
        }
        self
    }

    /// Default off: a timeout leaves the process running, and its late answer gets 410.
    pub fn keep_running_after_timeout(mut self) -> Self {
        self.rules.on_timeout = OnTimeout::KeepRunning;
        self
    }

    /// Default off: the environment starts in SnapStart mode and serves `/restore/*`.
    pub fn snap_start(mut self) -> Self {
        self.rules.snap_start = true;
        self
    }

    /// Default off: each delivery carries `Lambda-Runtime-Invocation-Id`.
    ///
    /// An answer that echoes another one is turned down; one that echoes none is taken.
    pub fn invocation_ids(mut self) -> Self {
        self.settings.issues_invocation_ids = true;
        self
    }

    /// Default off: nothing is kept for [`RuntimeApi::conversation`].
    pub fn without_record(mut self) -> Self {
        self.settings.keeps_record = false;
        self
    }

    /// Starts the server.
    ///
    /// # Errors
    /// If no port of 127.0.0.1 can be had.
    pub async fn start(self) -> std::io::Result<RuntimeApi> {
        let shared = Arc::new(Shared::new(self.settings, Machine::new(self.rules)));
        let server = Server::start(Arc::clone(&shared), self.rules).await?;
        Ok(RuntimeApi { shared, server })
    }
}

/// Why a function did not start.
///
/// # Example
/// ```
/// use sls_test::runtime_api::{Exit, InitFailure};
///
/// let failure = InitFailure::Exited(Exit::Code(101));
/// assert_eq!(failure.to_string(), "Runtime exited with error: exit status 101");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InitFailure {
    /// The process ended before it asked for an event.
    Exited(Exit),
    /// The runtime called `/init/error` or `/restore/error`.
    #[non_exhaustive]
    Reported {
        /// The error type of Lambda's logs, such as `Runtime.Unknown`.
        error_type: String,
        /// The error type that the runtime sent, before Lambda sanitised it.
        reported_type: Option<String>,
        /// The error as the runtime sent it.
        payload: Bytes,
    },
}

impl InitFailure {
    /// A failure that the platform itself found.
    pub(crate) fn platform(error_type: &str, message: &str) -> Self {
        Self::Reported {
            error_type: error_type.to_owned(),
            reported_type: None,
            payload: failure_payload(error_type, message),
        }
    }

    /// What an invocation comes to that needed this start.
    pub(crate) fn outcome(&self, request_id: &str) -> InvokeOutcome {
        match self.clone() {
            Self::Exited(exit) => InvokeOutcome::exited(request_id, exit),
            Self::Reported { error_type, reported_type, payload } => {
                InvokeOutcome::InitError { error_type, reported_type, payload }
            }
        }
    }
}

impl std::fmt::Display for InitFailure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Exited(exit) => exit.fmt(f),
            Self::Reported { error_type, payload, .. } => {
                write!(f, "{error_type}: {}", String::from_utf8_lossy(payload))
            }
        }
    }
}

impl std::error::Error for InitFailure {}
