//! What carries the payload of one unit of work.

use std::any::Any;
use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;

use crate::event::http::HttpEvent;
use crate::extract::{BatchUnits, Rejection};

/// A request, a message, a record, or a whole event, as its source knows it.
pub(crate) trait Work: fmt::Debug + Sync {
    /// The bytes that everything borrowed lies in, so that it can be shared instead of copied.
    fn raw(&self) -> &Bytes;

    /// What `Json`, `Text` and `Bytes` are made from.
    fn payload(&self) -> Result<Cow<'_, [u8]>, Rejection>;

    /// What it is called wherever it is delivered again; no other unit is called the same.
    fn identity(&self) -> Option<Cow<'_, str>> {
        None
    }

    /// Gives what only this source has, if it is asked for.
    fn provide(&self, demand: &mut Demand<'_>) {
        let _ = demand;
    }

    /// The records, where this is a whole batch.
    fn batch(&self) -> Option<&dyn BatchUnits> {
        None
    }

    /// The request, where this is one.
    fn http(&self) -> Option<&HttpInput<'_>> {
        None
    }
}

/// The question for a value of one type.
pub(crate) struct Demand<'d> {
    /// An `Option<Result<T, Rejection>>`.
    answer: &'d mut dyn Any,
}

impl<'d> Demand<'d> {
    pub(super) fn new<T: 'static>(answer: &'d mut Option<Result<T, Rejection>>) -> Self {
        Self { answer }
    }

    /// Answers if a `T` is asked for and nobody has answered yet.
    pub(crate) fn give<T: 'static>(
        &mut self,
        make: impl FnOnce() -> Result<T, Rejection>,
    ) -> &mut Self {
        if let Some(answer) = self.answer.downcast_mut::<Option<Result<T, Rejection>>>() {
            answer.get_or_insert_with(make);
        }
        self
    }
}

/// A whole event as the payload.
#[derive(Debug)]
pub(crate) struct Whole<'a>(pub(crate) &'a Bytes);

impl Work for Whole<'_> {
    fn raw(&self) -> &Bytes {
        self.0
    }

    fn payload(&self) -> Result<Cow<'_, [u8]>, Rejection> {
        Ok(Cow::Borrowed(self.0))
    }
}

/// An HTTP request and what the route took from its path.
#[derive(Debug)]
pub(crate) struct HttpInput<'a> {
    pub(crate) raw: &'a Bytes,
    pub(crate) head: HttpHead<'a>,
    pub(crate) parameters: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

/// The request, straight from the event or as layers passed it on.
#[derive(Debug)]
pub(crate) enum HttpHead<'a> {
    Event(&'a HttpEvent<'a>),
    Request(&'a http::request::Parts),
}

impl Work for HttpInput<'_> {
    fn raw(&self) -> &Bytes {
        self.raw
    }

    fn payload(&self) -> Result<Cow<'_, [u8]>, Rejection> {
        match &self.head {
            HttpHead::Event(event) => event.body(),
            HttpHead::Request(_) => Ok(Cow::Borrowed(self.raw)),
        }
    }

    fn http(&self) -> Option<&HttpInput<'_>> {
        Some(self)
    }
}
