//! Harness.

mod ids;

pub use ids::Ids;
