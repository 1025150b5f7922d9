//! Which log events a log group's handlers claim, and what they are made of.

use std::borrow::Cow;

use bytes::Bytes;

use crate::dispatch::{Call, Claimed, EventSource, Targets, confirmed, one};
use crate::error::Error;
use crate::event::Source;
use crate::event::cloudwatch_logs::{LogGroup, Logs, wire};
use crate::extract::{Demand, Rejection, Work, too_large};
use crate::reply::{Outcomes, Reply};

impl EventSource for LogGroup {
    type Output = Result<Outcomes, Error>;

    const NAME: &'static str = "cloudwatch_logs";
    const SENDERS: &'static [Source] = &[Source::CloudWatchLogs];

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
        let limits = targets.iter().map(|target| target.spec.limit());
        let decompressed = wire::decompressed(call.text()?, limits.max().unwrap_or_default())?;
        let raw = Bytes::from(decompressed);
        let message = wire::decode(&raw)?;
        if message.is_control() {
            return Ok(Some(Reply::json("null")));
        }
        let claims = |group: &Self| group.matches(&message.log_group, message.filters());
        let limit = targets.find(claims).map_or(usize::MAX, |target| target.spec.limit());
        if raw.len() > limit {
            return Err(wire::refused(&too_large(limit)));
        }
        one(targets, call, claims, &Unit { raw: &raw, message: &message }, confirmed).await
    }
}

#[derive(Debug)]
pub(super) struct Unit<'a> {
    /// The decompressed message.
    pub(super) raw: &'a Bytes,
    pub(super) message: &'a wire::Message<'a>,
}

impl Work for Unit<'_> {
    fn raw(&self) -> &Bytes {
        self.raw
    }

    fn payload(&self) -> Result<Cow<'_, [u8]>, Rejection> {
        Ok(Cow::Borrowed(self.raw))
    }

    fn identity(&self) -> Option<Cow<'_, str>> {
        self.message.identity().map(Cow::Owned)
    }

    fn provide(&self, demand: &mut Demand<'_>) {
        demand.give(|| Ok(Logs::shared(self.raw, self.message)));
    }
}
