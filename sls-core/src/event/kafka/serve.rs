//! Which records a topic's handlers claim, and what they are made of.

use std::borrow::Cow;

use bytes::Bytes;
use serde_json::{Value, json};

use crate::dispatch::{Batch, Call, Claimed, EventSource, Targets};
use crate::error::Error;
use crate::event::Source;
use crate::event::kafka::{Record, Topic, shares, wire};
use crate::extract::{Demand, Rejection, Work};
use crate::reply::Outcomes;

impl EventSource for Topic {
    type Output = Result<Outcomes, Error>;

    const NAME: &'static str = "kafka";
    const SENDERS: &'static [Source] = &[Source::Kafka];

    fn problems(&self) -> Vec<String> {
        Self::problems(self)
    }

    fn overlaps(&self, other: &Self) -> bool {
        Self::overlaps(self, other)
    }

    async fn serve<'a>(targets: &'a Targets<Self>, call: Call<'a>) -> Claimed {
        let event = wire::decode(call.text()?)?;
        match shares::claimed(targets, call, &event) {
            Some(shares) => shares::serve(call, &shares).await,
            None => Ok(None),
        }
    }
}

/// Those records of a batch that one handler takes.
#[derive(Debug)]
pub(super) struct Records<'a> {
    pub(super) raw: &'a Bytes,
    pub(super) event: &'a wire::Event<'a>,
    pub(super) records: Vec<&'a wire::Record<'a>>,
    /// Whether the sender reads which records failed.
    pub(super) are_reported: bool,
}

impl Records<'_> {
    fn partition(&self, position: usize) -> &str {
        self.event.records.partition(self.records[position])
    }
}

impl Batch for Records<'_> {
    fn len(&self) -> usize {
        self.records.len()
    }

    fn raw(&self) -> &Bytes {
        self.raw
    }

    /// (AWS Lambda developer guide, "Configuring error handling controls for Kafka event sources".)
    fn identifier(&self, position: usize) -> Option<Value> {
        self.are_reported.then(|| {
            json!({"partition": self.partition(position), "offset": self.records[position].offset})
        })
    }

    fn name(&self, position: usize) -> Cow<'_, str> {
        format!("{}:{}", self.partition(position), self.records[position].offset).into()
    }

    fn key(&self, position: usize) -> &str {
        self.partition(position)
    }

    /// It is not said whether records behind a failure come again that are not reported.
    fn has_checkpoint(&self) -> bool {
        false
    }

    fn units(&self, position: usize, each: &mut dyn FnMut(&dyn Work)) {
        each(&Unit { raw: self.raw, event: self.event, record: self.records[position] });
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
        self.record.value().map(Cow::Owned)
    }

    fn identity(&self) -> Option<Cow<'_, str>> {
        let wire::Event { records, event_source_arn, bootstrap_servers } = self.event;
        let cluster = event_source_arn.as_ref().or(bootstrap_servers.as_ref())?;
        let (partition, offset) = (records.partition(self.record), self.record.offset);
        Some(format!("{cluster}/{partition}:{offset}").into())
    }

    fn provide(&self, demand: &mut Demand<'_>) {
        demand.give(|| Record::shared(self.raw, self.event, self.record));
    }
}
