//! What holds for every batch, whatever its records do and in whichever order they end.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use proptest::collection::vec;
use proptest::prelude::*;

use super::script::{End, Event, Played, Script, play};
use super::{Order, Stop, Unconfirmed, Why, by_key, unordered};

fn end() -> impl Strategy<Value = End> {
    prop_oneof![
        12 => Just(End::Done),
        1 => Just(End::Fails),
        1 => Just(End::Panics),
        1 => Just(End::PanicsAtStart),
        1 => Just(End::RefusedAtStart),
    ]
}

fn scripts(yields: RangeInclusive<u8>) -> impl Strategy<Value = Vec<Script>> {
    let script = (0..6_u8, yields, end());
    vec(script.prop_map(|(key, yields, end)| Script { key, yields, end }), 0..40)
}

fn order() -> impl Strategy<Value = Order> {
    prop_oneof![
        Just(Order::Sequence),
        (1..9_usize, prop_oneof![Just(Stop::Batch), Just(Stop::Key)])
            .prop_map(|(concurrency, on_failure)| by_key(concurrency, on_failure)),
        (1..9_usize).prop_map(unordered),
    ]
}

fn concurrency(order: Order) -> usize {
    match order {
        Order::Sequence => 1,
        Order::ByKey { concurrency, .. } | Order::Unordered { concurrency } => concurrency.get(),
    }
}

/// What orders a record: its key, the batch, or nothing but itself.
fn lane(order: Order, scripts: &[Script], index: usize) -> usize {
    match order {
        Order::ByKey { .. } => scripts[index].key.into(),
        Order::Sequence => 0,
        Order::Unordered { .. } => index,
    }
}

fn stops_the_batch(order: Order) -> bool {
    matches!(order, Order::Sequence | Order::ByKey { on_failure: Stop::Batch, .. })
}

/// The records that were tried, and whether they succeeded.
fn ended(log: &[Event]) -> BTreeMap<usize, bool> {
    log.iter()
        .filter_map(|event| match event {
            Event::Succeeded(index) => Some((*index, true)),
            Event::Failed(index) => Some((*index, false)),
            Event::Started(_) | Event::TimeWasShort => None,
        })
        .collect()
}

