//! Batches whose records are confirmed one by one.

mod confirm;
mod whole;

use std::borrow::Cow;
use std::fmt::Debug;
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use serde_json::Value;
use serde_json::value::RawValue;
use tower::ServiceExt;

use self::confirm::confirm;
use self::whole::whole;
use crate::__private::Answered;
use crate::batch::{Guard, Order, Outcome, run};
use crate::dispatch::attempt::begin;
use crate::dispatch::{Call, Claimed, EventSource, Target};
use crate::error::Error;
use crate::extract::{Demand, Work};
use crate::failure::Failure;
use crate::reply::Outcomes;

/// The records of one event as their source knows them, each by its position.
pub(crate) trait Batch: Debug + Sync {
    fn len(&self) -> usize;

    fn raw(&self) -> &Bytes;

    /// How the sender names a record in the reply; `None` where the event leaves it out.
    fn identifier(&self, position: usize) -> Option<Value>;

    /// The identifier as text, for messages and for handlers of whole batches.
    fn name(&self, position: usize) -> Cow<'_, str>;

    /// Records of one key keep their order.
    fn key(&self, position: usize) -> &str;

    /// Passes on what the record carries: one unit of work, or those it was aggregated from.
    fn units(&self, position: usize, each: &mut dyn FnMut(&dyn Work));

    /// Gives what belongs to the batch and to no record, if it is asked for.
    fn provide(&self, demand: &mut Demand<'_>) {
        let _ = demand;
    }

    /// Whether everything behind the lowest failure comes again, be it reported or not.
    fn has_checkpoint(&self) -> bool {
        true
    }

    /// The state of a tumbling window, which the reply has to have.
    fn window(&self) -> Option<Option<&RawValue>> {
        None
    }
}

/// How batches are handled, the same for all sources.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BatchSettings {
    /// Nothing is started when less time remains.
    pub(crate) deadline_margin: Duration,
    /// Whether a batch of which nothing was confirmed fails the invocation.
    pub(crate) fail_if_all_fail: bool,
}

impl Default for BatchSettings {
    fn default() -> Self {
        Self { deadline_margin: Duration::from_secs(1), fail_if_all_fail: true }
    }
}

/// Runs a handler on a batch and says which records come again
/// (AWS Lambda developer guide, "Implementing partial batch responses").
pub(crate) async fn batch<S, B>(
    target: &Target<S>,
    call: Call<'_>,
    batch: &B,
    order: Order,
) -> Claimed
where
    S: EventSource<Output = Result<Outcomes, Error>>,
    B: Batch,
{
    if let Some(layered) = &target.layered {
        return layered.clone().oneshot(call.invocation.clone()).await.map(Some);
    }
    let (outcome, state) = if target.takes_batches {
        whole(&target.endpoint, call, batch, order).await?
    } else {
        call.shared.prepare(&target.endpoint, call.invocation.context()).await?;
        (each(&target.endpoint, call, batch, order).await, None)
    };
    confirm(call, batch, outcome, state.as_deref()).map(Some)
}

async fn each<B: Batch>(
    endpoint: &Answered<Result<Outcomes, Error>>,
    call: Call<'_>,
    batch: &B,
    order: Order,
) -> Outcome {
    let start = |position| {
        let mut first = None;
        let mut others = Vec::new();
        batch.units(position, &mut |unit| {
            let Some(begun) = begin(endpoint, call, unit).transpose() else { return };
            if first.is_none() { first = Some(begun) } else { others.push(begun) }
        });
        let first = first.transpose()?;
        let others = others.into_iter().collect::<Result<Vec<_>, _>>()?;
        Ok(in_turn(first.into_iter().chain(others)))
    };
    run(batch.len(), order, |position| batch.key(position), start, guard(call)).await
}

async fn in_turn(
    handled: impl Iterator<Item = BoxFuture<'static, Result<Outcomes, Error>>>,
) -> Result<(), Failure> {
    for handled in handled {
        handled.await?.into_result()?;
    }
    Ok(())
}

/// The margin is a tenth of the time at most, so that a short timeout lets something start.
fn guard(call: Call<'_>) -> Guard<impl Fn() -> Duration> {
    let context = call.invocation.context();
    let margin = call.shared.batches.deadline_margin.min(context.remaining() / 10);
    Guard::new(margin, || context.remaining())
}
