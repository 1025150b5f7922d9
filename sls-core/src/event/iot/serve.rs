//! One handler for all of them.

use crate::dispatch::{Call, Claimed, EventSource, Targets, one};
use crate::error::Error;
use crate::event::Source;
use crate::event::iot::Event;
use crate::extract::Whole;
use crate::reply::Reply;

impl EventSource for Event {
    type Output = Result<Reply, Error>;

    const NAME: &'static str = "iot";
    const SENDERS: &'static [Source] = &[Source::Iot];
    const HAS_IDENTITY: bool = false;

    fn overlaps(&self, _other: &Self) -> bool {
        true
    }

    async fn serve<'a>(targets: &'a Targets<Self>, call: Call<'a>) -> Claimed {
        one(targets, call, |_any| true, &Whole(call.raw()), Ok).await
    }
}
