//! Schedules of both services, told apart by their names.

use serde_json::{Value, json};
use sls_core::event::schedule::{Event, Schedule};
use sls_core::{App, Handler, Json, State};
use sls_test::Cloud;
use sls_test::event::EventBridgeEvent;

use crate::support::Notes;

async fn run(State(notes): State<Notes>, event: Event) {
    notes.add(event.name());
}

async fn cloud(notes: &Notes, handlers: impl IntoIterator<Item = Handler>) -> Cloud {
    Cloud::new(App::new().state(notes.clone()).handlers(handlers)).await
}

#[tokio::test]
async fn a_schedule_without_a_name_takes_what_no_other_names() {
    async fn nightly(State(notes): State<Notes>, event: Event) {
        assert!(event.time().ends_with('Z'), "{}", event.time());
        notes.add("by name");
    }

    let notes = Notes::default();
    let handlers = [
        Handler::new("run").on(Schedule::new("rate(5 minutes)"), run),
        Handler::new("nightly").on(Schedule::new("cron(0 3 * * ? *)").name("nightly"), nightly),
    ];
    let cloud = cloud(&notes, handlers).await;
    for event in [
        EventBridgeEvent::scheduled_rule("nightly"),
        EventBridgeEvent::schedule("nightly"),
        EventBridgeEvent::schedule("reports/nightly"),
        EventBridgeEvent::scheduled_rule("hourly"),
    ] {
        let reply = cloud.invoke_raw(event.to_bytes()).await;
        assert_eq!(reply.json::<Value>(), Value::Null);
    }
    assert_eq!(notes.take(), ["by name", "by name", "by name", "hourly"]);
}

#[tokio::test]
async fn the_payload_is_an_object_from_both_services() {
    async fn show(State(notes): State<Notes>, Json(detail): Json<Value>) {
        notes.add(detail.to_string());
    }

    let notes = Notes::default();
    let handlers = [Handler::new("show").on(Schedule::new("rate(1 day)"), show)];
    let cloud = cloud(&notes, handlers).await;
    for event in [EventBridgeEvent::scheduled_rule("a"), EventBridgeEvent::schedule("a")] {
        cloud.invoke_raw(event.to_bytes()).await.assert_ok();
    }
    assert_eq!(notes.take(), ["{}", "{}"]);
}

#[tokio::test]
async fn other_events_of_a_bus_are_not_for_a_schedule() {
    let handlers = [Handler::new("run").on(Schedule::new("rate(1 day)"), run)];
    let cloud = cloud(&Notes::default(), handlers).await;
    let reply = cloud.invoke_raw(EventBridgeEvent::new("shop", "OrderPlaced").to_bytes()).await;
    let failure = reply.assert_failed();
    assert_eq!(failure.error_type(), "Sls.UnroutedEvent");
    assert!(failure.message().contains("`run` (schedule rate(1 day))"), "{failure}");
}

#[tokio::test]
async fn an_event_that_is_not_as_documented_fails_by_name() {
    let handlers = [Handler::new("run").on(Schedule::new("rate(1 day)"), run)];
    let cloud = cloud(&Notes::default(), handlers).await;
    let event = json!({"source": "aws.events", "detail-type": "Scheduled Event", "resources": 7});
    let reply = cloud.invoke(&event).await;
    let failure = reply.assert_failed();
    assert_eq!(failure.error_type(), "Sls.EventDecode");
    let expected = "this Amazon EventBridge event is not as AWS documents it: expected a sequence";
    assert_eq!(failure.message(), expected);
}

#[test]
fn expressions_that_aws_refuses_and_schedules_that_cannot_be_told_apart_refuse_to_start() {
    let app = App::new()
        .state(Notes::default())
        .handler(Handler::new("one").on(Schedule::new("rate(1 minutes)"), run))
        .handler(Handler::new("two").on(Schedule::new("cron(0 9 * * * *)"), run))
        .handler(Handler::new("three").on(Schedule::new("rate(1 day)").name("daily"), run));
    let error = app.into_service().unwrap_err();
    assert_eq!(
        error.problems(),
        [
            "schedule rate(1 minutes) of handler `one`: a rate of 1 is per `minute`, `hour` or \
             `day`",
            "schedule cron(0 9 * * * *) of handler `two`: one of day of month and day of week has \
             to be `?`",
            "`one` and `two` both claim events of schedule cron(0 9 * * * *)",
        ]
    );
}
