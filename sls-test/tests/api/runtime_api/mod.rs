//! The Runtime API on the wire: every call, state and refusal, seen by a plain HTTP client.

#![allow(clippy::unwrap_used, reason = "a helper of a test fails with the test")]

mod client;
#[cfg(feature = "cli")]
mod command;
mod concurrency;
#[cfg(feature = "cli")]
mod dev;
mod errors;
mod extensions;
mod faults;
mod next;
mod outcomes;
#[cfg(feature = "cli")]
mod printed;
mod process;
mod responses;
pub(crate) mod scripted;
mod snap_start;
mod states;
mod streaming;
