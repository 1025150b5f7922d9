//! Which events a rule's handlers claim, and what they are made of.

use std::borrow::Cow;

use bytes::Bytes;

use crate::dispatch::{Call, Claimed, EventSource, Targets, confirmed, one};
use crate::error::Error;
use crate::event::Source;
use crate::event::eventbridge::{Event, Rule, S3Object, wire};
use crate::extract::{Demand, Rejection, Work};
use crate::reply::Outcomes;

impl EventSource for Rule {
    type Output = Result<Outcomes, Error>;

    const NAME: &'static str = "eventbridge";
    const SENDERS: &'static [Source] = &[Source::EventBridge];
    /// Schedules are events of a bus too, and are more specific than any rule.
    const RANK: u8 = 1;

    fn problems(&self) -> Vec<String> {
        Self::problems(self)
    }

    fn overlaps(&self, other: &Self) -> bool {
        Self::overlaps(self, other)
    }

    fn is_catch_all(&self) -> bool {
        self.takes_everything()
    }

    async fn serve<'a>(targets: &'a Targets<Self>, call: Call<'a>) -> Claimed {
        let event = wire::decode(call.text()?)?;
        let claims = |rule: &Self| rule.matches(&event.source, &event.detail_type);
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
        self.event.detail().map(|detail| Cow::Borrowed(detail.as_bytes()))
    }

    fn identity(&self) -> Option<Cow<'_, str>> {
        self.event.id.as_deref().map(Cow::Borrowed)
    }

    fn provide(&self, demand: &mut Demand<'_>) {
        demand
            .give(|| Ok(Event::shared(self.raw, self.event)))
            .give(|| S3Object::shared(self.raw, self.event))
            .give(|| Ok(self.event.carrier(self.raw)));
    }
}
