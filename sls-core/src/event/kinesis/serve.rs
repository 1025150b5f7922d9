//! Which records a stream's handlers claim, and what they are made of.

use std::borrow::Cow;

use bytes::Bytes;
use http::StatusCode;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::batch::Order;
use crate::dispatch::{Batch, Call, Claimed, EventSource, Targets, batch};
use crate::error::Error;
use crate::event::Source;
use crate::event::kinesis::aggregated::{self, SubRecord, disaggregate};
use crate::event::kinesis::{Record, Stream, wire};
use crate::event::scratch::{NotBase64, Scratch};
use crate::extract::{Demand, Location, Rejection, Work};
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
        let order = match target.spec.record_order() {
            Order::ByKey { .. } if event.records.iter().any(carries_several_keys) => {
                Order::Sequence
            }
            order => order,
        };
        let records = Records { raw: call.raw(), event: &event, scratch: Scratch::default() };
        batch(target, call, &records, order).await
    }
}

/// Whether the record's own key does not say which others it has to be in order with.
fn carries_several_keys(record: &wire::Record<'_>) -> bool {
    record.kinesis.data.as_ref().is_some_and(|data| data.starts_with(aggregated::BASE64_PREFIX))
}

/// The records of one batch.
#[derive(Debug)]
struct Records<'a> {
    raw: &'a Bytes,
    event: &'a wire::Event<'a>,
    scratch: Scratch,
}

impl Records<'_> {
    fn unit<'u>(
        &'u self,
        position: usize,
        data: Result<&'u [u8], &'static str>,
        part: Option<(u64, &'u SubRecord<'u>)>,
    ) -> Unit<'u> {
        let Self { raw, event, .. } = self;
        Unit { raw, event, record: &event.records[position], data, part }
    }
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
        let Some(text) = &self.event.records[position].kinesis.data else {
            return each(&self.unit(position, Err(Rejection::MISSING), None));
        };
        self.scratch.base64(text, |data| match data {
            Ok(data) => match disaggregate(data) {
                Some(parts) => {
                    for (number, part) in (0..).zip(&parts) {
                        each(&self.unit(position, Ok(part.data), Some((number, part))));
                    }
                }
                None => each(&self.unit(position, Ok(data), None)),
            },
            Err(NotBase64) => each(&self.unit(position, Err("not valid base64"), None)),
        });
    }

    fn provide(&self, demand: &mut Demand<'_>) {
        demand.give(|| self.event.tumbling.frame(self.raw));
    }

    fn window(&self) -> Option<Option<&RawValue>> {
        self.event.tumbling.window()
    }
}

/// A record, or one of those that were packed into it.
#[derive(Debug)]
pub(super) struct Unit<'a> {
    pub(super) raw: &'a Bytes,
    pub(super) event: &'a wire::Event<'a>,
    pub(super) record: &'a wire::Record<'a>,
    /// What it carries, or why that is not known.
    pub(super) data: Result<&'a [u8], &'static str>,
    /// Its number among those packed together.
    pub(super) part: Option<(u64, &'a SubRecord<'a>)>,
}

impl Unit<'_> {
    pub(super) fn data(&self) -> Result<&[u8], Rejection> {
        self.data
            .map_err(|problem| Rejection::new(StatusCode::BAD_REQUEST, Location::Body, problem))
    }
}

impl Work for Unit<'_> {
    fn raw(&self) -> &Bytes {
        self.raw
    }

    fn payload(&self) -> Result<Cow<'_, [u8]>, Rejection> {
        self.data().map(Cow::Borrowed)
    }

    fn identity(&self) -> Option<Cow<'_, str>> {
        let id = self.record.event_id.as_deref()?;
        Some(match self.part {
            Some((number, _)) => Cow::Owned(format!("{id}:{number}")),
            None => Cow::Borrowed(id),
        })
    }

    fn provide(&self, demand: &mut Demand<'_>) {
        demand.give(|| Record::of(self)).give(|| self.event.tumbling.frame(self.raw));
    }
}
