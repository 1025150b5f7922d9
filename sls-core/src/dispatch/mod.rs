//! From an event whose source is known to the handlers that claim it.
//!
//! Each source says here, through [`EventSource`], which events its handlers claim and how one event
//! becomes units of work; this room knows none of them by name.

mod attempt;
mod batch;
mod each;
mod one;
mod shared;
mod target;

use std::fmt::{Debug, Display};

use bytes::Bytes;
use futures_util::future::BoxFuture;
use serde::Serialize;

pub(crate) use self::attempt::attempt;
pub(crate) use self::batch::{Batch, BatchSettings, batch};
pub(crate) use self::each::each;
pub(crate) use self::one::{confirmed, one};
pub(crate) use self::shared::Shared;
pub(crate) use self::target::{Table, Target, Targets, layered_target};
use crate::event::Source;
use crate::failure::Failure;
use crate::invocation::Invocation;
use crate::reply::{Replayable, Reply};

/// A source of events as a handler claims it: a topic, a bucket, a queue.
///
/// The types of [`event`](crate::event) implement it, and nothing else can.
///
/// # Example
/// ```
/// use sls_core::{Handler, event::sns::Topic};
///
/// async fn note() {}
///
/// let handler = Handler::new("note").on(Topic::new("orders"), note);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no source of events",
    label = "not a source",
    note = "the sources are the types below `sls_core::event`, such as `sns::Topic` and `kinesis::Stream`"
)]
pub trait EventSource: Clone + Debug + Display + Serialize + Send + Sync + 'static {
    /// What the handler's return value is turned into.
    type Output: Replayable;

    /// The argument of `#[handler]`.
    #[doc(hidden)]
    const NAME: &'static str;

    /// Who sends these events.
    #[doc(hidden)]
    const SENDERS: &'static [Source];

    /// Its turn among those with the same senders, lower first.
    #[doc(hidden)]
    const RANK: u8 = 0;

    /// Whether its events or records have names of their own.
    #[doc(hidden)]
    const HAS_IDENTITY: bool = true;

    /// Whether the sender reads no reply, and has to be told by other means.
    #[doc(hidden)]
    const SETTLES: bool = false;

    /// What AWS would refuse, in its own terms.
    #[doc(hidden)]
    fn problems(&self) -> Vec<String> {
        Vec::new()
    }

    /// Whether two handlers would claim the same events.
    #[doc(hidden)]
    fn overlaps(&self, other: &Self) -> bool;

    /// Whether it takes what no other handler names.
    #[doc(hidden)]
    fn is_catch_all(&self) -> bool {
        false
    }

    /// Hands the event to the handlers that claim it; `None` if there are none.
    #[doc(hidden)]
    fn serve<'a>(
        targets: &'a Targets<Self>,
        call: Call<'a>,
    ) -> impl Future<Output = Claimed> + Send + 'a;

    /// Tells the sender what became of its event, outside of all layers.
    #[doc(hidden)]
    fn settle<'a>(
        targets: &'a Targets<Self>,
        call: Call<'a>,
        served: Served<'a>,
    ) -> impl Future<Output = Result<Reply, Failure>> + Send + 'a {
        let _ = (targets, call);
        served
    }
}

/// All that an app makes of an event, its layers included.
pub(crate) type Served<'a> = BoxFuture<'a, Result<Reply, Failure>>;

/// What became of an event; `None` if no handler claims it.
pub(crate) type Claimed = Result<Option<Reply>, Failure>;

/// One event, and what the app has for all of them.
#[derive(Clone, Copy, Debug)]
pub struct Call<'a> {
    pub(crate) shared: &'a Shared,
    pub(crate) source: Source,
    pub(crate) invocation: &'a Invocation,
    pub(crate) rest: Rest,
}

/// What becomes of an event of which some records have no handler.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rest {
    /// They are some other handler's: this is one handler behind its layers, or one that takes the
    /// rest stands behind all of them.
    Ignored,
    /// The whole event has no handler, lest a record be lost.
    Refused,
}

impl<'a> Call<'a> {
    /// The payload as text, checked once for all that is borrowed from it.
    pub(crate) fn text(&self) -> Result<&'a str, Failure> {
        text(self.source, self.invocation)
    }

    pub(crate) fn raw(&self) -> &'a Bytes {
        self.invocation.payload()
    }
}

/// The payload as text, checked once for all that is borrowed from it.
pub(crate) fn text(source: Source, invocation: &Invocation) -> Result<&str, Failure> {
    simdutf8::basic::from_utf8(invocation.payload()).map_err(|_| {
        Failure::new("Sls.InvalidJson", format!("the event from {source} is not UTF-8"))
    })
}
