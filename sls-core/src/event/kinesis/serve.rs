//! Which records a stream's handlers claim, and what they are made of.

use std::borrow::Cow;

use bytes::Bytes;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::batch::Order;
use crate::dispatch::{Batch, Call, Claimed, EventSource, Targets, batch};
use crate::error::Error;
use crate::event::Source;
use crate::event::kinesis::{Record, Stream, Window, wire};
use crate::extract::{Demand, Rejection, Work};
use crate::reply::Outcomes;

impl EventSource for Stream {
    type Output = Result<Outcomes, Error>;

    const NAME: &'static str = "kinesis";
    const SENDERS: &'static [Source] = &[Source::Kinesis];

    fn problems(&self) -> Vec<String> {
        Self::problems(self)
    }

    fn overlaps(&self, other: &Self) -> bool {
        Self::overlaps(self, other)
    }

    async fn serve<'a>(targets: &'a Targets<Self>, call: Call<'a>) -> Claimed {
        let event = wire::decode(call.text()?)?;
        let arn = event.source_arn().map_or("", AsRef::as_ref);
        let Some(target) = targets.find(|stream| stream.matches(arn)) else { return Ok(None) };
        let raw = call.raw();
        batch(target, call, &Records { raw, event: &event }, Order::Sequence).await
    }
}

/// The records of one batch.
#[derive(Debug)]
struct Records<'a> {
    raw: &'a Bytes,
    event: &'a wire::Event<'a>,
}

impl Batch for Records<'_> {
    fn len(&self) -> usize {
        self.event.records.len()
    }

    fn raw(&self) -> &Bytes {
        self.raw
    }

    fn identifier(&self, position: usize) -> Option<Value> {
        let number = &*self.event.records[position].kinesis.sequence_number;
        (!number.is_empty()).then(|| number.into())
    }

    fn name(&self, position: usize) -> Cow<'_, str> {
        Cow::Borrowed(&self.event.records[position].kinesis.sequence_number)
    }

    fn key(&self, position: usize) -> &str {
        self.event.records[position].kinesis.partition_key.as_deref().unwrap_or_default()
    }

    fn units(&self, position: usize, each: &mut dyn FnMut(&dyn Work)) {
        let record = &self.event.records[position];
        each(&Unit { raw: self.raw, event: self.event, record });
    }

    fn provide(&self, demand: &mut Demand<'_>) {
        demand.give(|| Window::shared(self.raw, self.event));
    }

    fn window(&self) -> Option<Option<&RawValue>> {
        self.event.window.as_ref().map(|_| self.event.window_state())
    }
}

#[derive(Debug)]
pub(super) struct Unit<'a> {
    pub(super) raw: &'a Bytes,
    pub(super) event: &'a wire::Event<'a>,
    pub(super) record: &'a wire::Record<'a>,
}

impl Work for Unit<'_> {
    fn raw(&self) -> &Bytes {
        self.raw
    }

    fn payload(&self) -> Result<Cow<'_, [u8]>, Rejection> {
        self.record.kinesis.data()
    }

    fn provide(&self, demand: &mut Demand<'_>) {
        demand
            .give(|| Record::shared(self.raw, self.event, self.record))
            .give(|| Window::shared(self.raw, self.event));
    }
}
