//! Changes of alarms, by a Lambda action and by a topic.

use serde_json::{Value, json};
use sls_core::event::alarm::{Alarm, Event};
use sls_core::event::sns::{Message, Sns, Topic};
use sls_core::{App, Handler, Json, State};
use sls_test::Cloud;
use sls_test::event::{AlarmEvent, AlarmState, CompositeAlarmEvent, SnsEvent, SuppressedBy};

use crate::support::Notes;

async fn page(State(notes): State<Notes>, event: Event) {
    let before = event.previous_state().map_or("", |state| state.value());
    notes.add(format!("{}: {before} to {}", event.name(), event.state().value()));
}

async fn cloud(notes: &Notes, handlers: impl IntoIterator<Item = Handler>) -> Cloud {
    Cloud::new(App::new().state(notes.clone()).handlers(handlers)).await
}

fn cpu(before: AlarmState, after: AlarmState) -> AlarmEvent {
    AlarmEvent::new("cpu").previous_state(before).state(after)
}

#[tokio::test]
async fn one_handler_takes_an_alarm_from_its_action_and_from_a_topic() {
    let notes = Notes::default();
    let handler = Handler::new("page").on(Alarm::new("cpu"), page).on(Topic::new("alarms"), page);
    let cloud = cloud(&notes, [handler]).await;
    let alarm = cpu(AlarmState::Ok, AlarmState::Alarm);
    let reply = cloud.invoke_raw(alarm.to_bytes()).await;
    assert_eq!(reply.json::<Value>(), Value::Null);
    let sns = alarm.notification("alarms").to_sns();
    cloud.invoke_raw(sns.to_bytes()).await.assert_ok();
    assert_eq!(notes.take(), ["cpu: OK to ALARM", "cpu: OK to ALARM"]);
}

#[tokio::test]
async fn both_ways_say_the_same_about_an_alarm() {
    async fn show(State(notes): State<Notes>, event: Event) {
        let reason = event.state().reason();
        let texts = [event.name(), event.arn(), event.account(), event.region(), reason];
        notes.add(format!("{texts:?} {:?} {:?}", event.description(), event.alarm_rule()));
    }

    let notes = Notes::default();
    let handler = Handler::new("show").on(Alarm::any(), show).on(Topic::any(), show);
    let cloud = cloud(&notes, [handler]).await;
    let metric = cpu(AlarmState::Ok, AlarmState::Alarm).description("cpu high");
    let composite = CompositeAlarmEvent::new("all", "cpu");
    for (action, message) in [
        (metric.to_bytes(), metric.notification("alarms").to_sns()),
        (composite.to_bytes(), composite.notification("alarms").to_sns()),
    ] {
        cloud.invoke_raw(action).await.assert_ok();
        cloud.invoke_raw(message.to_bytes()).await.assert_ok();
        let notes = notes.take();
        assert_eq!(notes.len(), 2);
        assert_eq!(notes[0], notes[1]);
        assert!(notes[0].contains("arn:aws:cloudwatch:"), "{notes:?}");
    }
}

#[tokio::test]
async fn a_composite_alarm_says_what_kept_it_from_acting() {
    async fn show(State(notes): State<Notes>, event: Event) {
        assert!(event.is_composite());
        assert!(event.actions_suppressor_wait_period().is_some());
        let by = event.previous_state().and_then(|state| state.actions_suppressed_by());
        notes.add(format!("{:?} {by:?}", event.actions_suppressor()));
    }

    let notes = Notes::default();
    let cloud = cloud(&notes, [Handler::new("show").on(Alarm::any(), show)]).await;
    let event = CompositeAlarmEvent::new("all", "cpu")
        .suppressor("quiet")
        .suppressed_by(SuppressedBy::WaitPeriod);
    cloud.invoke_raw(event.to_bytes()).await.assert_ok();
    assert_eq!(notes.take(), [r#"Some("quiet") Some("WaitPeriod")"#]);
}

#[tokio::test]
async fn each_alarm_goes_to_the_handler_that_asks_for_it_and_its_state() {
    async fn resolve(State(notes): State<Notes>) {
        notes.add("resolve");
    }
    async fn rest(State(notes): State<Notes>, Json(event): Json<Value>) {
        notes.add(format!("rest: {}", event["alarmData"]["alarmName"]));
    }

    let notes = Notes::default();
    let handlers = [
        Handler::new("rest").on(Alarm::any(), rest),
        Handler::new("page").on(Alarm::new("cpu").state("ALARM"), page),
        Handler::new("resolve").on(Alarm::new("cpu").state("OK"), resolve),
    ];
    let cloud = cloud(&notes, handlers).await;
    for event in [
        cpu(AlarmState::Ok, AlarmState::Alarm),
        cpu(AlarmState::Alarm, AlarmState::Ok),
        cpu(AlarmState::Ok, AlarmState::InsufficientData),
        AlarmEvent::new("memory"),
    ] {
        cloud.invoke_raw(event.to_bytes()).await.assert_ok();
    }
    assert_eq!(
        notes.take(),
        ["cpu: OK to ALARM", "resolve", r#"rest: "cpu""#, r#"rest: "memory""#]
    );
}

#[tokio::test]
async fn an_alarm_is_taken_out_of_a_message_inside_a_message() {
    async fn nested(State(notes): State<Notes>, Sns(event): Sns<Event>, outer: Message) {
        notes.add(format!("{} by {}", event.name(), outer.topic()));
    }

    let notes = Notes::default();
    let cloud = cloud(&notes, [Handler::new("nested").on(Topic::any(), nested)]).await;
    let inner = cpu(AlarmState::Ok, AlarmState::Alarm).notification("alarms").to_sns();
    let mut inner = inner.build()["Records"][0]["Sns"].take();
    inner["Type"] = json!("Notification");
    let outer = SnsEvent::new("outer").message(inner.to_string());
    cloud.invoke_raw(outer.to_bytes()).await.assert_ok();
    assert_eq!(notes.take(), ["cpu by outer"]);
}

#[tokio::test]
async fn a_message_about_something_else_is_refused_with_the_path() {
    let handlers = [Handler::new("page").on(Topic::any(), page)];
    let cloud = cloud(&Notes::default(), handlers).await;
    let message = json!({"AlarmName": "cpu", "AlarmArn": {"secret": 1}}).to_string();
    let reply = cloud.invoke_raw(SnsEvent::new("alarms").message(message).to_bytes()).await;
    let failure = reply.assert_failed();
    assert_eq!(failure.error_type(), "Sls.Rejected");
    let expected = "body `AlarmArn`: expected a string (in an event from Amazon SNS)";
    assert_eq!(failure.message(), expected);
}

#[test]
fn a_state_that_does_not_exist_refuses_to_start() {
    let app = App::new()
        .state(Notes::default())
        .handler(Handler::new("page").on(Alarm::new("cpu").state("alarm"), page));
    assert_eq!(
        app.into_service().unwrap_err().problems(),
        ["CloudWatch alarm `cpu` (alarm) of handler `page`: the state `alarm` is none of \
          [\"ALARM\", \"OK\", \"INSUFFICIENT_DATA\"]"]
    );
}
