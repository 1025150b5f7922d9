//! Events of buses, and how they are told from schedules and from input of one's own.

use proptest::prelude::*;
use serde_json::{Value, json};
use sls_core::event::eventbridge::{Event, EventBridge, Rule, S3Object};
use sls_core::event::schedule::Schedule;
use sls_core::event::sns::Topic;
use sls_core::{App, Bytes, Error, Handler, Invocation, Json, State, Text};
use sls_test::Cloud;
use sls_test::event::{EventBridgeEvent, EventBridgeS3Event, S3Change, SnsEvent};
use tower::util::MapRequestLayer;

use super::wait;
use crate::support::Notes;

async fn cloud(notes: &Notes, handlers: impl IntoIterator<Item = Handler>) -> Cloud {
    Cloud::new(App::new().state(notes.clone()).handlers(handlers)).await
}

#[tokio::test]
async fn the_detail_is_the_payload_and_the_event_an_argument() {
    async fn note(
        State(notes): State<Notes>,
        event: Event,
        Json(json): Json<Value>,
        Text(text): Text,
        Bytes(bytes): Bytes,
    ) {
        assert_eq!(text.as_bytes(), bytes);
        assert_eq!(text, event.detail());
        notes.add(format!("{} of {}: {}", event.detail_type(), event.source(), json["order"]));
    }

    let notes = Notes::default();
    let cloud = cloud(&notes, [Handler::new("note").on(Rule::any(), note)]).await;
    let event = EventBridgeEvent::new("shop", "OrderPlaced").detail(&json!({"order": 7}));
    let reply = cloud.invoke_raw(event.to_bytes()).await;
    assert_eq!(reply.json::<Value>(), Value::Null);
    assert_eq!(notes.take(), ["OrderPlaced of shop: 7"]);
}

#[tokio::test]
async fn each_event_goes_to_the_handler_that_asks_for_it_and_the_rest_to_any() {
    async fn orders(State(notes): State<Notes>) {
        notes.add("orders");
    }
    async fn aws(State(notes): State<Notes>) {
        notes.add("aws");
    }
    async fn rest(State(notes): State<Notes>) {
        notes.add("rest");
    }

    let notes = Notes::default();
    let placed = Rule::any().source("shop").detail_type(["OrderPlaced", "OrderPaid"]);
    let handlers = [
        Handler::new("rest").on(Rule::any(), rest),
        Handler::new("orders").on(placed, orders),
        Handler::new("aws").on(Rule::any().source("aws.*"), aws),
    ];
    let cloud = cloud(&notes, handlers).await;
    for (source, detail_type, handler) in [
        ("shop", "OrderPaid", "orders"),
        ("shop", "OrderLost", "rest"),
        ("aws.ec2", "OrderPaid", "aws"),
        ("warehouse", "OrderPaid", "rest"),
    ] {
        let event = EventBridgeEvent::new(source, detail_type);
        cloud.invoke_raw(event.to_bytes()).await.assert_ok();
        assert_eq!(notes.take(), [handler], "{source} {detail_type}");
    }
}

#[tokio::test]
async fn an_event_that_nobody_asks_for_fails_by_name() {
    async fn note() {}

    let rule = Rule::any().source("shop");
    let cloud = cloud(&Notes::default(), [Handler::new("note").on(rule, note)]).await;
    let reply = cloud.invoke_raw(EventBridgeEvent::new("warehouse", "Full").to_bytes()).await;
    let failure = reply.assert_failed();
    assert_eq!(failure.error_type(), "Sls.UnroutedEvent");
    assert!(failure.message().contains("`note` (EventBridge rule (source `shop`))"), "{failure}");
}

#[tokio::test]
async fn schedules_are_asked_before_rules_whatever_the_order_of_handlers() {
    async fn tick(State(notes): State<Notes>) {
        notes.add("tick");
    }
    async fn rest(State(notes): State<Notes>) {
        notes.add("rest");
    }

    let handlers = || {
        let nightly = Schedule::new("cron(0 3 * * ? *)").name("nightly");
        [Handler::new("rest").on(Rule::any(), rest), Handler::new("tick").on(nightly, tick)]
    };
    let mut turned = handlers();
    turned.reverse();
    let notes = Notes::default();
    for handlers in [handlers(), turned] {
        let cloud = cloud(&notes, handlers).await;
        for event in [
            EventBridgeEvent::scheduled_rule("nightly"),
            EventBridgeEvent::schedule("nightly"),
            EventBridgeEvent::schedule("hourly"),
            EventBridgeEvent::new("shop", "Scheduled Event"),
        ] {
            cloud.invoke_raw(event.to_bytes()).await.assert_ok();
        }
        assert_eq!(notes.take(), ["tick", "tick", "rest", "rest"]);
    }
}

