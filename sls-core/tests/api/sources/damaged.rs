//! Events that are damaged in one place: refused or handled, never a panic, never a wrong name.

use std::collections::BTreeSet;
use std::time::Duration;

use proptest::prelude::*;
use serde_json::{Value, json};
use sls_core::event::{
    alarm, alexa, authorizer, cognito, custom_resource, dynamodb, eventbridge, firehose, iot,
    kafka, kinesis, s3, schedule, ses, sns, sqs,
};
use sls_core::{App, Bytes, Context, Error, Failure, Handler, Invocation, Json};
use sls_test::event::{
    AlarmEvent, AlexaEvent, AlexaIntent, AuthorizerEvent, CognitoEvent, CognitoTrigger,
    CompositeAlarmEvent, CustomResourceEvent, DynamoDbEvent, EventBridgeEvent, EventBridgeS3Event,
    FirehoseEvent, IotClick, IotEvent, KafkaEvent, KafkaRecord, KinesisEvent, S3Event, SesEvent,
    SnsEvent, SqsEvent, SqsMessage, TumblingWindow,
};
use sls_test::front_door::{HttpApi, RestApi};
use tower::ServiceExt;

use crate::sources::wait;

const SKILL: &str = "amzn1.ask.skill.1";

async fn fails_if_told(payload: Bytes) -> Result<(), Error> {
    match payload.0.ends_with(b"!") {
        true => Err(Error::msg("as told")),
        false => Ok(()),
    }
}

async fn queued(payload: Bytes, message: sqs::Message) -> Result<(), Error> {
    assert!(message.attributes().count() < 9);
    fails_if_told(payload).await
}

async fn clicked(payload: Bytes, record: kinesis::Record) -> Result<(), Error> {
    assert!(record.arrival().is_none_or(|at| at > std::time::UNIX_EPOCH));
    fails_if_told(payload).await
}

async fn changed(_: dynamodb::Record, _: dynamodb::Change<Value>) -> Result<(), Error> {
    Err(Error::msg("as told"))
}

async fn partitioned(payload: Bytes, _: kafka::Record) -> Result<(), Error> {
    fails_if_told(payload).await
}

async fn notified(_: sns::Message, _: Bytes) {}
async fn stored(_: s3::Object, _: Json<Value>) {}
async fn happened(_: eventbridge::Event, _: Option<eventbridge::S3Object>, _: Bytes) {}
async fn ran(_: schedule::Event, _: Bytes) {}
async fn alarmed(_: alarm::Event) {}
async fn mailed(_: ses::Mail, _: Json<Value>) {}
async fn pressed(_: Value) {}

async fn asked(request: alexa::Request, _: Json<Value>) -> Result<alexa::Response, Error> {
    let attributes: Value = request.attributes()?;
    alexa::Response::new().speech("Hello").attributes(&attributes)
}

async fn authorized(request: authorizer::Request) -> authorizer::Policy {
    authorizer::Policy::allow("user", request.resource().whole_stage())
}

async fn triggered(_: cognito::Event<Value>) {}
async fn made(_: custom_resource::Request, _: Option<Json<Value>>) {}

async fn sent(_: String, body: String) -> Result<(), Error> {
    let answer: Value = serde_json::from_str(&body)?;
    assert!(["SUCCESS", "FAILED"].contains(&answer["Status"].as_str().unwrap()));
    Ok(())
}

async fn transformed(_: firehose::Record, Bytes(data): Bytes) -> firehose::Transformed {
    firehose::Transformed::ok(data)
}

/// An app that takes every source.
fn app() -> App {
    let skill = alexa::Skill::new(SKILL).timestamp_tolerance(Duration::ZERO);
    App::new().handler(
        Handler::new("everything")
            .on(sqs::Queue::new("orders"), queued)
            .on(sqs::Queue::new("orders.fifo"), queued)
            .on(kinesis::Stream::new("clicks"), clicked)
            .on(dynamodb::Table::new("orders"), changed)
            .on(kafka::Topic::new("orders"), partitioned)
            .on(sns::Topic::any(), notified)
            .on(s3::Notification::any(), stored)
            .on(eventbridge::Rule::any(), happened)
            .on(schedule::Schedule::new("rate(1 day)"), ran)
            .on(alarm::Alarm::any(), alarmed)
            .on(ses::Rule::any(), mailed)
            .on(iot::Event::any(), pressed)
            .on(skill, asked)
            .on(authorizer::Authorizer::any(), authorized)
            .on(cognito::Trigger::any(), triggered)
            .on(custom_resource::CustomResource::any().sender(sent), made)
            .on(firehose::DeliveryStream::any(), transformed),
    )
}

