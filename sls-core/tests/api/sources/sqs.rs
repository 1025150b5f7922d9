//! Messages of SQS queues: arguments, order, concurrency, settings.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use sls_core::event::sqs::{Attempt, Message, Queue};
use sls_core::extract::{FromInput, Input, Rejection};
use sls_core::{App, Bytes, Error, Handler, Json, State, Text};
use sls_test::Cloud;
use sls_test::event::{SqsAttribute, SqsEvent, SqsMessage};

use crate::support::Notes;

async fn cloud(notes: &Notes, handlers: impl IntoIterator<Item = Handler>) -> Cloud {
    Cloud::new(App::new().state(notes.clone()).handlers(handlers)).await
}

async fn note(State(notes): State<Notes>, Text(body): Text) {
    notes.add(body);
}

#[tokio::test]
async fn a_message_goes_to_the_handler_of_its_queue() {
    let arn = "arn:aws:sqs:us-east-1:111122223333:orders";
    let notes = Notes::default();
    let shout = async |State(notes): State<Notes>, Text(body): Text| notes.add(body.to_uppercase());
    let handlers = [
        Handler::new("note").on(Queue::new("orders"), note),
        Handler::new("shout").on(Queue::new("orders.fifo"), shout),
    ];
    let cloud = cloud(&notes, handlers).await;
    for queue in ["orders", arn, "orders.fifo"] {
        cloud.sqs(queue).send_text("hello").await.assert_ok();
    }
    assert_eq!(notes.take(), ["hello", "hello", "HELLO"]);
    let stranger = cloud.sqs("returns").send_text("hello").await;
    let failure = stranger.assert_failed();
    assert_eq!(failure.error_type(), "Sls.UnroutedEvent");
    assert!(failure.message().contains("`note` (SQS queue `orders`)"), "{failure}");
}

#[tokio::test]
async fn a_message_has_what_the_queue_says_about_it() {
    struct Identity(String);

    impl FromInput for Identity {
        fn from_input(input: &Input<'_>) -> Result<Self, Rejection> {
            Ok(Self(input.identity().unwrap_or_default().into_owned()))
        }
    }

    async fn show(
        State(notes): State<Notes>,
        message: Message,
        Attempt(attempt): Attempt,
        Json(order): Json<Value>,
        Bytes(body): Bytes,
        Identity(identity): Identity,
    ) -> Result<(), Error> {
        let badge = message.attribute("badge").ok_or("no badge")?;
        notes.add(format!(
            "{} {} {} {} {attempt} {:?} {} {:?} {} {order} {}",
            message.queue(),
            message.message_id(),
            message.group_id().unwrap_or_default(),
            message.receive_count(),
            message.attribute("size").and_then(|size| size.text()),
            badge.kind(),
            badge.bytes()?,
            identity == message.message_id(),
            body.len() == message.body().len(),
        ));
        Ok(())
    }

    let notes = Notes::default();
    let cloud = cloud(&notes, [Handler::new("show").on(Queue::new("orders.fifo"), show)]).await;
    let message = SqsMessage::json(&json!({"sku": "A1"}))
        .message_id("19dd0b57-b21e-4ac1-bd88-01bbb068cb78")
        .group("customer-1")
        .receive_count(3)
        .attribute("size", SqsAttribute::number(7))
        .attribute("badge", SqsAttribute::binary([1, 2]).custom_type("png"));
    cloud.sqs("orders.fifo").send_messages([message]).await.assert_ok();
    assert_eq!(
        notes.take(),
        [
            r#"orders.fifo 19dd0b57-b21e-4ac1-bd88-01bbb068cb78 customer-1 3 3 Some("7") Binary.png b"\x01\x02" true {"sku":"A1"} true"#
        ]
    );
}

#[tokio::test]
async fn a_body_that_cannot_be_read_fails_alone() {
    let notes = Notes::default();
    let pack = async |State(notes): State<Notes>, Json(order): Json<u32>| {
        notes.add(order.to_string());
    };
    let cloud = cloud(&notes, [Handler::new("pack").on(Queue::new("orders"), pack)]).await;
    let bodies = ["7", "seven", "", "8"].map(SqsMessage::new);
    let delivery = cloud.sqs("orders").send_messages(bodies).await;
    assert_eq!(delivery.failed_positions(), [1, 2]);
    assert_eq!(notes.take(), ["7", "8"]);

    let event = SqsEvent::new("orders").body("7").body("8").with("/Records/1/body", Value::Null);
    assert_eq!(cloud.deliver(event).await.failed_positions(), [1]);
}

/// How many messages are in the hands of handlers, and how many were at most.
#[derive(Clone, Debug, Default)]
struct Gauge(Arc<(AtomicUsize, AtomicUsize)>);

impl Gauge {
    async fn hold(&self) {
        let Self(gauge) = self;
        let now = gauge.0.fetch_add(1, Ordering::Relaxed) + 1;
        gauge.1.fetch_max(now, Ordering::Relaxed);
        for _ in 0..5 {
            tokio::task::yield_now().await;
        }
        gauge.0.fetch_sub(1, Ordering::Relaxed);
    }
}

