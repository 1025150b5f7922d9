//! The reply that says which records come again.

use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::batch::Outcome;
use crate::dispatch::{Batch, Call};
use crate::failure::Failure;
use crate::reply::Reply;

/// Confirms what is done; what cannot be named to the sender fails the invocation instead.
pub(super) fn confirm<B: Batch>(
    call: Call<'_>,
    batch: &B,
    outcome: Outcome,
    state: Option<&RawValue>,
) -> Result<Reply, Failure> {
    let named: Option<Vec<_>> =
        outcome.failed_indices().map(|position| batch.identifier(position)).collect();
    let fails = outcome.all_failed() && call.shared.batches.fail_if_all_fail;
    let Some(identifiers) = named.filter(|_| !fails) else {
        return Err(outcome.into_first_failure().unwrap_or_else(no_time));
    };
    if !identifiers.is_empty() {
        log(batch, &outcome, identifiers.len());
    }
    encode(&identifiers, batch.window().map(|window| state.or(window)))
}

#[cold]
fn log<B: Batch>(batch: &B, outcome: &Outcome, unconfirmed: usize) {
    let mut failed = 0;
    for (position, failure) in outcome.failures() {
        failed += 1;
        tracing::error!(
            error_type = failure.error_type(),
            error = failure.message(),
            record = &*batch.name(position),
            "a record failed and comes again"
        );
    }
    tracing::warn!(
        failed,
        unprocessed = unconfirmed - failed,
        records = batch.len(),
        "part of the batch comes again"
    );
}

#[cold]
fn no_time() -> Failure {
    Failure::new("Sls.Deadline", "no time was left to handle any record of the batch")
}

fn encode(identifiers: &[Value], window: Option<Option<&RawValue>>) -> Result<Reply, Failure> {
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

    let state = window.map(|state| state.filter(|state| state.get() != "null"));
    if let Some(Some(state)) = state
        && state.get().len() > MOST_STATE
    {
        let bytes = state.get().len();
        tracing::warn!(bytes, most = MOST_STATE, "the state is too large: Lambda ends the window");
    }
    let failures = identifiers.iter().map(|item_identifier| BatchItemFailure { item_identifier });
    let reply = BatchReply {
        state: state.map(|state| state.map_or(State::Empty {}, State::Some)),
        batch_item_failures: failures.collect(),
    };
    let bytes = serde_json::to_vec(&reply).map_err(|error| {
        Failure::new("Sls.ReplyEncode", format!("the batch cannot be answered: {error}"))
    })?;
    Ok(Reply::json(bytes))
}

/// With more than 1 MB, the window's last invocation is the next one
/// (AWS Lambda developer guide, "Implementing stateful processing in Kinesis Data Streams").
const MOST_STATE: usize = 1024 * 1024;
