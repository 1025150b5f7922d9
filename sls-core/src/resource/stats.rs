//! How often a resource was built, reused and checked.

use std::borrow::Cow;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// What became of one resource since the start of the process.
///
/// # Example
/// ```
/// use sls_core::ResourceStats;
///
/// /// The share of uses that needed no build.
/// fn reuse(stats: &ResourceStats) -> f64 {
///     let uses = stats.reused + stats.built + stats.rebuilt;
///     if uses == 0 { 0.0 } else { stats.reused as f64 / uses as f64 }
/// }
///
/// assert_eq!(reuse(&ResourceStats::default()), 0.0);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ResourceStats {
    /// What the resource is called.
    pub name: Cow<'static, str>,
    /// How often it was built where none had been before: 0 or 1.
    pub built: u64,
    /// How often it was built in the place of an earlier one.
    pub rebuilt: u64,
    /// How often building failed.
    pub failed_builds: u64,
    /// How many invocations found it built, themselves or for something else that they wanted.
    pub reused: u64,
    /// How often it was checked.
    pub checked: u64,
    /// How many of these checks failed.
    pub failed_checks: u64,
    /// The time since it was last built; `None` while there is no value.
    pub age: Option<Duration>,
}

/// The counts in the making.
#[derive(Debug, Default)]
pub(super) struct Counts {
    built: AtomicU64,
    failed_builds: AtomicU64,
    reused: AtomicU64,
    checked: AtomicU64,
    failed_checks: AtomicU64,
}

impl Counts {
    /// Counts a build and tells whether it is the first.
    pub(super) fn build(&self) -> bool {
        self.built.fetch_add(1, Ordering::Relaxed) == 0
    }

    pub(super) fn failed_build(&self) {
        self.failed_builds.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn reuse(&self) {
        self.reused.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn check(&self) {
        self.checked.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn failed_check(&self) {
        self.failed_checks.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn builds(&self) -> u64 {
        self.built.load(Ordering::Relaxed)
    }

    pub(super) fn stats(&self, name: Cow<'static, str>, age: Option<Duration>) -> ResourceStats {
        let builds = self.builds();
        ResourceStats {
            name,
            built: builds.min(1),
            rebuilt: builds.saturating_sub(1),
            failed_builds: self.failed_builds.load(Ordering::Relaxed),
            reused: self.reused.load(Ordering::Relaxed),
            checked: self.checked.load(Ordering::Relaxed),
            failed_checks: self.failed_checks.load(Ordering::Relaxed),
            age,
        }
    }
}
