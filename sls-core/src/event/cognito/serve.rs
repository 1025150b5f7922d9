//! Which events a trigger's handlers claim, and what they are made of.

use std::borrow::Cow;

use bytes::Bytes;

use crate::dispatch::{Call, Claimed, EventSource, Targets, one};
use crate::error::Error;
use crate::event::cognito::event::Undecoded;
use crate::event::cognito::{Answer, Trigger, wire};
use crate::event::{Source, part};
use crate::extract::{Demand, Rejection, Work};

impl EventSource for Trigger {
    type Output = Result<Answer, Error>;

    const NAME: &'static str = "cognito";
    const SENDERS: &'static [Source] = &[Source::Cognito];

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
        let user_pool = event.user_pool_id.as_deref().unwrap_or_default();
        let triggers = targets.iter().map(|target| &target.spec);
        let claiming = triggers.filter(|trigger| trigger.matches(event.trigger(), user_pool));
        let Some(trigger) = claiming.max_by_key(|trigger| trigger.specificity()) else {
            return Ok(None);
        };
        let unit = Unit { raw: call.raw(), event: &event };
        let encode = |answer: Answer| answer.encode(call.raw());
        one(targets, call, |other| std::ptr::eq(other, trigger), &unit, encode).await
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
        let request = self.event.request.ok_or_else(|| part::missing("request"))?;
        Ok(Cow::Borrowed(request.get().as_bytes()))
    }

    fn provide(&self, demand: &mut Demand<'_>) {
        demand.give(|| Ok(Undecoded::shared(self.raw, self.event)));
    }
}
