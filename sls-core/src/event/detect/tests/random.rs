//! Detection on random bytes, random JSON and damaged events.

use proptest::prelude::*;
use serde_json::{Map, Value};

use super::book::senders;
use super::{detect, reordered, samples, sniff};
use crate::event::Source;

/// Keys and names that mean something somewhere, so that random events come close to real ones.
fn words() -> Vec<String> {
    fn collect(value: &Value, words: &mut Vec<String>) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| collect(item, words)),
            Value::Object(fields) => fields.iter().for_each(|(key, value)| {
                words.push(key.clone());
                collect(value, words);
            }),
            Value::String(text) => words.push(text.clone()),
            _ => {}
        }
    }
    let mut words = Vec::new();
    samples().iter().for_each(|(_, event)| collect(event, &mut words));
    words
}

fn word() -> impl Strategy<Value = String> {
    prop_oneof![4 => proptest::sample::select(words()), 1 => any::<String>()]
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        word().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 64, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((word(), inner), 0..8)
                .prop_map(|fields| Value::from(Map::from_iter(fields))),
        ]
    })
}

/// All that is in either event; the second wins where they differ.
fn both(one: Value, other: Value) -> Value {
    match (one, other) {
        (Value::Object(mut fields), Value::Object(others)) => {
            for (key, other) in others {
                let merged = match fields.remove(&key) {
                    Some(one) => both(one, other),
                    None => other,
                };
                fields.insert(key, merged);
            }
            Value::from(fields)
        }
        (Value::Array(items), Value::Array(others)) => match (items.first(), others.first()) {
            (Some(one), Some(other)) => Value::from(vec![both(one.clone(), other.clone())]),
            _ => Value::from(others),
        },
        (_, other) => other,
    }
}

/// The same without the fields for which `is_left_out` says so.
fn thinned(value: Value, is_left_out: &mut impl FnMut() -> bool) -> Value {
    match value {
        Value::Array(items) => items.into_iter().map(|it| thinned(it, is_left_out)).collect(),
        Value::Object(fields) => fields
            .into_iter()
            .filter_map(|(key, value)| (!is_left_out()).then(|| (key, thinned(value, is_left_out))))
            .collect(),
        scalar => scalar,
    }
}

/// The answer must be one that the book allows, and the same for whoever reads to the end.
fn check_by_the_book(event: &Value, payload: &str) -> Result<(), TestCaseError> {
    let senders = senders(event);
    match sniff(payload.as_bytes()) {
        Ok(Source::Unrecognized) => prop_assert!(senders.is_empty(), "{senders:?}: {payload}"),
        Ok(source) => prop_assert!(senders.contains(&source), "{source:?}: {payload}"),
        Err(error) => prop_assert!(
            error.is_empty_records()
                && senders.is_empty()
                && event["Records"].as_array().is_some_and(Vec::is_empty),
            "{senders:?}: {payload}"
        ),
    }
    prop_assert_eq!(detect(payload.as_bytes()).ok(), sniff(payload.as_bytes()).ok());
    Ok(())
}

proptest! {
    #[test]
    fn any_bytes_get_an_answer_or_an_error(payload in prop::collection::vec(any::<u8>(), 0..256)) {
        let detected = detect(&payload);
        let is_json = serde_json::from_slice::<Value>(&payload).is_ok();
        prop_assert!(!is_json || !detected.is_err_and(|error| error.is_not_json()));
    }

    #[test]
    fn any_json_is_told_by_the_book(event in any_json()) {
        check_by_the_book(&event, &event.to_string())?;
    }

    #[test]
    fn what_two_services_send_mixed_and_thinned_is_told_by_the_book(
        (one, other) in (0..samples().len(), 0..samples().len()),
        left_out in prop::collection::vec(proptest::bool::weighted(0.2), 64),
        backwards in any::<bool>(),
        by in 0..12_usize,
    ) {
        let mixed = both(samples().swap_remove(one).1, samples().swap_remove(other).1);
        let mut left_out = left_out.into_iter().cycle();
        let event = thinned(mixed, &mut || left_out.next().unwrap());
        check_by_the_book(&event, &reordered(&event, backwards, by))?;
    }

    #[test]
    fn an_event_cut_off_anywhere_is_refused(
        sample in 0..samples().len(),
        at in any::<prop::sample::Index>(),
    ) {
        let event = samples().swap_remove(sample).1.to_string();
        let cut = &event.as_bytes()[..at.index(event.len())];
        prop_assert!(detect(cut).unwrap_err().is_not_json());
        // Whoever does not read on may have an answer, which is then the right one.
        if let Ok(source) = sniff(cut) {
            prop_assert_eq!(source, samples().swap_remove(sample).0);
        }
    }

    #[test]
    fn damaged_bytes_do_no_harm(
        sample in 0..samples().len(),
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
    ) {
        let mut event = samples().swap_remove(sample).1.to_string().into_bytes();
        let at = at.index(event.len());
        event[at] = byte;
        if sniff(&event).is_err() {
            prop_assert!(detect(&event).is_err());
        }
    }

    #[test]
    fn foreign_keys_do_not_hide_the_source(
        sample in 0..samples().len(),
        strangers in prop::collection::btree_map("x-[a-z]{1,8}", any_json(), 0..4),
        by in 0..8_usize,
    ) {
        let (source, mut event) = samples().swap_remove(sample);
        if let Value::Object(fields) = &mut event {
            fields.extend(strangers);
        }
        prop_assert_eq!(detect(reordered(&event, true, by).as_bytes()).unwrap(), source);
    }
}
