//! Which messages a queue's handlers claim, and what they are made of.

use std::borrow::Cow;

use bytes::Bytes;
use http::StatusCode;
use serde_json::Value;

use crate::dispatch::{Batch, Call, Claimed, EventSource, Targets, batch};
use crate::error::Error;
use crate::event::Source;
use crate::event::sqs::{Attempt, Message, Queue, wire};
use crate::extract::{Demand, Location, Rejection, Work};
use crate::reply::Outcomes;

impl EventSource for Queue {
    type Output = Result<Outcomes, Error>;

    const NAME: &'static str = "sqs";
    const SENDERS: &'static [Source] = &[Source::Sqs];

    fn problems(&self) -> Vec<String> {
        Self::problems(self)
    }

    fn overlaps(&self, other: &Self) -> bool {
        Self::overlaps(self, other)
    }

    async fn serve<'a>(targets: &'a Targets<Self>, call: Call<'a>) -> Claimed {
        let event = wire::decode(call.text()?)?;
        let arn = event.source_arn().map_or("", AsRef::as_ref);
        let Some(target) = targets.find(|queue| queue.matches(arn)) else { return Ok(None) };
        let messages = Messages { raw: call.raw(), event: &event };
        batch(target, call, &messages, target.spec.message_order()).await
    }
}

/// The messages of one batch.
#[derive(Debug)]
struct Messages<'a> {
    raw: &'a Bytes,
    event: &'a wire::Event<'a>,
}

impl Batch for Messages<'_> {
    fn len(&self) -> usize {
        self.event.records.len()
    }

    fn raw(&self) -> &Bytes {
        self.raw
    }

    fn identifier(&self, position: usize) -> Option<Value> {
        let id = self.name(position);
        (!id.is_empty()).then(|| id.into())
    }

    fn name(&self, position: usize) -> Cow<'_, str> {
        Cow::Borrowed(self.event.records[position].message_id.as_deref().unwrap_or_default())
    }

    fn key(&self, position: usize) -> &str {
        let attributes = &self.event.records[position].attributes;
        attributes.message_group_id.as_deref().unwrap_or_default()
    }

    fn units(&self, position: usize, each: &mut dyn FnMut(&dyn Work)) {
        let record = &self.event.records[position];
        each(&Unit { raw: self.raw, queue_arn: self.event.source_arn(), record });
    }

    fn has_checkpoint(&self) -> bool {
        false
    }
}

#[derive(Debug)]
pub(super) struct Unit<'a> {
    pub(super) raw: &'a Bytes,
    pub(super) queue_arn: Option<&'a Cow<'a, str>>,
    pub(super) record: &'a wire::Record<'a>,
}

impl<'a> Unit<'a> {
    pub(super) fn body(&self) -> Result<&'a Cow<'a, str>, Rejection> {
        self.record.body.as_ref().ok_or_else(|| {
            Rejection::new(StatusCode::BAD_REQUEST, Location::Body, Rejection::MISSING)
        })
    }
}

impl Work for Unit<'_> {
    fn raw(&self) -> &Bytes {
        self.raw
    }

    fn payload(&self) -> Result<Cow<'_, [u8]>, Rejection> {
        Ok(Cow::Borrowed(self.body()?.as_bytes()))
    }

    fn identity(&self) -> Option<Cow<'_, str>> {
        self.record.message_id.as_deref().map(Cow::Borrowed)
    }

    fn provide(&self, demand: &mut Demand<'_>) {
        let attempt = || Ok(Attempt(self.record.attributes.receive_count()));
        demand.give(|| Message::of(self)).give(attempt);
    }
}
