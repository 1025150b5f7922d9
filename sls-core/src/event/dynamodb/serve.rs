//! Which changes a table's handlers claim, and what they are made of.

use std::borrow::Cow;

use bytes::Bytes;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::batch::Order;
use crate::dispatch::{Batch, Call, Claimed, EventSource, Targets, batch};
use crate::error::Error;
use crate::event::Source;
use crate::event::dynamodb::change::Images;
use crate::event::dynamodb::{Record, Table, key, wire};
use crate::event::window::Tumbling;
use crate::extract::{Demand, Rejection, Work};
use crate::reply::Outcomes;

impl EventSource for Table {
    type Output = Result<Outcomes, Error>;

    const NAME: &'static str = "dynamodb";
    const SENDERS: &'static [Source] = &[Source::DynamoDb];

    fn problems(&self) -> Vec<String> {
        Self::problems(self)
    }

    fn overlaps(&self, other: &Self) -> bool {
        Self::overlaps(self, other)
    }

    async fn serve<'a>(targets: &'a Targets<Self>, call: Call<'a>) -> Claimed {
        let event = wire::decode(call.text()?)?;
        let arn = event.source_arn().map_or("", AsRef::as_ref);
        let Some(target) = targets.find(|table| table.matches(arn)) else { return Ok(None) };
        let order = target.spec.record_order();
        let records = Records { raw: call.raw(), event: &event, items: items(&event, order) };
        batch(target, call, &records, order).await
    }
}

/// Which item each record is about, where the order of records depends on it.
fn items(event: &wire::Event<'_>, order: Order) -> Vec<String> {
    match order {
        Order::ByKey { .. } => event.records.iter().map(item).collect(),
        Order::Sequence | Order::Unordered { .. } => Vec::new(),
    }
}

/// Records whose item is not known stay in order among themselves.
fn item(record: &wire::Record<'_>) -> String {
    let keys = record.dynamodb.parts().ok().and_then(|parts| parts.keys);
    keys.and_then(|keys| key::canonical(keys.get())).unwrap_or_default()
}

/// The records of one batch.
#[derive(Debug)]
struct Records<'a> {
    raw: &'a Bytes,
    event: &'a wire::Event<'a>,
    /// By position, unless the order does not depend on it.
    items: Vec<String>,
}

impl Batch for Records<'_> {
    fn len(&self) -> usize {
        self.event.records.len()
    }

    fn raw(&self) -> &Bytes {
        self.raw
    }

    fn identifier(&self, position: usize) -> Option<Value> {
        let number = self.name(position);
        (!number.is_empty()).then(|| number.into())
    }

    fn name(&self, position: usize) -> Cow<'_, str> {
        let number = self.event.records[position].dynamodb.sequence_number();
        Cow::Borrowed(number.map_or("", AsRef::as_ref))
    }

    fn key(&self, position: usize) -> &str {
        self.items.get(position).map_or("", String::as_str)
    }

    fn units(&self, position: usize, each: &mut dyn FnMut(&dyn Work)) {
        let record = &self.event.records[position];
        each(&Unit {
            raw: self.raw,
            stream_arn: self.event.source_arn(),
            record,
            tumbling: Some(&self.event.tumbling),
        });
    }

    fn provide(&self, demand: &mut Demand<'_>) {
        demand.give(|| self.event.tumbling.frame(self.raw));
    }

    fn window(&self) -> Option<Option<&RawValue>> {
        self.event.tumbling.window()
    }
}

#[derive(Debug)]
pub(super) struct Unit<'a> {
    pub(super) raw: &'a Bytes,
    pub(super) stream_arn: Option<&'a Cow<'a, str>>,
    pub(super) record: &'a wire::Record<'a>,
    /// Only a stream of DynamoDB's own is read in windows.
    pub(super) tumbling: Option<&'a Tumbling<'a>>,
}

impl Work for Unit<'_> {
    fn raw(&self) -> &Bytes {
        self.raw
    }

    fn payload(&self) -> Result<Cow<'_, [u8]>, Rejection> {
        Ok(Cow::Borrowed(self.record.dynamodb.json.as_bytes()))
    }

    fn identity(&self) -> Option<Cow<'_, str>> {
        self.record.event_id.as_deref().map(Cow::Borrowed)
    }

    fn provide(&self, demand: &mut Demand<'_>) {
        demand
            .give(|| Images::shared(self.raw, self.record))
            .give(|| Record::shared(self.raw, self.stream_arn, self.record));
        if let Some(tumbling) = self.tumbling {
            demand.give(|| tumbling.frame(self.raw));
        }
    }
}