async fn most_at_once(queue: Queue, groups: usize) -> usize {
    async fn hold(State(gauge): State<Gauge>, Text(_): Text) {
        gauge.hold().await;
    }

    let (gauge, name) = (Gauge::default(), queue.name().to_owned());
    let app = App::new().state(gauge.clone()).handler(Handler::new("hold").on(queue, hold));
    let group = |number: usize| format!("group-{}", number % groups);
    let messages = (0..40).map(|number| SqsMessage::new("hello").group(group(number)));
    Cloud::new(app).await.sqs(name).send_messages(messages).await.assert_ok();
    gauge.0.1.load(Ordering::Relaxed)
}

#[tokio::test]
async fn messages_are_handled_at_the_same_time_up_to_the_limit() {
    assert_eq!(most_at_once(Queue::new("orders"), 40).await, 10);
    assert_eq!(most_at_once(Queue::new("orders").concurrency(3), 40).await, 3);
    assert_eq!(most_at_once(Queue::new("orders").concurrency(1000), 1).await, 40);
}

#[tokio::test]
async fn groups_are_handled_at_the_same_time_and_messages_of_one_are_not() {
    let fifo = || Queue::new("orders.fifo");
    assert_eq!(most_at_once(fifo(), 40).await, 1);
    assert_eq!(most_at_once(fifo().concurrency(4), 40).await, 4);
    assert_eq!(most_at_once(fifo().concurrency(4), 2).await, 2);
    assert_eq!(most_at_once(fifo().concurrency(4).on_failure("skip_group"), 1).await, 1);
}

/// Delivers messages such as `a-` (of the group `a`) and `b!`, which fails at once.
async fn failed_positions(queue: Queue, messages: &str) -> Vec<usize> {
    async fn pack(Text(body): Text) -> Result<(), Error> {
        if body == "!" {
            return Err(Error::msg("no"));
        }
        for _ in 0..3 {
            tokio::task::yield_now().await;
        }
        Ok(())
    }

    let cloud = Cloud::new(App::new().handler(Handler::new("pack").on(queue, pack))).await;
    let messages = messages.split(' ').map(|text| {
        let (group, body) = text.split_at(1);
        SqsMessage::new(body).group(group)
    });
    cloud.sqs("orders.fifo").send_messages(messages).await.failed_positions().to_vec()
}

#[tokio::test]
async fn a_failure_in_a_fifo_queue_stops_the_batch_or_only_its_group() {
    let fifo = || Queue::new("orders.fifo");
    for (queue, expected) in [
        (fifo(), vec![1, 2, 3, 4, 5]),
        (fifo().on_failure("stop"), vec![1, 2, 3, 4, 5]),
        (fifo().on_failure("skip_group"), vec![1, 3]),
        (fifo().on_failure("skip_group").concurrency(3), vec![1, 3]),
        // The three groups begin together, so that the first `a` and `c` are done.
        (fifo().concurrency(3), vec![1, 3, 4, 5]),
    ] {
        assert_eq!(
            failed_positions(queue.clone(), "a- b! c- b- a- c-").await,
            expected,
            "{queue:?}"
        );
    }
}

#[tokio::test]
async fn settings_that_aws_refuses_keep_the_app_from_starting() {
    let queue = Queue::new("orders").batch_size(11).maximum_concurrency(1).on_failure("stop");
    let app = App::new().handler(Handler::new("note").on(queue, note)).state(Notes::default());
    let error = app.into_service().unwrap_err();
    let problems = error.problems().join("\n");
    for term in ["MaximumBatchingWindowInSeconds", "ScalingConfig.MaximumConcurrency", "on_failure"]
    {
        assert!(problems.contains(term), "{problems}");
    }

    let queues = [Queue::new("orders"), Queue::new("arn:aws:sqs:eu-west-1:111122223333:orders")];
    let handlers = queues.map(|queue| Handler::new("note").on(queue, note));
    let app = App::new().handlers(handlers).state(Notes::default());
    assert_eq!(app.into_service().unwrap_err().problems().len(), 1);
}

#[test]
fn the_manifest_has_every_setting() {
    let queue = Queue::new("orders")
        .batch_size(100)
        .batching_window(Duration::from_secs(5))
        .filter([r#"{"body":{"kind":["new"]}}"#])
        .maximum_concurrency(20)
        .concurrency(50);
    assert_eq!(
        serde_json::to_value(queue).unwrap(),
        json!({
            "queue": "orders", "batch_size": 100, "batching_window": 5, "concurrency": 50,
            "filter": [r#"{"body":{"kind":["new"]}}"#], "maximum_concurrency": 20,
            "maximum_pollers": null, "minimum_pollers": null,
            "on_failure": null,
        })
    );
    let fifo = serde_json::to_value(Queue::new("orders.fifo").on_failure("skip_group")).unwrap();
    assert_eq!((&fifo["concurrency"], &fifo["on_failure"]), (&json!(1), &json!("skip_group")));
}
