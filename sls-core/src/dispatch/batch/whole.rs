//! Handlers that take all records of a batch at once.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use http::StatusCode;
use serde_json::value::RawValue;

use crate::__private::Answered;
use crate::batch::{Order, Outcome, Why};
use crate::dispatch::attempt::attempt_caught;
use crate::dispatch::{Batch, Call};
use crate::error::Error;
use crate::extract::{BatchUnits, Demand, Location, Rejection, Work};
use crate::failure::Failure;
use crate::reply::Outcomes;

/// What the handler said of each record, and the window's state if it returned one.
pub(super) async fn whole<B: Batch>(
    endpoint: &Answered<Result<Outcomes, Error>>,
    call: Call<'_>,
    batch: &B,
    order: Order,
) -> Result<(Outcome, Option<Box<RawValue>>), Failure> {
    let whole = Whole { batch, rejected: Mutex::default() };
    let outcomes = match attempt_caught(endpoint, call, &whole).await {
        Ok(outcomes) => outcomes.unwrap_or_default(),
        Err(failure) => return Ok((nothing_done(batch.len(), failure)?, None)),
    };
    let (failed, state) = outcomes.into_parts();
    let mut outcome = Outcome::new(batch.len());
    let rejected = whole.rejected.into_inner().unwrap_or_else(PoisonError::into_inner);
    for (position, failure) in rejected {
        outcome.fail(position, failure);
    }
    // Made for the first failure, which most batches do not have.
    let mut positions = None;
    for (name, failure) in failed {
        let positions = positions.get_or_insert_with(|| positions_by_name(batch));
        let Some(&position) = positions.get(&*name) else {
            return Err(Failure::new(
                "Sls.UnknownRecord",
                format!("the handler failed the record `{name}`, which its batch does not have"),
            ));
        };
        outcome.fail(position, failure);
    }
    let in_order = !matches!(order, Order::Unordered { .. });
    if in_order && !batch.has_checkpoint() && !outcome.all_done() {
        leave_behind_failures(&mut outcome, batch);
    }
    Ok((outcome, state))
}

/// The failure of the handler is that of all records, if there are any.
fn nothing_done(count: usize, failure: Failure) -> Result<Outcome, Failure> {
    if count == 0 {
        return Err(failure);
    }
    let mut outcome = Outcome::new(count);
    outcome.fail(0, failure);
    outcome.leave(1..count, Why::BehindFailure);
    Ok(outcome)
}

fn positions_by_name<B: Batch>(batch: &B) -> HashMap<Cow<'_, str>, usize> {
    (0..batch.len()).rev().map(|position| (batch.name(position), position)).collect()
}

/// Lets records come again with one of their key before them, or they would overtake it.
fn leave_behind_failures<B: Batch>(outcome: &mut Outcome, batch: &B) {
    let failed: HashSet<_> = outcome.failed_indices().collect();
    let mut keys = HashSet::new();
    for position in 0..batch.len() {
        if failed.contains(&position) {
            keys.insert(batch.key(position));
        } else if keys.contains(batch.key(position)) {
            outcome.leave([position], Why::BehindFailure);
        }
    }
}

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
