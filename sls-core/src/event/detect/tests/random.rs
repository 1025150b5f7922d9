//! Detection on random bytes, random JSON and damaged events.

use proptest::prelude::*;
use serde_json::{Map, Value};

use super::samples::samples;
use super::{detect, reordered, sniff};

/// Keys and names that mean something somewhere, so that random events come close to real ones.
fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        proptest::sample::select(vec![
            "Records",
            "records",
            "eventSource",
            "EventSource",
            "eventSourceARN",
            "cf",
            "Event",
            "requestContext",
            "elb",
            "connectionId",
            "domainName",
            "body",
            "rawPath",
            "resource",
            "httpMethod",
            "type",
            "methodArn",
            "detail-type",
            "source",
            "info",
            "arguments",
            "recordId",
            "approximateArrivalTimestamp",
            "Details",
            "context",
            "System",
            "request",
            "aws:sqs",
            "aws:kafka",
            "arn:aws:kinesis:eu-west-1:1:stream/s",
            "u.lambda-url.x",
        ])
        .prop_map(String::from),
        any::<String>(),
    ]
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

proptest! {
    #[test]
    fn any_bytes_get_an_answer_or_an_error(payload in prop::collection::vec(any::<u8>(), 0..256)) {
        let detected = detect(&payload);
        let is_json = serde_json::from_slice::<Value>(&payload).is_ok();
        prop_assert!(!is_json || !detected.is_err_and(|error| error.is_not_json()));
    }

    #[test]
    fn any_json_gets_an_answer(event in any_json()) {
        let event = event.to_string();
        let sniffed = sniff(event.as_bytes());
        match detect(event.as_bytes()) {
            Ok(source) => prop_assert_eq!(sniffed.unwrap(), source),
            Err(error) => prop_assert!(error.is_empty_records() && sniffed.is_err()),
        }
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
