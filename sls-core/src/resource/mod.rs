//! What is built once and kept between invocations.
//!
//! A user says what a [`Resource`] is: how it is built, from what, when it is not to be trusted any
//! more. [`Resources`] holds all of them for an app and is asked twice per invocation: whether what
//! the handler wants is fit for use, which is a few comparisons while nothing is suspect, and for
//! the values. Everything that takes time is an attempt in [`flight`] that all who wait share.
//!
//! [`Idle`] tells how long the process was frozen.

mod build;
mod close;
mod erased;
mod flight;
mod gap;
mod graph;
mod node;
mod order;
mod registry;
mod returns;
mod stats;
mod typed;
mod wanted;

#[cfg(test)]
mod tests;

pub use self::build::Build;
pub use self::erased::AnyResource;
pub(crate) use self::gap::{Busy, Idle, Moment};
pub(crate) use self::registry::Resources;
pub use self::returns::{Built, CheckOutcome, CloseOutcome, marker};
pub use self::stats::ResourceStats;
pub use self::typed::Resource;
pub(crate) use self::wanted::Wanted;
