//! Which messages a topic's handlers claim, and what they are made of.

use std::borrow::Cow;

use bytes::Bytes;

use crate::dispatch::{Call, Claimed, EventSource, Targets, each};
use crate::error::Error;
use crate::event::Source;
use crate::event::sns::{Message, Topic, wire};
use crate::extract::{Demand, Rejection, Work};
use crate::reply::Outcomes;

impl EventSource for Topic {
    type Output = Result<Outcomes, Error>;

    const NAME: &'static str = "sns";
    const SENDERS: &'static [Source] = &[Source::Sns];

    fn problems(&self) -> Vec<String> {
        self.problems()
    }

    fn overlaps(&self, other: &Self) -> bool {
        Self::overlaps(self, other)
    }

    fn is_catch_all(&self) -> bool {
        self.name().is_none()
    }

    async fn serve<'a>(targets: &'a Targets<Self>, call: Call<'a>) -> Claimed {
        let event = wire::decode(call.text()?)?;
        let claims = |topic: &Self, record: &wire::Record<'_>| topic.matches(&record.sns.topic_arn);
        let raw = call.raw();
        each(targets, call, &event.records, claims, |record| Unit { raw, message: &record.sns })
            .await
    }
}

#[derive(Debug)]
pub(super) struct Unit<'a> {
    pub(super) raw: &'a Bytes,
    pub(super) message: &'a wire::Notification<'a>,
}

impl Work for Unit<'_> {
    fn raw(&self) -> &Bytes {
        self.raw
    }

    fn payload(&self) -> Result<Cow<'_, [u8]>, Rejection> {
        Ok(Cow::Borrowed(self.message.message.as_bytes()))
    }

    fn identity(&self) -> Option<Cow<'_, str>> {
        self.message.message_id.as_deref().map(Cow::Borrowed)
    }

    fn provide(&self, demand: &mut Demand<'_>) {
        demand.give(|| Ok(Message::shared(self.raw, self.message)));
    }
}