#[tokio::test]
async fn input_without_a_detail_type_is_a_direct_invocation() {
    async fn note(State(notes): State<Notes>) {
        notes.add("rule");
    }
    async fn direct(Json(input): Json<Value>) -> Value {
        input["order"].clone()
    }

    let notes = Notes::default();
    let handlers =
        [Handler::new("note").on(Rule::any(), note), Handler::new("direct").direct(direct)];
    let cloud = cloud(&notes, handlers).await;
    let reply = cloud.invoke(&json!({"order": 7, "source": "shop"})).await;
    assert_eq!(reply.json::<u32>(), 7);
    assert!(notes.take().is_empty());
}

#[tokio::test]
async fn a_detail_that_an_input_transformer_left_out_is_missing() {
    async fn note(State(notes): State<Notes>, json: Option<Json<Value>>, event: Event) {
        notes.add(format!("{} {}", json.is_none(), event.detail()));
    }
    async fn strict(Json(_): Json<Value>) {}

    let notes = Notes::default();
    let shop = Rule::any().source("shop");
    let handlers =
        [Handler::new("note").on(shop, note), Handler::new("strict").on(Rule::any(), strict)];
    let cloud = cloud(&notes, handlers).await;
    cloud.invoke(&json!({"source": "shop", "detail-type": "OrderPlaced"})).await.assert_ok();
    assert_eq!(notes.take(), ["true null"]);

    let reply = cloud.invoke(&json!({"source": "warehouse", "detail-type": "Full"})).await;
    let failure = reply.assert_failed();
    assert_eq!(failure.error_type(), "Sls.Rejected");
    let expected = "event `detail`: missing (in an event from Amazon EventBridge)";
    assert_eq!(failure.message(), expected);
}

#[tokio::test]
async fn an_object_of_a_bucket_has_its_key_as_it_is_called() {
    async fn index(State(notes): State<Notes>, object: S3Object) {
        let what = object.deletion_type().or(object.reason()).unwrap_or_default();
        notes.add(format!("{}: {}/{} ({what})", object.event(), object.bucket(), object.key()));
    }

    let notes = Notes::default();
    let rule = Rule::any().source("aws.s3").detail_type("Object *");
    let cloud = cloud(&notes, [Handler::new("index").on(rule, index)]).await;
    for event in [
        EventBridgeS3Event::put("receipts", "in/a b+%41ä.pdf"),
        EventBridgeS3Event::new(S3Change::DeleteMarkerCreated, "receipts", "c.pdf"),
        EventBridgeS3Event::new(S3Change::TagsAdded, "receipts", "d.pdf"),
    ] {
        cloud.invoke_raw(event.to_bytes()).await.assert_ok();
    }
    assert_eq!(
        notes.take(),
        [
            "Object Created: receipts/in/a b+%41ä.pdf (PutObject)",
            "Object Deleted: receipts/c.pdf (Delete Marker Created)",
            "Object Tags Added: receipts/d.pdf ()",
        ]
    );

    let reply = cloud.invoke(&json!({"source": "aws.s3", "detail-type": "Object X", "detail": 7}));
    let message = "event `detail`: expected struct Detail (in an event from Amazon EventBridge)";
    assert_eq!(reply.await.assert_failed().message(), message);
}

