//! A real function process, driven as Lambda drives it.
//!
//! [`Function`] starts a program with Lambda's environment variables against a
//! [`RuntimeApi`](crate::runtime_api::RuntimeApi), hands it invocations, kills it at its timeout,
//! starts it again with the next invocation, and writes the log that CloudWatch would show.
//! The phases are those of "Understanding the Lambda execution environment lifecycle" in the AWS
//! Lambda developer guide; a process is frozen between invocations where a test says so.

mod builder;
mod environment;
mod function;
mod log;
mod report;
#[cfg(unix)]
mod signals;
mod variables;

pub use builder::FunctionBuilder;
pub use function::Function;
pub use report::{Report, Start};
