//! Which mails a rule's handlers claim, and what they are made of.

use std::borrow::Cow;

use bytes::Bytes;
use serde::Serialize;

use crate::dispatch::{Call, Claimed, EventSource, Targets, one};
use crate::error::Error;
use crate::event::Source;
use crate::event::ses::{Disposition, Mail, Rule, wire};
use crate::extract::{Demand, Rejection, Work};
use crate::failure::Failure;
use crate::reply::Reply;

impl EventSource for Rule {
    type Output = Result<Disposition, Error>;

    const NAME: &'static str = "ses";
    const SENDERS: &'static [Source] = &[Source::Ses];

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
        let record = wire::decode(call.text()?)?;
        let claims = |rule: &Self| rule.matches(record.recipients().map(|address| &**address));
        one(targets, call, claims, &Unit { raw: call.raw(), record: &record }, reply).await
    }
}

fn reply(disposition: Disposition) -> Result<Reply, Failure> {
    #[derive(Serialize)]
    struct Answer {
        disposition: Disposition,
    }

    let answer = serde_json::to_vec(&Answer { disposition });
    Ok(Reply::json(answer.expect("one of three words always serialises")))
}

#[derive(Debug)]
pub(super) struct Unit<'a> {
    pub(super) raw: &'a Bytes,
    pub(super) record: &'a wire::Record<'a>,
}

impl Work for Unit<'_> {
    fn raw(&self) -> &Bytes {
        self.raw
    }

    fn payload(&self) -> Result<Cow<'_, [u8]>, Rejection> {
        Ok(Cow::Borrowed(self.record.raw()))
    }

    fn identity(&self) -> Option<Cow<'_, str>> {
        Some(self.record.identity().into())
    }

    fn provide(&self, demand: &mut Demand<'_>) {
        demand.give(|| Ok(Mail::shared(self.raw, self.record)));
    }
}
