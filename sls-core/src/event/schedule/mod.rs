//! Schedules: rules of Amazon EventBridge that run by the clock, and EventBridge Scheduler.
//!
//! Both invoke a function asynchronously, sometimes more than once for the same time
//! (Amazon EventBridge user guide, "Creating a scheduled rule (legacy) in Amazon EventBridge";
//! EventBridge Scheduler user guide, "What is Amazon EventBridge Scheduler?").
//!
//! A schedule with an input of its own sends that JSON alone. Nothing tells where it comes from:
//! it goes to the `#[handler]` without a source.

mod event;
mod expression;
mod serve;
mod spec;
pub(crate) mod wire;

pub use self::event::Event;
pub use self::spec::Schedule;
