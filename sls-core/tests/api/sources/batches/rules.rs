//! The rules of replies, row by row, from the function's side.

use serde_json::{Value, json};
use sls_core::event::kinesis::Stream;
use sls_core::event::sqs::Queue;
use sls_core::reply::{IntoOutcome, Outcomes};
use sls_core::{App, Batch, Error, Handler, Text};

use super::{event, identifiers, invoke, no_deadline, reported};

const SOURCES: [&str; 3] = ["clicks", "orders", "orders.fifo"];

fn app(handler: impl Fn(Handler) -> Handler) -> App {
    App::new().handler(handler(Handler::new("handler")))
}

/// The same function for a stream and for both kinds of queues.
macro_rules! everywhere {
    ($function:expr) => {
        app(|handler| {
            handler
                .on(Stream::new("clicks"), $function)
                .on(Queue::new("orders"), $function)
                .on(Queue::new("orders.fifo"), $function)
        })
    };
}

/// Bodies `done`, `failed` and `panic` do what they say.
async fn obey(Text(body): Text) -> Result<(), Error> {
    match &*body {
        "done" => Ok(()),
        "panic" => panic!("as told"),
        _ => Err(Error::msg("as told").with_type("Told")),
    }
}

fn batch(source: &str, bodies: &[&str]) -> Value {
    event(source, bodies.iter().map(|body| ("k", (*body).to_owned())))
}

#[tokio::test]
async fn a_batch_without_failures_is_confirmed_by_an_empty_list() {
    fn check<T: IntoOutcome>(_: impl Fn() -> T) {}

    async fn nothing(Text(_): Text) {}
    async fn ok(Text(_): Text) -> Result<(), Error> {
        Ok(())
    }
    async fn outcomes(_: Batch<Text>) -> Outcomes {
        Outcomes::new()
    }
    async fn no_arguments() {}

    check(Outcomes::new);
    for source in SOURCES {
        let apps = [
            everywhere!(nothing),
            everywhere!(ok),
            everywhere!(outcomes),
            everywhere!(no_arguments),
        ];
        for app in apps {
            let reply = invoke(app, &batch(source, &["a", "b"]), no_deadline()).await.unwrap();
            assert_eq!(reply, json!({"batchItemFailures": []}), "{source}");
        }
    }
}

#[tokio::test]
async fn failures_are_reported_by_the_identifiers_of_the_sender() {
    let bodies = ["done", "failed", "done", "panic", "done"];
    for (source, expected) in [
        ("orders", vec![1, 3]),
        // In order: what comes behind a failure was not tried.
        ("orders.fifo", vec![1, 2, 3, 4]),
        ("clicks", vec![1, 2, 3, 4]),
    ] {
        let event = batch(source, &bodies);
        let reply = invoke(everywhere!(obey), &event, no_deadline()).await.unwrap();
        assert_eq!(reported(&event, &reply), expected, "{source}");
        let identifier = &reply["batchItemFailures"][0]["itemIdentifier"];
        assert_eq!(*identifier, identifiers(&event)[1]);
    }
}

#[tokio::test]
async fn a_batch_of_which_nothing_was_confirmed_fails_as_an_error() {
    for source in SOURCES {
        for bodies in [&["failed"][..], &["failed", "panic"], &["failed", "failed", "failed"]] {
            let event = batch(source, bodies);
            let failure = invoke(everywhere!(obey), &event, no_deadline()).await.unwrap_err();
            assert_eq!((failure.error_type(), failure.message()), ("Told", "as told"), "{source}");
        }
        let event = batch(source, &["panic", "failed"]);
        let failure = invoke(everywhere!(obey), &event, no_deadline()).await.unwrap_err();
        assert_eq!(failure.error_type(), "Sls.Panic", "{source}");
    }
}

#[tokio::test]
async fn a_batch_of_which_nothing_was_confirmed_is_reported_where_that_is_wanted() {
    for source in SOURCES {
        let event = batch(source, &["failed", "failed", "panic"]);
        let app = everywhere!(obey).fail_if_all_records_fail(false);
        let reply = invoke(app, &event, no_deadline()).await.unwrap();
        assert_eq!(reported(&event, &reply), [0, 1, 2], "{source}");
    }
}

#[tokio::test]
async fn a_failed_record_that_has_no_name_fails_the_invocation() {
    let place = |source| if source == "clicks" { "/kinesis/sequenceNumber" } else { "/messageId" };
    for source in SOURCES {
        let mut nameless = vec![json!("")];
        if source != "clicks" {
            nameless.push(Value::Null);
        }
        for name in nameless {
            let unnamed = |bodies: &[&str]| {
                let mut event = batch(source, bodies);
                *event["Records"][1].pointer_mut(place(source)).unwrap() = name.clone();
                event
            };
            // An empty or missing identifier would fail the batch anyway, without saying why.
            let failing = unnamed(&["done", "failed", "done"]);
            let app = everywhere!(obey).fail_if_all_records_fail(false);
            let failure = invoke(app, &failing, no_deadline()).await.unwrap_err();
            assert_eq!(failure.error_type(), "Told", "{source} {name}");

            let named = unnamed(&["done", "done", "failed"]);
            let reply = invoke(everywhere!(obey), &named, no_deadline()).await.unwrap();
            let failures = reply["batchItemFailures"].as_array().unwrap();
            assert_eq!(failures.len(), 1, "{source} {name}");
            assert!(failures[0]["itemIdentifier"].as_str().is_some_and(|id| !id.is_empty()));
        }
    }
}

#[tokio::test]
async fn a_record_that_the_batch_does_not_have_is_never_reported() {
    for name in ["", "unknown"] {
        for source in SOURCES {
            let fail = move |_: Batch<Text>| async move {
                let mut outcomes = Outcomes::new();
                outcomes.fail(name, Error::msg("no"));
                outcomes
            };
            let app = everywhere!(fail).fail_if_all_records_fail(false);
            let event = batch(source, &["a", "b"]);
            let failure = invoke(app, &event, no_deadline()).await.unwrap_err();
            assert_eq!(failure.error_type(), "Sls.UnknownRecord", "{source}");
            assert!(failure.message().contains(&format!("`{name}`")), "{failure}");
        }
    }
}

#[tokio::test]
async fn an_event_that_is_damaged_fails_as_a_whole() {
    let event = batch("orders", &["done"]).to_string();
    let service = everywhere!(obey).into_service().unwrap();
    for damaged in [&event[..event.len() - 1], &event.replacen(r#""body":"#, r#""body":7,"x":"#, 1)]
    {
        let invocation = sls_core::Invocation::new(damaged.to_owned(), no_deadline());
        let failure = tower::ServiceExt::oneshot(service.clone(), invocation).await.unwrap_err();
        assert_eq!(failure.error_type(), "Sls.EventDecode", "{damaged}");
    }
}

#[tokio::test]
async fn a_layer_around_the_handler_changes_nothing() {
    let layered = || {
        let handler = Handler::new("obey").on(Queue::new("orders"), obey);
        App::new().handler(handler.layer(tower::layer::util::Identity::new()))
    };
    let event = batch("orders", &["failed", "done", "panic"]);
    let reply = invoke(layered(), &event, no_deadline()).await.unwrap();
    assert_eq!(reported(&event, &reply), [0, 2]);
    let event = batch("orders", &["failed"]);
    let failure = invoke(layered(), &event, no_deadline()).await.unwrap_err();
    assert_eq!(failure.error_type(), "Told");
    let app = layered().fail_if_all_records_fail(false);
    let reply = invoke(app, &event, no_deadline()).await.unwrap();
    assert_eq!(reported(&event, &reply), [0]);
}
