//! What each source calls its events and records, wherever they are delivered again.

use serde_json::Value;
use sls_core::event::{
    alarm, custom_resource, dynamodb, eventbridge, iot, kafka, kinesis, s3, schedule, ses, sns, sqs,
};
use sls_core::idempotency::Idempotent;
use sls_core::{App, Context, Error, Handler, Invocation, State};
use sls_test::event::{
    AlarmEvent, BuildEvent, CustomResourceEvent, DynamoDbEvent, EventBridgeEvent, KafkaEvent,
    KinesisEvent, S3Event, S3EventName, SesEvent, SnsEvent, SqsEvent,
};
use tower::{Service, ServiceExt};

use crate::support::Notes;

async fn note(State(notes): State<Notes>) {
    notes.add("run".to_owned());
}

async fn sent(_: String, _: String) -> Result<(), Error> {
    Ok(())
}

/// Delivers every event twice, and says how often the handler ran.
async fn runs(bind: impl FnOnce(Handler) -> Handler, events: &[Value]) -> usize {
    let notes = Notes::default();
    let handler = bind(Handler::new("note")).idempotent(Idempotent::by_identity());
    let mut service = App::new().state(notes.clone()).handler(handler).into_service().unwrap();
    for attempt in 1..=2 {
        for event in events {
            let context = Context::builder(format!("attempt-{attempt}")).build();
            let invocation = Invocation::new(event.to_string(), context);
            service.ready().await.unwrap().call(invocation).await.unwrap();
        }
    }
    notes.take().len()
}

/// Two events that differ in nothing but what their sender gave them.
fn alike(event: &impl BuildEvent) -> [Value; 2] {
    let origin = sls_test::event::Origin::seeded(1);
    [event.build_in(&origin), event.build_in(&origin)]
}

#[tokio::test]
async fn what_is_delivered_again_is_known_and_what_is_alike_is_not() {
    let queue = SqsEvent::new("q").body("same").body("same");
    assert_eq!(runs(|h| h.on(sqs::Queue::new("q"), note), &alike(&queue)).await, 4);
    let topic = SnsEvent::new("t").message("same");
    assert_eq!(runs(|h| h.on(sns::Topic::new("t"), note), &alike(&topic)).await, 2);
    let stream = KinesisEvent::new("s").data("k", "same").data("k", "same");
    assert_eq!(runs(|h| h.on(kinesis::Stream::new("s"), note), &alike(&stream)).await, 4);
    let table = DynamoDbEvent::new("orders").insert(&serde_json::json!({"id": 1}));
    assert_eq!(runs(|h| h.on(dynamodb::Table::new("orders"), note), &alike(&table)).await, 2);
    let records = KafkaEvent::new("t").value("same").value("same");
    assert_eq!(runs(|h| h.on(kafka::Topic::new("t"), note), &alike(&records)).await, 4);
    let event = EventBridgeEvent::new("shop", "OrderPlaced");
    assert_eq!(runs(|h| h.on(eventbridge::Rule::any(), note), &alike(&event)).await, 2);
    let run = EventBridgeEvent::scheduled_rule("nightly");
    let nightly = || schedule::Schedule::new("rate(1 day)");
    assert_eq!(runs(|h| h.on(nightly(), note), &alike(&run)).await, 2);
    let mail = SesEvent::new("a@example.com");
    assert_eq!(runs(|h| h.on(ses::Rule::any(), note), &alike(&mail)).await, 2);
    let things = || custom_resource::CustomResource::new("Custom::Thing").sender(sent);
    let request = CustomResourceEvent::create("Custom::Thing");
    assert_eq!(runs(|h| h.on(things(), note), &alike(&request)).await, 2);
}

#[tokio::test]
async fn an_object_is_named_by_its_place_its_event_and_their_order() {
    let put = || S3Event::put("b", "k").sequencer("01");
    let events = [
        put(),
        put().sequencer("02"),
        S3Event::put("b", "other").sequencer("01"),
        S3Event::put("other", "k").sequencer("01"),
        S3Event::delete("b", "k").sequencer("01"),
        // These have no sequencer.
        S3Event::new(S3EventName::ObjectTaggingPut, "b", "k"),
        S3Event::new(S3EventName::ObjectTaggingPut, "b", "k"),
    ];
    let events = events.map(|event| event.build());
    assert_eq!(runs(|h| h.on(s3::Notification::any(), note), &events).await, 7);
}

#[tokio::test]
async fn an_alarm_is_named_by_the_time_of_its_state() {
    let at = |name: &str, time: &str| {
        AlarmEvent::new(name).with("/alarmData/state/timestamp", time).build()
    };
    let events = [at("cpu", "1"), at("cpu", "2"), at("memory", "1")];
    assert_eq!(runs(|h| h.on(alarm::Alarm::any(), note), &events).await, 3);
}

#[tokio::test]
async fn a_mail_for_others_of_its_recipients_is_another() {
    let mail = |to: &str| SesEvent::new("a@example.com").message_id("m").recipients([to]).build();
    let events = [mail("a@example.com"), mail("b@example.com")];
    assert_eq!(runs(|h| h.on(ses::Rule::any(), note), &events).await, 2);
}

#[cfg(feature = "gzip")]
#[tokio::test]
async fn log_events_are_named_by_the_first_and_the_last_of_them() {
    use sls_core::event::cloudwatch_logs::LogGroup;
    use sls_test::event::CloudWatchLogsEvent;

    let logs = CloudWatchLogsEvent::new("group").log("same");
    assert_eq!(runs(|h| h.on(LogGroup::any(), note), &alike(&logs)).await, 2);
    let several = logs.log("same").log("same");
    assert_eq!(runs(|h| h.on(LogGroup::any(), note), &alike(&several)).await, 2);
}

#[test]
fn devices_have_no_identity() {
    let handler = Handler::new("pressed").on(iot::Event::any(), || async { 7 });
    let app = App::new().handler(handler.idempotent(Idempotent::by_identity()));
    let error = app.into_service().unwrap_err();
    let [problem] = error.problems() else { panic!("{error}") };
    assert!(
        problem.ends_with("its events have no identity: name a value of the payload"),
        "{problem}"
    );
}
