//! What is said about a resource; it has no source, so that AWS has no names for it.

use super::{Kind, Setting};

pub(crate) const SETTINGS: &[Setting] = &[
    Setting::new("check", "", Kind::Function)
        .default("none")
        .about("tells whether what is suspect is still good; if not, it is built anew"),
    Setting::new("close", "", Kind::Function)
        .default("dropped")
        .about("runs when the function ends and before a snapshot is taken"),
    Setting::new("lazy", "", Kind::Flag)
        .default("built before the first event")
        .about("built when an invocation first wants it"),
    Setting::new("max_age", "", Kind::Duration { seconds: 1..=LONGEST, unlimited: false })
        .default("without limit")
        .about("how long after it was built it is built anew"),
    Setting::new("max_idle", "", Kind::Duration { seconds: 0..=LONGEST, unlimited: false })
        .default("1 second with a `check`, otherwise without limit")
        .about("how long after its last use it is suspect: checked, or built anew"),
    Setting::new("optional", "", Kind::Flag)
        .default("the function does not start without it")
        .about("the function starts without it if it cannot be built"),
];

/// A year; no execution environment is that old.
const LONGEST: u64 = 31_536_000;
