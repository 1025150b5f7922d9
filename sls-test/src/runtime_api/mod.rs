//! A Lambda Runtime API server on loopback, one per test.
//!
//! It answers what AWS answers, status by status and byte by byte, and keeps the state machine that
//! AWS keeps, so that a real function process — or a runtime loop inside the test — can be driven
//! through a whole life: init, invocations, errors, timeouts, a crash, a restore.
//!
//! ```text
//! test ── invoke(InvokeRequest) ──▶ queue ──▶ GET  …/invocation/next        ──▶ runtime
//! test ◀── InvokeOutcome ◀───────────────── POST …/invocation/{id}/response ◀── runtime
//! ```
//!
//! [`Function`](crate::process::Function) adds the process: it starts, times out, kills and restarts it.
//! A function may register internal extensions, which ask for no events: Lambda then announces the
//! end of the environment with a signal. Other extensions, and the events of these, are not there.
//!
//! The behaviour follows "Using the Lambda runtime API for custom runtimes" in the AWS Lambda
//! developer guide and the open-source Lambda Runtime Interface Emulator.

mod answer;
mod api;
mod delivery;
mod error_type;
mod extension;
mod fault;
mod machine;
mod outcome;
mod phase;
mod record;
mod refusal;
mod request;
mod routes;
mod server;
mod shared;
mod work;

pub use api::{InitFailure, RuntimeApi, RuntimeApiBuilder};
pub use fault::Fault;
pub use outcome::{Exit, InvokeOutcome, Invoked, StreamError, StreamHead};
pub use record::Exchange;
pub use request::InvokeRequest;

#[cfg(feature = "cli")]
pub(crate) use answer::{Unreadable, read};
pub(crate) use outcome::Settled;

/// The largest request or buffered response: 6 MiB and 100 bytes.
///
/// # Example
/// ```
/// assert_eq!(sls_test::runtime_api::MAX_PAYLOAD, 6_291_556);
/// ```
pub const MAX_PAYLOAD: usize = 6 * 1024 * 1024 + 100;

/// The largest streamed response: 200 MiB.
///
/// # Example
/// ```
/// assert_eq!(sls_test::runtime_api::MAX_STREAM, 200 << 20);
/// ```
pub const MAX_STREAM: usize = 200 * 1024 * 1024;
