//! Which notifications a bucket's handlers claim, and what they are made of.

use std::borrow::Cow;

use bytes::Bytes;

use crate::dispatch::{Call, Claimed, EventSource, Targets, each};
use crate::error::Error;
use crate::event::Source;
use crate::event::s3::{Notification, Object, wire};
use crate::extract::{Demand, Rejection, Work};
use crate::reply::{Outcomes, Reply};

impl EventSource for Notification {
    type Output = Result<Outcomes, Error>;

    const NAME: &'static str = "s3";
    const SENDERS: &'static [Source] = &[Source::S3];

    fn overlaps(&self, other: &Self) -> bool {
        Self::overlaps(self, other)
    }

    fn is_catch_all(&self) -> bool {
        self.bucket_name().is_none()
    }

    async fn serve<'a>(targets: &'a Targets<Self>, call: Call<'a>) -> Claimed {
        let records = match wire::decode(call.text()?)? {
            wire::Event::Records(records) => records,
            // Sent when a notification is configured; it announces nothing.
            wire::Event::Test => return Ok(Some(Reply::json("null"))),
        };
        let claims = |notification: &Self, record: &wire::Record<'_>| {
            // Filters see the decoded key; one that cannot be decoded is for the handler to refuse.
            let key = record.key().unwrap_or_default();
            notification.matches(record.bucket(), &key, record.event_name())
        };
        let unit = |record| Unit { raw: call.raw(), record };
        each(targets, call, &records, claims, unit).await
    }
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
        self.record.identity().map(Cow::Owned)
    }

    fn provide(&self, demand: &mut Demand<'_>) {
        demand.give(|| Object::shared(self.raw, self.record));
    }
}