proptest! {
    #[test]
    fn confirms_what_succeeded_and_reports_the_rest(
        scripts in scripts(0..=3), order in order(), allowed in prop::option::of(0..60_usize),
    ) {
        let Played { outcome, log } = play(&scripts, order, allowed);
        let unconfirmed: BTreeMap<_, _> = outcome.unconfirmed().collect();
        let ended = ended(&log);
        for (index, script) in scripts.iter().enumerate() {
            let starts = log.iter().filter(|event| **event == Event::Started(index)).count();
            match unconfirmed.get(&index) {
                None => {
                    prop_assert_eq!((starts, ended.get(&index)), (1, Some(&true)));
                    prop_assert_eq!(script.end, End::Done);
                }
                Some(Unconfirmed::Failed(failure)) => {
                    prop_assert_eq!((starts, ended.get(&index)), (1, Some(&false)));
                    let place = format!("record {index}");
                    prop_assert!(failure.message().ends_with(&place));
                }
                Some(Unconfirmed::Unprocessed(_)) => {
                    prop_assert_eq!((starts, ended.get(&index)), (0, None));
                }
            }
        }
        prop_assert!(unconfirmed.keys().all(|index| *index < scripts.len()));
        prop_assert_eq!(outcome.all_done(), unconfirmed.is_empty());
        let nothing_done = !scripts.is_empty() && !ended.values().any(|done| *done);
        prop_assert_eq!(outcome.all_failed(), nothing_done);
    }

    #[test]
    fn starts_the_lowest_record_whose_key_is_idle_and_none_behind_a_failure(
        scripts in scripts(0..=3), order in order(), allowed in prop::option::of(0..60_usize),
    ) {
        let lane = |index| lane(order, &scripts, index);
        let (mut busy, mut failed) = (BTreeSet::new(), BTreeSet::new());
        let mut unstarted: BTreeSet<_> = (0..scripts.len()).collect();
        let mut time_was_short = false;
        for event in play(&scripts, order, allowed).log {
            match event {
                Event::Started(index) => {
                    prop_assert!(!time_was_short);
                    prop_assert!(!stops_the_batch(order) || failed.is_empty());
                    let idle = |lane| !busy.contains(&lane) && !failed.contains(&lane);
                    let lowest = unstarted.iter().find(|index| idle(lane(**index)));
                    prop_assert_eq!(lowest, Some(&index));
                    unstarted.remove(&index);
                    busy.insert(lane(index));
                    prop_assert!(busy.len() <= concurrency(order));
                }
                Event::Succeeded(index) => prop_assert!(busy.remove(&lane(index))),
                Event::Failed(index) => {
                    prop_assert!(busy.remove(&lane(index)));
                    failed.insert(lane(index));
                }
                Event::TimeWasShort => time_was_short = true,
            }
        }
        prop_assert!(busy.is_empty());
    }

    #[test]
    fn reports_exactly_what_failed_and_what_that_keeps_back(
        scripts in scripts(0..=3), concurrency in 1..9_usize,
    ) {
        let bad = |index: usize| scripts[index].end != End::Done;
        for order in [Order::Sequence, by_key(concurrency, Stop::Key), unordered(concurrency)] {
            let lane = |index| lane(order, &scripts, index);
            let expected: Vec<_> = (0..scripts.len())
                .filter(|index| (0..=*index).any(|other| lane(other) == lane(*index) && bad(other)))
                .collect();
            let outcome = play(&scripts, order, None).outcome;
            prop_assert_eq!(outcome.failed_indices().collect::<Vec<_>>(), expected);
        }
    }

    #[test]
    fn blames_the_deadline_only_when_the_time_was_short(
        scripts in scripts(0..=3), order in order(), allowed in prop::option::of(0..60_usize),
    ) {
        let Played { outcome, log } = play(&scripts, order, allowed);
        let short_at = log.iter().position(|event| *event == Event::TimeWasShort);
        let failed_before: BTreeSet<_> = ended(&log[..short_at.unwrap_or(log.len())])
            .into_iter()
            .filter(|(_, done)| !done)
            .map(|(index, _)| lane(order, &scripts, index))
            .collect();
        for (index, unconfirmed) in outcome.unconfirmed() {
            match unconfirmed {
                Unconfirmed::Unprocessed(Why::Deadline) => prop_assert!(short_at.is_some()),
                Unconfirmed::Unprocessed(Why::BehindFailure) => prop_assert!(
                    failed_before.contains(&lane(order, &scripts, index))
                        || (stops_the_batch(order) && !failed_before.is_empty())
                ),
                Unconfirmed::Failed(_) => {}
            }
        }
    }

    #[test]
    fn runs_as_many_keys_at_once_as_it_may(
        mut scripts in scripts(1..=3), order in order(),
    ) {
        for script in &mut scripts {
            script.end = End::Done;
        }
        let (mut running, mut most) = (0_usize, 0);
        for event in play(&scripts, order, None).log {
            match event {
                Event::Started(_) => running += 1,
                _ => running -= 1,
            }
            most = most.max(running);
        }
        let lanes: BTreeSet<_> =
            (0..scripts.len()).map(|index| lane(order, &scripts, index)).collect();
        prop_assert_eq!(most, lanes.len().min(concurrency(order)));
    }

    #[test]
    fn is_a_sequence_where_one_key_at_a_time_stops_the_batch(
        scripts in scripts(0..=3), allowed in prop::option::of(0..60_usize),
    ) {
        let sequence = play(&scripts, Order::Sequence, allowed);
        let one_key_at_a_time = play(&scripts, by_key(1, Stop::Batch), allowed);
        prop_assert_eq!(sequence.outcome, one_key_at_a_time.outcome);
    }
}
