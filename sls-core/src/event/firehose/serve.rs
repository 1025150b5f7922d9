//! Which batches a delivery stream's handlers claim, and how each record is transformed.

use std::borrow::Cow;

use bytes::Bytes;
use tower::ServiceExt;

use crate::__private::Answered;
use crate::dispatch::{Call, Claimed, EventSource, Targets, attempt};
use crate::error::Error;
use crate::event::Source;
use crate::event::firehose::{DeliveryStream, Record, Transformed, encode, wire};
use crate::extract::{Demand, Rejection, Work};
use crate::failure::Failure;
use crate::runtime::panic::catch;

impl EventSource for DeliveryStream {
    type Output = Result<Transformed, Error>;

    const NAME: &'static str = "firehose";
    const SENDERS: &'static [Source] = &[Source::Firehose];

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
        let arn = event.delivery_stream_arn.as_deref().unwrap_or_default();
        let Some(target) = targets.find(|stream| stream.matches(arn)) else { return Ok(None) };
        if let Some(layered) = &target.layered {
            return layered.clone().oneshot(call.invocation.clone()).await.map(Some);
        }
        let mut transformed = Vec::with_capacity(event.records.len());
        for record in &event.records {
            let unit = Unit { raw: call.raw(), event: &event, record };
            let result = transform(&target.endpoint, call, &unit).await;
            transformed.push(result.unwrap_or_else(|failure| failed(record, &failure)));
        }
        encode::encode(&event.records, &transformed).map(Some)
    }
}

/// Transforms one record; a panic is its failure.
///
/// Where a record carries nothing for the handler, such as a check of the delivery by its sender,
/// nothing goes on.
async fn transform(
    endpoint: &Answered<Result<Transformed, Error>>,
    call: Call<'_>,
    unit: &Unit<'_>,
) -> Result<Transformed, Failure> {
    let transformed = catch(attempt(endpoint, call, unit)).await??.transpose()?;
    Ok(transformed.unwrap_or(Transformed::dropped()))
}

/// Nothing in the reply tells why a record has failed.
fn failed(record: &wire::Record<'_>, failure: &Failure) -> Transformed {
    tracing::error!(
        error_type = failure.error_type(),
        error = failure.message(),
        record_id = &*record.record_id,
        "a record failed; it is kept apart with its original data"
    );
    Transformed::failed()
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
        self.record.decoded().map(Cow::Owned)
    }

    fn provide(&self, demand: &mut Demand<'_>) {
        demand.give(|| Record::shared(self.raw, self.event, self.record));
    }
}