/// An event of every kind, some with records that fail.
fn events() -> Vec<Value> {
    let window = TumblingWindow::new(Duration::from_secs(60)).state(&json!({"n": 1}));
    let message = |body: &str| SqsMessage::new(body).attribute("kind", "new");
    let record = |value: &str| KafkaRecord::new(value.to_owned()).key("k").header("h", "v");
    let item = json!({"id": 1, "tags": ["a"], "price": 2.5});
    let alarm = AlarmEvent::new("cpu").description("high");
    let request = || RestApi::new().get("/orders?by=x").header("authorization", "Bearer t");
    vec![
        SqsEvent::new("orders").messages(["a", "b!", "c"].map(message)).build(),
        SqsEvent::new("orders.fifo")
            .messages(["a", "b!", "c"].map(|body| message(body).group("g")))
            .build(),
        KinesisEvent::new("clicks").data("k", "a").data("k", "b!").data("k", "c").build(),
        KinesisEvent::new("clicks").data("k", "a").data("k", "b!").window(window).build(),
        DynamoDbEvent::new("orders").insert(&item).modify(&item, &item).expire(&item).build(),
        KafkaEvent::new("orders").records(["a", "b!", "c"].map(record)).build(),
        KafkaEvent::new("orders").self_managed().record(KafkaRecord::tombstone("k")).build(),
        SnsEvent::new("news").message("hello").attribute("n", 7).build(),
        S3Event::put("receipts", "a b.pdf").and(S3Event::delete("receipts", "c")).build(),
        EventBridgeEvent::new("shop", "OrderPlaced").detail(&7).resource("arn").build(),
        EventBridgeEvent::scheduled_rule("nightly").build(),
        EventBridgeEvent::schedule("nightly").build(),
        EventBridgeS3Event::put("receipts", "a b.pdf").build(),
        alarm.build(),
        alarm.to_eventbridge().build(),
        CompositeAlarmEvent::new("all", "cpu").suppressor("quiet").build(),
        SesEvent::new("a@example.com").build(),
        IotEvent::one_click(IotClick::Long).build(),
        AlexaEvent::intent(SKILL, AlexaIntent::new("I").slot("item", "tea")).build(),
        AuthorizerEvent::token("Bearer t", request()).build(),
        AuthorizerEvent::rest(request()).build(),
        AuthorizerEvent::http_api(HttpApi::new().get("/orders")).build(),
        CognitoEvent::new(CognitoTrigger::PreSignUpSignUp).build(),
        CustomResourceEvent::update("Custom::Thing").property("A", "b").build(),
        FirehoseEvent::new("lines").kinesis_source("clicks").data("a").data("b").build(),
    ]
}

/// The pointers of everything in an event.
fn places(event: &Value, at: &str, found: &mut Vec<String>) {
    match event {
        Value::Object(members) => {
            for (name, value) in members {
                let name = name.replace('~', "~0").replace('/', "~1");
                places(value, &format!("{at}/{name}"), found);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                places(item, &format!("{at}/{index}"), found);
            }
        }
        _ => {}
    }
    found.push(at.to_owned());
}

/// What stands there in place of what AWS sends; nothing at all where it is none.
fn damages() -> [Option<Value>; 10] {
    [
        None,
        Some(Value::Null),
        Some(json!("")),
        Some(json!("%ff+\u{0}!")),
        Some(json!(-1)),
        Some(json!(1e300)),
        Some(json!(18_446_744_073_709_551_615_u64)),
        Some(json!(true)),
        Some(json!([])),
        Some(json!({})),
    ]
}

fn damage(event: &mut Value, place: &str, damage: Option<Value>) {
    if let Some(value) = damage {
        *event.pointer_mut(place).unwrap() = value;
        return;
    }
    let Some((parent, name)) = place.rsplit_once('/') else { return };
    match event.pointer_mut(parent).unwrap() {
        Value::Object(members) => {
            members.remove(&name.replace("~1", "/").replace("~0", "~"));
        }
        Value::Array(items) => {
            items.remove(name.parse().unwrap());
        }
        _ => {}
    }
}

/// Everything by which a poller knows the records of its batch.
fn names(event: &Value) -> BTreeSet<String> {
    let records = event["Records"].as_array().into_iter().flatten();
    let mut names: BTreeSet<_> = records
        .flat_map(|record| {
            ["/messageId", "/kinesis/sequenceNumber", "/dynamodb/SequenceNumber"]
                .map(|place| record.pointer(place).and_then(Value::as_str).map(|id| json!(id)))
        })
        .flatten()
        .map(|id| id.to_string())
        .collect();
    for (partition, records) in event["records"].as_object().into_iter().flatten() {
        for record in records.as_array().into_iter().flatten() {
            let id = json!({"partition": partition, "offset": record["offset"]});
            names.insert(id.to_string());
        }
    }
    names
}

fn check(event: &Value) -> Result<(), TestCaseError> {
    let context = Context::builder("id").build();
    let handled = wait(app().oneshot(Invocation::new(event.to_string(), context)));
    let reply: Result<Value, Failure> =
        handled.map(|reply| serde_json::from_slice(&wait(reply.collect()).bytes).unwrap());
    match reply {
        Err(failure) => {
            prop_assert_ne!(failure.error_type(), "Sls.Panic", "{}\n{:#}", failure, event);
            prop_assert!(
                failure.error_type().starts_with("Sls.") || failure.message() == "as told"
            );
        }
        Ok(reply) => {
            let known = names(event);
            for failed in reply["batchItemFailures"].as_array().into_iter().flatten() {
                let id = &failed["itemIdentifier"];
                prop_assert!(*id != "" && known.contains(&id.to_string()), "{}\n{:#}", id, event);
            }
        }
    }
    Ok(())
}

#[test]
fn every_place_of_every_event_may_be_damaged() {
    for event in events() {
        let mut all = Vec::new();
        places(&event, "", &mut all);
        for place in &all {
            for value in damages() {
                let mut damaged = event.clone();
                damage(&mut damaged, place, value);
                if let Err(problem) = check(&damaged) {
                    panic!("damaged at {place}: {problem}");
                }
            }
        }
    }
}

proptest! {
    #[test]
    fn several_places_may_be_damaged(
        which in any::<prop::sample::Index>(),
        where_and_what in prop::collection::vec(
            (any::<prop::sample::Index>(), any::<prop::sample::Index>()),
            2..6,
        ),
    ) {
        let mut event = which.get(&events()).clone();
        for (place, what) in where_and_what {
            let mut all = Vec::new();
            places(&event, "", &mut all);
            damage(&mut event, place.get::<String>(&all), what.get(&damages()).clone());
        }
        check(&event)?;
    }
}
