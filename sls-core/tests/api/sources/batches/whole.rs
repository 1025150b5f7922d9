//! Handlers that take all records at once.

use std::collections::BTreeSet;

use sls_core::event::kinesis::Stream;
use sls_core::event::sqs::{Message, Queue};
use sls_core::reply::Outcomes;
use sls_core::{App, Batch, Error, Handler, Json, State, Text};

use super::{event, invoke, no_deadline, reported};
use crate::support::Notes;

const SOURCES: [&str; 3] = ["clicks", "orders", "orders.fifo"];

/// Fails every 0.
async fn store(State(notes): State<Notes>, numbers: Batch<Json<u32>>) -> Outcomes {
    let mut outcomes = Outcomes::new();
    for item in &numbers {
        let result = if item.0 == 0 { Err(Error::msg("zero")) } else { Ok(()) };
        outcomes.record(item.id(), result);
    }
    notes.add(format!("{:?}", numbers.iter().map(|item| item.0).collect::<Vec<_>>()));
    outcomes
}

/// Fails as a whole, or panics.
async fn give_up(numbers: Batch<Json<u32>>) -> Result<Outcomes, Error> {
    assert!(numbers.iter().all(|item| item.0 != 13), "unlucky");
    Err(Error::msg("no disk").with_type("NoDisk"))
}

fn storing(notes: &Notes) -> App {
    let handler = Handler::new("store")
        .on(Stream::new("clicks"), store)
        .on(Queue::new("orders"), store)
        .on(Queue::new("orders.fifo"), store);
    App::new().state(notes.clone()).handler(handler)
}

fn giving_up() -> App {
    let handler = Handler::new("give_up")
        .on(Stream::new("clicks"), give_up)
        .on(Queue::new("orders"), give_up)
        .on(Queue::new("orders.fifo"), give_up);
    App::new().handler(handler)
}

fn numbers<'a>(
    source: &str,
    keyed: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> serde_json::Value {
    event(source, keyed.into_iter().map(|(key, number)| (key, number.to_owned())))
}

#[tokio::test]
async fn is_called_once_and_reports_what_failed() {
    for source in SOURCES {
        let notes = Notes::default();
        let event = numbers(source, [("a", "1"), ("b", "0"), ("c", "2"), ("d", "x"), ("e", "3")]);
        let reply = invoke(storing(&notes), &event, no_deadline()).await.unwrap();
        assert_eq!(reported(&event, &reply), [1, 3], "{source}");
        assert_eq!(notes.take(), ["[1, 0, 2, 3]"], "{source}");
    }
}

#[tokio::test]
async fn is_called_even_if_no_record_can_be_read() {
    for source in SOURCES {
        let notes = Notes::default();
        let event = numbers(source, [("a", "x"), ("b", "y")]);
        let failure = invoke(storing(&notes), &event, no_deadline()).await.unwrap_err();
        assert_eq!(failure.error_type(), "Sls.Rejected");
        assert_eq!(notes.take(), ["[]"]);
    }
}

#[tokio::test]
async fn messages_behind_a_failure_of_their_group_come_again_with_it() {
    let keyed = [("a", "1"), ("a", "0"), ("b", "1"), ("a", "2"), ("b", "x"), ("b", "3")];
    for (source, expected) in [
        // Where each message is deleted by itself, it would overtake the failed one.
        ("orders.fifo", vec![1, 3, 4, 5]),
        ("orders", vec![1, 4]),
        // A stream goes back to the lowest failure anyway.
        ("clicks", vec![1, 4]),
    ] {
        let event = numbers(source, keyed);
        let reply = invoke(storing(&Notes::default()), &event, no_deadline()).await.unwrap();
        assert_eq!(reported(&event, &reply), expected, "{source}");
    }
}

#[tokio::test]
async fn an_error_or_a_panic_fails_every_record() {
    for source in SOURCES {
        for (number, error_type) in [("1", "NoDisk"), ("13", "Sls.Panic")] {
            let event = numbers(source, [("a", number), ("b", "2"), ("c", "3")]);
            let failure = invoke(giving_up(), &event, no_deadline()).await.unwrap_err();
            assert_eq!(failure.error_type(), error_type, "{source}");

            let app = giving_up().fail_if_all_records_fail(false);
            let reply = invoke(app, &event, no_deadline()).await.unwrap();
            assert_eq!(reported(&event, &reply), [0, 1, 2], "{source}");
        }
    }
}

#[tokio::test]
async fn names_thousands_of_failures() {
    let records = (0..10_000).map(|_| ("k", "0".to_owned())).chain([("k", "1".to_owned())]);
    let event = event("clicks", records);
    let reply = invoke(storing(&Notes::default()), &event, no_deadline()).await.unwrap();
    let failures = reply["batchItemFailures"].as_array().unwrap();
    let names: BTreeSet<_> =
        failures.iter().map(|failure| failure["itemIdentifier"].as_str().unwrap()).collect();
    assert_eq!((failures.len(), names.len()), (10_000, 10_000));
}

#[tokio::test]
async fn has_messages_as_well_as_what_they_carry() {
    async fn note(State(notes): State<Notes>, messages: Batch<Message>, texts: Batch<Text>) {
        for (message, text) in messages.iter().zip(texts) {
            assert_eq!(message.id(), text.id());
            notes.add(format!("{} {}", message.text(), text.into_value().0));
        }
    }

    let notes = Notes::default();
    let app = App::new()
        .state(notes.clone())
        .handler(Handler::new("note").on(Queue::new("orders"), note));
    invoke(app, &numbers("orders", [("a", "1"), ("b", "2")]), no_deadline()).await.unwrap();
    assert_eq!(notes.take(), ["1 1", "2 2"]);
}
