//! What runs around invocations, beside them.
//!
//! ```text
//! start ─▶ init ─▶ next ─▶ [thaw] ─▶ handler ─▶ reply posted ─▶ [after response] ─▶ next ─▶ … ─▶ [shutdown]
//!                    └──────────── frozen, for any time ────────────────────────────┘
//! ```
//!
//! | hook | given by | runs |
//! |---|---|---|
//! | [`Thaw`] | [`App::on_thaw`](crate::App::on_thaw) | before the first invocation after a pause |
//! | [`AfterResponse`] | [`App::after_response`](crate::App::after_response) | after every reply, before the next event is asked for |
//! | – | [`Context::after_response`](crate::Context::after_response) | the same, for work that one invocation put off |
//! | `Shutdown` | `App::on_shutdown` (feature `shutdown`) | before the process ends, if Lambda says so |
//!
//! None of them fails an invocation, and none of them is lost without a word: what fails, panics, is
//! broken off or never begins is a line of the log at level WARN that names it.
//! The guide `docs/guides/lifecycle.md` says when the platform leaves time for what.

mod after;
mod deferred;
mod hooks;
mod outcome;
mod shutdown;
mod thaw;
mod watch;

use std::time::Duration;

pub use self::after::AfterResponse;
pub(crate) use self::after::after_response;
pub(crate) use self::deferred::Deferred;
use self::hooks::Hooks;
pub use self::outcome::HookOutcome;
pub use self::shutdown::Shutdown;
pub(crate) use self::shutdown::shut_down;
pub use self::thaw::Thaw;
pub(crate) use self::thaw::{LONG_PAUSE, thaw};

/// The hooks of an app, and how long they may take.
#[derive(Debug)]
pub(crate) struct Lifecycle {
    pub(crate) on_thaw: Hooks<Thaw>,
    pub(crate) after_response: Hooks<AfterResponse>,
    pub(crate) on_shutdown: Hooks<Shutdown>,
    /// What tasks and hooks after a response may take together.
    pub(crate) after_response_limit: Duration,
}

impl Default for Lifecycle {
    fn default() -> Self {
        Self {
            on_thaw: Hooks::new("on_thaw"),
            after_response: Hooks::new("after_response"),
            on_shutdown: Hooks::new("on_shutdown"),
            after_response_limit: Duration::from_secs(5),
        }
    }
}

/// The code of the guide is tested as documentation.
#[cfg(all(doctest, feature = "shutdown"))]
#[doc = include_str!("../../../docs/guides/lifecycle.md")]
mod guide {}
