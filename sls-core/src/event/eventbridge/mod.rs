//! Amazon EventBridge: events of buses, matched by rules.
//!
//! EventBridge invokes a function asynchronously and with one event at a time
//! (Amazon EventBridge user guide, "Events in Amazon EventBridge").
//! An event may arrive more than once and in another order than it was put.
//! If the function fails, Lambda calls it twice more, and EventBridge has no part in that.
//!
//! A target whose input is a constant or comes from an input transformer sends that JSON alone.
//! Without `detail-type` and `source` nothing tells where it comes from:
//! it goes to the `#[handler]` without a source.

mod discriminator;
mod event;
mod nested;
mod patterns;
mod rule;
mod s3_object;
mod serve;
pub(crate) mod wire;

pub(super) use self::discriminator::SERVICE;
pub use self::event::Event;
pub use self::nested::EventBridge;
pub use self::patterns::Patterns;
pub use self::rule::Rule;
pub use self::s3_object::S3Object;
