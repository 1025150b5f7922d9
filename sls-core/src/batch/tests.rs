//! Single batches whose outcome can be read off.

mod random;
mod script;

use std::cell::Cell;
use std::future::{Ready, pending, ready};
use std::num::NonZeroUsize;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use self::script::{End, Event, Script, play};
use super::{Guard, Order, Outcome, Stop, Unconfirmed, Why, run};
use crate::failure::Failure;

const NO_KEY: fn(usize) -> &'static str = |_| "";

fn many(concurrency: usize) -> NonZeroUsize {
    NonZeroUsize::new(concurrency).unwrap()
}

fn by_key(concurrency: usize, on_failure: Stop) -> Order {
    Order::ByKey { concurrency: many(concurrency), on_failure }
}

fn unordered(concurrency: usize) -> Order {
    Order::Unordered { concurrency: many(concurrency) }
}

fn no_deadline() -> Guard<impl Fn() -> Duration> {
    Guard::new(Duration::from_secs(1), || Duration::MAX)
}

/// One record per letter, the letter its key; a capital fails before any other ends.
fn letters(letters: &str) -> Vec<Script> {
    letters
        .bytes()
        .map(|letter| match letter.to_ascii_lowercase() {
            key if key == letter => Script { key, yields: 3, end: End::Done },
            key => Script { key, yields: 0, end: End::Fails },
        })
        .collect()
}

/// One sign per record: done, failed, behind a failure, too late.
fn signs(count: usize, outcome: &Outcome) -> String {
    let mut signs = vec!['.'; count];
    for (index, unconfirmed) in outcome.unconfirmed() {
        signs[index] = match unconfirmed {
            Unconfirmed::Failed(_) => 'F',
            Unconfirmed::Unprocessed(Why::BehindFailure) => 'b',
            Unconfirmed::Unprocessed(Why::Deadline) => 'd',
        };
    }
    signs.into_iter().collect()
}

#[track_caller]
fn check(batch: &str, order: Order, expected: &str) {
    let played = play(&letters(batch), order, None);
    assert_eq!(signs(batch.len(), &played.outcome), expected, "{batch} {order:?}");
}

#[test]
fn stops_a_sequence_at_the_first_failure() {
    check("aaaa", Order::Sequence, "....");
    check("aaAaA", Order::Sequence, "..Fbb");
    check("Aaa", Order::Sequence, "Fbb");
    check("", Order::Sequence, "");
}

#[test]
fn stops_only_the_key_of_a_failure_where_told_so() {
    check("aBcbac", by_key(1, Stop::Key), ".F.b..");
    check("aBcbac", by_key(3, Stop::Key), ".F.b..");
    check("AbbAab", by_key(2, Stop::Key), "F..bb.");
}

#[test]
fn stops_the_batch_at_a_failure_and_counts_what_runs_already() {
    check("aBcbac", by_key(1, Stop::Batch), ".Fbbbb");
    // The first three are started together, so the third ends although the second fails.
    check("aBcbac", by_key(3, Stop::Batch), ".F.bbb");
    check("ABCabc", by_key(3, Stop::Batch), "FFFbbb");
}

#[test]
fn lets_failures_be_where_there_is_no_order() {
    check("aAaAa", unordered(1), ".F.F.");
    check("aAaAa", unordered(9), ".F.F.");
}

#[test]
fn starts_the_lowest_record_that_may_start() {
    let mut scripts = letters("aabbc");
    // While the first `b` runs, the others come and go.
    scripts[2].yields = 99;
    let log = play(&scripts, by_key(2, Stop::Key), None).log;
    let started: Vec<_> = log
        .iter()
        .filter_map(|event| if let Event::Started(index) = event { Some(*index) } else { None })
        .collect();
    assert_eq!(started, [0, 2, 1, 4, 3]);
}

#[test]
fn starts_nothing_more_when_the_time_is_short() {
    for order in [Order::Sequence, by_key(1, Stop::Key), by_key(1, Stop::Batch), unordered(1)] {
        for (allowed, expected) in [(0, "dddd"), (3, "...d"), (4, "....")] {
            let played = play(&letters("aaba"), order, Some(allowed));
            assert_eq!(signs(4, &played.outcome), expected, "{order:?}");
        }
    }
}

#[test]
fn leaves_records_that_wait_for_their_key_when_the_time_is_short() {
    for runs_longer in [0, 3] {
        let mut scripts = letters("aaab");
        scripts[runs_longer].yields = 99;
        let played = play(&scripts, by_key(2, Stop::Key), Some(2));
        assert_eq!(signs(4, &played.outcome), ".dd.");
    }
}

