//! Which events a schedule's handlers claim, and what they are made of.

use std::borrow::Cow;

use bytes::Bytes;

use crate::dispatch::{Call, Claimed, EventSource, Targets, confirmed, one};
use crate::error::Error;
use crate::event::Source;
use crate::event::schedule::{Event, Schedule, wire};
use crate::extract::{Demand, Rejection, Work};
use crate::reply::Outcomes;

impl EventSource for Schedule {
    type Output = Result<Outcomes, Error>;

    const NAME: &'static str = "schedule";
    const SENDERS: &'static [Source] = &[Source::EventBridge];

    fn problems(&self) -> Vec<String> {
        Self::problems(self)
    }

    fn overlaps(&self, other: &Self) -> bool {
        Self::overlaps(self, other)
    }

    fn is_catch_all(&self) -> bool {
        self.is_nameless()
    }

    async fn serve<'a>(targets: &'a Targets<Self>, call: Call<'a>) -> Claimed {
        let event = wire::decode(call.text()?)?;
        if !event.is_scheduled() {
            return Ok(None);
        }
        let claims = |schedule: &Self| schedule.matches(event.names());
        one(targets, call, claims, &Unit { raw: call.raw(), event: &event }, confirmed).await
    }
}

#[derive(Debug)]
pub(super) struct Unit<'a> {
    pub(super) raw: &'a Bytes,
    pub(super) event: &'a wire::Event<'a>,
}

impl Work for Unit<'_> {
    fn raw(&self) -> &Bytes {
        self.raw
    }

    fn payload(&self) -> Result<Cow<'_, [u8]>, Rejection> {
        Ok(match self.event.detail()? {
            Cow::Borrowed(detail) => Cow::Borrowed(detail.as_bytes()),
            Cow::Owned(detail) => Cow::Owned(detail.into_bytes()),
        })
    }

    fn identity(&self) -> Option<Cow<'_, str>> {
        self.event.id.as_deref().map(Cow::Borrowed)
    }

    fn provide(&self, demand: &mut Demand<'_>) {
        demand.give(|| Ok(Event::shared(self.raw, self.event)));
    }
}
