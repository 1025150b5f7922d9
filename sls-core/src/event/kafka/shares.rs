//! Batches whose records may belong to different handlers.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::dispatch::{Batch, Call, Claimed, Rest, Target, Targets, batch};
use crate::event::kafka::serve::Records;
use crate::event::kafka::{Topic, wire};
use crate::failure::Failure;
use crate::reply::Reply;

/// A handler with its records.
type Share<'a> = (&'a Target<Topic>, Records<'a>);

/// Gives each record to the handler that claims it, before any is handled.
///
/// `None` if there is nothing to handle, or a record without a handler that is nobody else's.
pub(super) fn claimed<'a>(
    targets: &'a Targets<Topic>,
    call: Call<'a>,
    event: &'a wire::Event<'a>,
) -> Option<Vec<Share<'a>>> {
    let cluster_arn = event.event_source_arn.as_deref();
    let mut shares: Vec<Share<'a>> = Vec::with_capacity(1);
    for record in &event.records.all {
        let Some(target) = targets.find(|topic| topic.matches(&record.topic, cluster_arn)) else {
            if call.rest == Rest::Refused {
                return None;
            }
            continue;
        };
        match shares.iter_mut().find(|(other, _)| std::ptr::eq(*other, target)) {
            Some((_, share)) => share.records.push(record),
            None => {
                let are_reported = target.spec.are_failures_reported();
                let share = Records { raw: call.raw(), event, records: vec![record], are_reported };
                shares.push((target, share));
            }
        }
    }
    (!shares.is_empty()).then_some(shares)
}

/// Runs each handler on its records, and says for all of them together which come again.
///
/// What one handler fails with is no reason to handle again what others have confirmed: the
/// invocation fails only if all of them fail, or if a failure cannot be reported.
pub(super) async fn serve(call: Call<'_>, shares: &[Share<'_>]) -> Claimed {
    if let [(target, records)] = shares {
        return batch(target, call, records, target.spec.record_order()).await;
    }
    let mut all = BatchReply::default();
    let mut failures = Vec::new();
    for (target, records) in shares {
        match batch(target, call, records, target.spec.record_order()).await {
            Ok(reply) => all.add(reply).await?,
            Err(failure) => {
                let positions = 0..records.len();
                let failed = positions.map(|position| records.identifier(position).map(Item::of));
                let Some(failed) = failed.collect::<Option<Vec<_>>>() else { return Err(failure) };
                tracing::error!(
                    error_type = failure.error_type(),
                    error = failure.message(),
                    handler = target.name,
                    "all records of a handler come again"
                );
                all.batch_item_failures.extend(failed);
                failures.push(failure);
            }
        }
    }
    if failures.len() == shares.len() {
        return Err(failures.swap_remove(0));
    }
    all.into_reply().map(Some)
}

/// What a handler of batches replies.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct BatchReply {
    batch_item_failures: Vec<Item>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Item {
    item_identifier: Value,
}

impl Item {
    fn of(item_identifier: Value) -> Self {
        Self { item_identifier }
    }
}

impl BatchReply {
    /// Adds the reply of one handler, which a layer may have made.
    async fn add(&mut self, reply: Option<Reply>) -> Result<(), Failure> {
        let Some(reply) = reply else { return Ok(()) };
        let bytes = reply.collect().await.bytes;
        let reply: Self = serde_json::from_slice(&bytes).map_err(|error| {
            let problem = format!("a layer around a Kafka handler replied something else: {error}");
            Failure::new("Sls.ReplyEncode", problem)
        })?;
        self.batch_item_failures.extend(reply.batch_item_failures);
        Ok(())
    }

    fn into_reply(self) -> Result<Reply, Failure> {
        let bytes = serde_json::to_vec(&self).map_err(|error| {
            Failure::new("Sls.ReplyEncode", format!("the batch cannot be answered: {error}"))
        })?;
        Ok(Reply::json(bytes))
    }
}