#[test]
fn starts_while_exactly_the_margin_remains() {
    let margin = Duration::from_secs(1);
    for (remaining, all_done) in [(margin, true), (margin - Duration::from_nanos(1), false)] {
        for order in [Order::Sequence, unordered(1)] {
            let guard = Guard::new(margin, || remaining);
            let outcome = run(1, order, NO_KEY, |_| Ok(ready(Ok(()))), guard);
            assert_eq!(outcome.now_or_never().unwrap().all_done(), all_done);
        }
    }
}

#[test]
fn says_which_failure_each_record_had() {
    for order in [by_key(1, Stop::Key), unordered(2)] {
        let keys = ["a", "b", "c", "d"];
        let start = |index| match index {
            0 => Ok(ready(Ok(()))),
            1 => Err(Failure::new("Unreadable", "no JSON")),
            2 => panic!("no {index}"),
            _ => Ok(ready(Err(Failure::new("OutOfStock", "no A1 left")))),
        };
        let outcome = run(4, order, |index| keys[index], start, no_deadline());
        let outcome = outcome.now_or_never().unwrap();
        let failures: Vec<_> = outcome
            .failures()
            .map(|(index, failure)| (index, failure.error_type(), failure.message()))
            .collect();
        assert_eq!(
            failures,
            [
                (1, "Unreadable", "no JSON"),
                (2, "Sls.Panic", "the handler panicked: no 2"),
                (3, "OutOfStock", "no A1 left"),
            ]
        );
        assert_eq!(outcome.failed_indices().collect::<Vec<_>>(), [1, 2, 3]);
        assert!(!outcome.all_done() && !outcome.all_failed());
        assert_eq!(outcome.into_first_failure().unwrap().error_type(), "Unreadable");
    }
}

#[test]
fn says_when_nothing_was_confirmed() {
    let outcome = play(&letters("Aaa"), Order::Sequence, None).outcome;
    assert!(outcome.all_failed());
    assert!(outcome.into_first_failure().is_some());

    let outcome = play(&letters("aaa"), Order::Sequence, Some(0)).outcome;
    assert!(outcome.all_failed());
    assert_eq!(outcome.into_first_failure(), None);

    let empty = play(&[], Order::Sequence, None).outcome;
    assert!(empty.all_done() && !empty.all_failed());
}

#[test]
fn drops_running_handlers_when_it_is_dropped() {
    struct Running<'a>(&'a Cell<i32>);
    impl Drop for Running<'_> {
        fn drop(&mut self) {
            self.0.set(self.0.get() - 1);
        }
    }
    for (order, at_once) in [(Order::Sequence, 1), (by_key(2, Stop::Key), 2), (unordered(3), 3)] {
        let (running, started) = (Cell::new(0), Cell::new(0));
        let start = |_| {
            started.set(started.get() + 1);
            running.set(running.get() + 1);
            let running = Running(&running);
            Ok(async move {
                let _running = running;
                pending().await
            })
        };
        let keys = ["a", "b", "c", "a"];
        let outcome = run(4, order, |index| keys[index], start, no_deadline());
        assert_eq!(outcome.now_or_never(), None);
        assert_eq!((started.get(), running.get()), (at_once, 0), "{order:?}");
    }
}

#[test]
fn can_be_awaited_on_any_thread_with_records_that_are_borrowed() {
    fn handle(records: &[String], order: Order) -> BoxFuture<'_, Outcome> {
        let key = |index: usize| records[index].as_str();
        let start = |index: usize| {
            let record = &records[index];
            Ok(async move {
                ready(()).await;
                Err(Failure::new("Failed", record))
            })
        };
        Box::pin(run(records.len(), order, key, start, no_deadline()))
    }
    for order in [Order::Sequence, by_key(1, Stop::Key), unordered(1)] {
        let outcome = handle(&["a".to_owned()], order).now_or_never().unwrap();
        assert_eq!(outcome.into_first_failure().unwrap().message(), "a");
    }
}

#[test]
fn asks_for_keys_only_where_they_order() {
    let no_key = |_| -> u8 { panic!("asked for a key") };
    for order in [Order::Sequence, unordered(2)] {
        let start = |_| -> Result<Ready<_>, Failure> { Ok(ready(Ok(()))) };
        let outcome = run(3, order, no_key, start, no_deadline());
        assert!(outcome.now_or_never().unwrap().all_done());
    }
}
