#![doc = include_str!("../README.md")]

pub mod cloud;
pub mod event;
pub mod front_door;
#[allow(dead_code, reason = "its parts are being filled in")]
pub mod platform;
pub mod process;
pub mod runtime_api;

#[cfg(feature = "cli")]
pub mod cli;

mod explore;
mod ids;

pub use self::cloud::Cloud;
pub use self::explore::{Explored, explore};
pub use self::ids::Ids;

#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;

#[cfg(doctest)]
#[doc = include_str!("../../docs/guides/batches.md")]
struct BatchesGuide;

#[cfg(doctest)]
#[doc = include_str!("../../docs/guides/errors.md")]
struct ErrorsGuide;

#[cfg(doctest)]
#[doc = include_str!("../../docs/sources.md")]
struct Sources;
