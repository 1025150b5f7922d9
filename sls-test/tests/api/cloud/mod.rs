//! Everything that can call a function, in front of a function that does as the test says.

#![expect(clippy::unwrap_used, reason = "helpers of tests are tests: they may fail")]

mod answers;
mod arrival;
mod canned;
mod delivery;
mod handlers;
mod http;
mod invoke;
mod panics;
mod setting;
