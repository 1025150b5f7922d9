//! What runs around invocations.

mod after_response;
mod clocks;
mod log;
mod thaw;