#[tokio::test]
async fn an_event_is_taken_out_of_a_message() {
    async fn index(
        State(notes): State<Notes>,
        EventBridge(Json(detail)): EventBridge<Json<Value>>,
        EventBridge(object): EventBridge<Option<S3Object>>,
        EventBridge(event): EventBridge<Event>,
    ) {
        let key = object.map(|object| object.key().to_owned());
        notes.add(format!("{} {} {key:?}", event.source(), detail["bucket"]["name"]));
    }

    let notes = Notes::default();
    let cloud = cloud(&notes, [Handler::new("index").on(Topic::any(), index)]).await;
    let event = EventBridgeS3Event::put("receipts", "a b.pdf").build().to_string();
    cloud.invoke_raw(SnsEvent::new("t").message(event).to_bytes()).await.assert_ok();
    assert_eq!(notes.take(), [r#"aws.s3 "receipts" Some("a b.pdf")"#]);

    let reply = cloud.invoke_raw(SnsEvent::new("t").message("{}").to_bytes()).await;
    let message = reply.assert_failed().message().to_owned();
    assert!(message.starts_with("body: not an EventBridge event: missing field"), "{message}");
}

#[tokio::test]
async fn a_layer_is_around_its_handler_and_no_other() {
    async fn order(Json(order): Json<u32>) -> Result<(), Error> {
        if order == 7 { Ok(()) } else { Err(Error::msg("not 7")) }
    }
    async fn rest(Json(number): Json<u32>) {
        assert_eq!(number, 6);
    }

    let add_one = MapRequestLayer::new(|invocation: Invocation| {
        let (payload, context) = invocation.into_parts();
        let mut event: Value = serde_json::from_slice(&payload).unwrap();
        event["detail"] = (event["detail"].as_u64().unwrap() + 1).into();
        Invocation::new(event.to_string(), context)
    });
    let handlers = [
        Handler::new("order").on(Rule::any().source("shop"), order).layer(add_one),
        Handler::new("rest").on(Rule::any(), rest),
    ];
    let cloud = cloud(&Notes::default(), handlers).await;
    for source in ["shop", "warehouse"] {
        let event = EventBridgeEvent::new(source, "OrderPlaced").detail(&6);
        cloud.invoke_raw(event.to_bytes()).await.assert_ok();
    }
    let event = EventBridgeEvent::new("shop", "OrderPlaced").detail(&7);
    assert_eq!(cloud.invoke_raw(event.to_bytes()).await.assert_failed().message(), "not 7");
}

#[tokio::test]
async fn a_failure_fails_the_invocation() {
    async fn fail() -> Result<(), Error> {
        Err(Error::msg("no stock").with_type("SoldOut"))
    }

    let cloud = cloud(&Notes::default(), [Handler::new("fail").on(Rule::any(), fail)]).await;
    let reply = cloud.invoke_raw(EventBridgeEvent::new("shop", "OrderPlaced").to_bytes()).await;
    assert_eq!(reply.assert_failed().error_type(), "SoldOut");
}

#[test]
fn two_handlers_of_the_same_events_and_patterns_without_sense_refuse_to_start() {
    async fn note() {}

    let app = App::new()
        .handler(Handler::new("one").on(Rule::any().source("shop"), note))
        .handler(Handler::new("two").on(Rule::any().detail_type("Order*"), note))
        .handler(Handler::new("odd").on(Rule::any().source("a*b"), note));
    let error = app.into_service().unwrap_err().to_string();
    assert!(error.contains("`one` and `two` both claim events of EventBridge rule"), "{error}");
    assert!(error.contains("`source` is `a*b`: a `*` stands at the end"), "{error}");
}

proptest! {
    #[test]
    fn every_event_arrives_as_it_was_put(
        source in ".+",
        detail_type in ".+",
        detail in any::<String>(),
        resource in any::<String>(),
    ) {
        async fn note(State(notes): State<Notes>, event: Event, Json(detail): Json<String>) {
            let resources = event.resources();
            let texts = [event.source(), event.detail_type(), &detail].into_iter().chain(resources);
            texts.for_each(|text| notes.add(text));
        }

        let notes = Notes::default();
        let event = EventBridgeEvent::new(&source, &detail_type).detail(&detail).resource(&resource);
        wait(async {
            let cloud = cloud(&notes, [Handler::new("note").on(Rule::any(), note)]).await;
            cloud.invoke_raw(event.to_bytes()).await.assert_ok();
        });
        prop_assert_eq!(notes.take(), [source, detail_type, detail, resource]);
    }

    #[test]
    fn every_key_of_an_object_arrives_as_it_is_called(key in any::<String>()) {
        async fn note(State(notes): State<Notes>, object: S3Object) {
            notes.add(object.key());
        }

        let notes = Notes::default();
        let event = EventBridgeS3Event::put("receipts", &key);
        wait(async {
            let cloud = cloud(&notes, [Handler::new("note").on(Rule::any(), note)]).await;
            cloud.invoke_raw(event.to_bytes()).await.assert_ok();
        });
        prop_assert_eq!(notes.take(), [key]);
    }
}
