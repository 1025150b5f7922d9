//! Amazon CloudWatch Logs: log events that a subscription filter selects.
//!
//! Needs the feature `gzip`.
//!
//! A function is invoked asynchronously with log events of one log stream, compressed
//! (Amazon CloudWatch Logs user guide, "Log group-level subscription filters").
//! A function that logs into a group that it is subscribed to invokes itself without end.

mod log_group;
mod logs;
mod serve;
pub(crate) mod wire;

pub use self::log_group::LogGroup;
pub use self::logs::{LogEvent, Logs};
