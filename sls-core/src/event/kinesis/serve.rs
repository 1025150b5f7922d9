//! Which records a stream's handlers claim, and what they are made of.

use std::borrow::Cow;

use bytes::Bytes;
use serde::Serialize;
use serde_json::value::RawValue;
use tower::ServiceExt;

use crate::dispatch::{Call, Claimed, EventSource, Targets, attempt_caught};
use crate::error::Error;
use crate::event::Source;
use crate::event::kinesis::{Record, Stream, Window, wire};
use crate::extract::{Demand, Rejection, Work};
use crate::reply::{Outcomes, Reply};

impl EventSource for Stream {
    type Output = Result<Outcomes, Error>;

    const NAME: &'static str = "kinesis";
    const SENDERS: &'static [Source] = &[Source::Kinesis];

    fn problems(&self) -> Vec<String> {
        Self::problems(self)
    }

    fn overlaps(&self, other: &Self) -> bool {
        Self::overlaps(self, other)
    }

    async fn serve<'a>(targets: &'a Targets<Self>, call: Call<'a>) -> Claimed {
        let event = wire::decode(call.text()?)?;
        let arn = event.source_arn().map_or("", AsRef::as_ref);
        let Some(target) = targets.find(|stream| stream.matches(arn)) else { return Ok(None) };
        if let Some(layered) = &target.layered {
            return layered.clone().oneshot(call.invocation.clone()).await.map(Some);
        }
        for (position, record) in event.records.iter().enumerate() {
            let unit = Unit { raw: call.raw(), event: &event, record };
            let Err(failure) = attempt_caught(&target.endpoint, call, &unit).await else {
                continue;
            };
            let identifier = &*record.kinesis.sequence_number;
            // Nothing was confirmed, or nothing can name what was not: all of it comes again.
            if position == 0 || identifier.is_empty() {
                return Err(failure);
            }
            tracing::error!(
                error_type = failure.error_type(),
                error = failure.message(),
                sequence_number = identifier,
                "a record failed; it and what follows come again"
            );
            return Ok(Some(batch_reply(&event, &[identifier])));
        }
        Ok(Some(batch_reply(&event, &[])))
    }
}

#[derive(Debug)]
pub(super) struct Unit<'a> {
    pub(super) raw: &'a Bytes,
    pub(super) event: &'a wire::Event<'a>,
    pub(super) record: &'a wire::Record<'a>,
}

impl Work for Unit<'_> {
    fn raw(&self) -> &Bytes {
        self.raw
    }

    fn payload(&self) -> Result<Cow<'_, [u8]>, Rejection> {
        self.record.kinesis.data()
    }

    fn provide(&self, demand: &mut Demand<'_>) {
        demand
            .give(|| Record::shared(self.raw, self.event, self.record))
            .give(|| Window::shared(self.raw, self.event));
    }
}

/// Confirms a batch up to the first of the failed records
/// (AWS Lambda developer guide, "Configuring partial batch response with Kinesis Data Streams").
fn batch_reply(event: &wire::Event<'_>, failed: &[&str]) -> Reply {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct BatchReply<'a> {
        #[serde(skip_serializing_if = "Option::is_none")]
        state: Option<WindowState<'a>>,
        batch_item_failures: Vec<BatchItemFailure<'a>>,
    }

    /// Lambda takes a reply without it for a failure; handlers of records do not change it.
    #[derive(Serialize)]
    #[serde(untagged)]
    enum WindowState<'a> {
        Kept(&'a RawValue),
        Empty {},
    }

    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct BatchItemFailure<'a> {
        item_identifier: &'a str,
    }

    let failures = failed.iter().map(|item_identifier| BatchItemFailure { item_identifier });
    let state = || event.window_state().map_or(WindowState::Empty {}, WindowState::Kept);
    let reply = BatchReply {
        state: event.window.is_some().then(state),
        batch_item_failures: failures.collect(),
    };
    Reply::json(serde_json::to_vec(&reply).expect("strings and JSON always serialise"))
}
