//! What is built once and kept between invocations.
//!
//! A user says what a [`Resource`] is: how it is built, from what, and when it is not to be trusted
//! any more. The app builds the eager ones before the first event, at the same time where none has
//! to wait for another, and asks before every handler whether what it wants is fit for use; while
//! nothing is suspect, that is one comparison for all of it. Everything that takes time is one attempt that all
//! who wait for it share, and a failure is never kept.

mod build;
mod close;
mod erased;
mod flight;
mod gap;
mod graph;
mod group;
mod node;
mod order;
mod registry;
mod returns;
mod slot;
mod stats;
mod typed;
mod wanted;

#[cfg(test)]
mod tests;

pub use self::build::Build;
pub use self::erased::AnyResource;
#[cfg(test)]
use self::gap::Moment;
pub(crate) use self::gap::{Busy, Idle};
pub(crate) use self::registry::Resources;
pub use self::returns::{Built, CheckOutcome, marker};
pub use self::stats::ResourceStats;
pub use self::typed::Resource;
pub(crate) use self::wanted::Wanted;
