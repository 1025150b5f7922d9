//! Which changes an alarm's handlers claim, and what they are made of.

use std::borrow::Cow;

use bytes::Bytes;

use crate::dispatch::{Call, Claimed, EventSource, Targets, confirmed, one};
use crate::error::Error;
use crate::event::Source;
use crate::event::alarm::{Alarm, Event, wire};
use crate::extract::{Demand, Rejection, Work};
use crate::reply::Outcomes;

impl EventSource for Alarm {
    type Output = Result<Outcomes, Error>;

    const NAME: &'static str = "alarm";
    const SENDERS: &'static [Source] = &[Source::CloudWatchAlarm];

    fn problems(&self) -> Vec<String> {
        Self::problems(self)
    }

    fn overlaps(&self, other: &Self) -> bool {
        Self::overlaps(self, other)
    }

    fn is_catch_all(&self) -> bool {
        self.name().is_none()
    }

    async fn serve<'a>(targets: &'a Targets<Self>, call: Call<'a>) -> Claimed {
        let event = wire::decode(call.text()?)?;
        let claims = |alarm: &Self| alarm.matches(&event.name, &event.arn, &event.state.value);
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
        Ok(Cow::Borrowed(self.raw))
    }

    fn identity(&self) -> Option<Cow<'_, str>> {
        let since = self.event.state.timestamp()?;
        Some(format!("{}@{since}", self.event.arn).into())
    }

    fn provide(&self, demand: &mut Demand<'_>) {
        demand.give(|| Ok(Event::shared(self.raw, self.event)));
    }
}
