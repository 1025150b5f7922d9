//! Batches whose records are confirmed one by one.

use std::borrow::Cow;
use std::fmt::Debug;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::StatusCode;
use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;
use tower::ServiceExt;

use crate::__private::Answered;
use crate::batch::{Guard, Order, Outcome, Unconfirmed, run};
use crate::dispatch::attempt::{attempt_caught, begin};
use crate::dispatch::{Call, Claimed, EventSource, Target};
use crate::error::Error;
use crate::extract::{BatchUnits, Demand, Location, Rejection, Work};
use crate::failure::Failure;
use crate::reply::{Outcomes, Reply};

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
        whole(&target.endpoint, call, batch).await?
    } else {
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
    let margin = call.batches.deadline_margin.min(context.remaining() / 10);
    Guard::new(margin, || context.remaining())
}

async fn whole<B: Batch>(
    endpoint: &Answered<Result<Outcomes, Error>>,
    call: Call<'_>,
    batch: &B,
) -> Result<(Outcome, Option<Box<RawValue>>), Failure> {
    let whole = Whole { batch, rejected: Mutex::default() };
    let outcomes = attempt_caught(endpoint, call, &whole).await?.unwrap_or_default();
    let (failed, state) = outcomes.into_parts();
    let mut outcome = Outcome::new(batch.len());
    let rejected = whole.rejected.into_inner().unwrap_or_else(PoisonError::into_inner);
    for (position, failure) in rejected {
        outcome.fail(position, failure);
    }
    for (name, failure) in failed {
        let mut positions = 0..batch.len();
        let Some(position) = positions.find(|position| batch.name(*position) == name) else {
            return Err(Failure::new(
                "Sls.UnknownRecord",
                format!("the handler failed the record `{name}`, which its batch does not have"),
            ));
        };
        outcome.fail(position, failure);
    }
    Ok((outcome, state))
}

/// Confirms what is done; what cannot be named to the sender fails the invocation instead.
fn confirm<B: Batch>(
    call: Call<'_>,
    batch: &B,
    outcome: Outcome,
    state: Option<&RawValue>,
) -> Result<Reply, Failure> {
    let named: Option<Vec<_>> =
        outcome.failed_indices().map(|position| batch.identifier(position)).collect();
    let fails = outcome.all_failed() && call.batches.fail_if_all_fail;
    let Some(identifiers) = named.filter(|_| !fails) else {
        return Err(outcome.into_first_failure().unwrap_or_else(no_time));
    };
    for (position, unconfirmed) in outcome.unconfirmed() {
        if let Unconfirmed::Failed(failure) = unconfirmed {
            tracing::error!(
                error_type = failure.error_type(),
                error = failure.message(),
                record = &*batch.name(position),
                "a record failed and comes again"
            );
        }
    }
    if let Some((_, failure)) = outcome.failures().next() {
        let unprocessed = identifiers.len() - outcome.failures().count();
        tracing::warn!(
            failed = outcome.failures().count(),
            unprocessed,
            records = batch.len(),
            error_type = failure.error_type(),
            "part of the batch comes again"
        );
    }
    encode(&identifiers, batch.window().map(|window| state.or(window)))
}

#[cold]
fn no_time() -> Failure {
    Failure::new("Sls.Deadline", "no time was left to handle any record of the batch")
}

fn encode(
    identifiers: &[Value],
    window: Option<Option<&RawValue>>,
) -> Result<Reply, Failure> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct BatchReply<'a> {
        #[serde(skip_serializing_if = "Option::is_none")]
        state: Option<State<'a>>,
        batch_item_failures: Vec<BatchItemFailure<'a>>,
    }

    /// Lambda takes a reply without it for a failure.
    #[derive(Serialize)]
    #[serde(untagged)]
    enum State<'a> {
        Empty {},
        Some(&'a RawValue),
    }

    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct BatchItemFailure<'a> {
        item_identifier: &'a Value,
    }

    if let Some(Some(state)) = window
        && state.get().len() > MOST_STATE
    {
        return Err(Failure::new(
            "Sls.ReplyTooLarge",
            format!(
                "the state of the window has {} bytes, of at most {MOST_STATE}",
                state.get().len()
            ),
        ));
    }
    let failures = identifiers.iter().map(|item_identifier| BatchItemFailure { item_identifier });
    let reply = BatchReply {
        state: window.map(|state| state.map_or(State::Empty {}, State::Some)),
        batch_item_failures: failures.collect(),
    };
    let bytes = serde_json::to_vec(&reply).map_err(|error| {
        Failure::new("Sls.ReplyEncode", format!("the batch cannot be answered: {error}"))
    })?;
    Ok(Reply::json(bytes))
}

/// 1 MB (AWS Lambda developer guide, "Tumbling windows").
const MOST_STATE: usize = 1024 * 1024;

/// All of a batch as one unit of work.
#[derive(Debug)]
struct Whole<'a, B> {
    batch: &'a B,
    /// Records that the handler does not get to see, since they cannot be decoded.
    rejected: Mutex<Vec<(usize, Failure)>>,
}

impl<B: Batch> Work for Whole<'_, B> {
    fn raw(&self) -> &Bytes {
        self.batch.raw()
    }

    fn payload(&self) -> Result<Cow<'_, [u8]>, Rejection> {
        let problem = "a whole batch has none: take it from the batch's items";
        Err(Rejection::new(StatusCode::INTERNAL_SERVER_ERROR, Location::Body, problem))
    }

    fn provide(&self, demand: &mut Demand<'_>) {
        self.batch.provide(demand);
    }

    fn batch(&self) -> Option<&dyn BatchUnits> {
        Some(self)
    }
}

impl<B: Batch> BatchUnits for Whole<'_, B> {
    fn len(&self) -> usize {
        self.batch.len()
    }

    fn name(&self, position: usize) -> Cow<'_, str> {
        self.batch.name(position)
    }

    fn units(&self, position: usize, each: &mut dyn FnMut(&dyn Work)) {
        self.batch.units(position, each);
    }

    fn reject(&self, position: usize, rejection: &Rejection) {
        let failure = Failure::new("Sls.Rejected", rejection.to_string());
        let mut rejected = self.rejected.lock().unwrap_or_else(PoisonError::into_inner);
        rejected.push((position, failure));
    }
}
