//! Batches of records: in which order they are handled, and what becomes of those that fail.
//!
//! Nothing here knows a source. Each source hands its records in by their position, and turns the
//! [`Outcome`] into what its poller understands. Whatever is not confirmed comes again, so a record
//! counts as done only if its handler said so; one that panics or cannot be read fails alone.

mod guard;
mod lanes;
mod outcome;

#[cfg(test)]
mod tests;

use std::hash::Hash;
use std::num::NonZeroUsize;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;

pub(crate) use self::guard::Guard;
use self::lanes::Lanes;
#[cfg(test)]
use self::outcome::Unconfirmed;
pub(crate) use self::outcome::{Outcome, Why};
use crate::failure::Failure;
use crate::runtime::panic;

/// In which order the records of a batch are handled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// Records of one key one after another, up to `concurrency` keys at the same time.
    ByKey { concurrency: NonZeroUsize, on_failure: Stop },
    /// One after another, until one fails.
    Sequence,
    /// Up to `concurrency` at the same time, whatever fails.
    Unordered { concurrency: NonZeroUsize },
}

/// What a failed record keeps from being started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// Everything that has not been started.
    Batch,
    /// The records behind it that have the same key.
    Key,
}

/// Handles the records `0..count`, each at most once.
///
/// `start` reads one record and answers with its handler's future; it is called for the lowest
/// record that the order lets start. `key` is only asked for [`Order::ByKey`]. Once the guard says
/// that time is short, nothing more is started; what runs is awaited in any case.
///
/// The cost is linear. [`Order::Sequence`] allocates nothing until a record fails.
///
/// # Cancellation
/// Dropping the future drops the handlers that run, and starts nothing more.
pub(crate) async fn run<K, F>(
    count: usize,
    order: Order,
    key: impl Fn(usize) -> K,
    start: impl Fn(usize) -> Result<F, Failure>,
    guard: Guard<impl Fn() -> Duration>,
) -> Outcome
where
    K: Eq + Hash,
    F: Future<Output = Result<(), Failure>>,
{
    match order {
        Order::ByKey { concurrency, on_failure } => {
            let lanes = Lanes::new(count, |index| Some(key(index)), on_failure);
            concurrently(lanes, concurrency, start, guard).await
        }
        Order::Sequence => in_sequence(count, start, guard).await,
        Order::Unordered { concurrency } => {
            let lanes = Lanes::new(count, |_| None::<K>, Stop::Key);
            concurrently(lanes, concurrency, start, guard).await
        }
    }
}

async fn in_sequence<F>(
    count: usize,
    start: impl Fn(usize) -> Result<F, Failure>,
    guard: Guard<impl Fn() -> Duration>,
) -> Outcome
where
    F: Future<Output = Result<(), Failure>>,
{
    let mut outcome = Outcome::new(count);
    for index in 0..count {
        if guard.is_short() {
            outcome.leave(index..count, Why::Deadline);
            break;
        }
        let result = match launch(&start, index) {
            Ok(future) => finish(future).await,
            Err(failure) => Err(failure),
        };
        if let Err(failure) = result {
            outcome.fail(index, failure);
            outcome.leave(index + 1..count, Why::BehindFailure);
            break;
        }
    }
    outcome
}

async fn concurrently<K, F>(
    mut lanes: Lanes<K, impl Fn(usize) -> Option<K>>,
    concurrency: NonZeroUsize,
    start: impl Fn(usize) -> Result<F, Failure>,
    guard: Guard<impl Fn() -> Duration>,
) -> Outcome
where
    K: Eq + Hash,
    F: Future<Output = Result<(), Failure>>,
{
    let mut running = FuturesUnordered::new();
    loop {
        while running.len() < concurrency.get() {
            if guard.is_short() {
                lanes.halt(Why::Deadline);
            }
            let Some(index) = lanes.next() else { break };
            match launch(&start, index) {
                Ok(future) => running.push(async move { (index, finish(future).await) }),
                Err(failure) => lanes.settle(index, Err(failure)),
            }
        }
        let Some((index, result)) = running.next().await else { return lanes.into_outcome() };
        lanes.settle(index, result);
    }
}

/// Starts one record; a panic is its failure.
fn launch<F>(start: impl Fn(usize) -> Result<F, Failure>, index: usize) -> Result<F, Failure> {
    panic::call(|| start(index)).map_err(Failure::from).flatten()
}

/// Awaits the handler of one record; a panic is its failure.
async fn finish(future: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
    panic::catch(future).await.flatten()
}
