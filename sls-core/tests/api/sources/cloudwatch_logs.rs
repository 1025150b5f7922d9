//! Log events of subscriptions, straight and through a stream.

use proptest::prelude::*;
use serde_json::{Value, json};
use sls_core::event::cloudwatch_logs::{LogGroup, Logs};
use sls_core::event::kinesis::{Record, Stream};
use sls_core::{App, Handler, Json, State};
use sls_test::Cloud;
use sls_test::event::{CloudWatchLogsEvent, LogEvent};

use super::wait;
use crate::support::Notes;

async fn alert(State(notes): State<Notes>, logs: Logs) {
    for event in &logs {
        notes.add(format!("{}: {}", logs.log_group(), event.message()));
    }
}

async fn cloud(notes: &Notes, handlers: impl IntoIterator<Item = Handler>) -> Cloud {
    Cloud::new(App::new().state(notes.clone()).handlers(handlers)).await
}

fn shop() -> CloudWatchLogsEvent {
    CloudWatchLogsEvent::new("shop").log("order 7 failed\n").log("order 8 failed\n")
}

#[tokio::test]
async fn log_events_come_decompressed_and_all_at_once() {
    async fn check(State(notes): State<Notes>, logs: Logs, Json(json): Json<Value>) {
        assert_eq!(json["logGroup"], logs.log_group());
        assert_eq!(json["logStream"], logs.log_stream());
        assert_eq!(json["owner"], logs.owner());
        assert_eq!(json["logEvents"][0]["id"], logs.events().next().unwrap().id());
        assert!(logs.into_iter().all(|event| event.timestamp().is_some()));
        assert_eq!(logs.events().next().unwrap().extracted_field("level"), Some("ERROR"));
        assert_eq!(logs.policy_level(), Some("ACCOUNT_LEVEL_POLICY"));
        notes.add(logs.subscription_filters().collect::<Vec<_>>().join(","));
    }

    let notes = Notes::default();
    let cloud = cloud(&notes, [Handler::new("check").on(LogGroup::any(), check)]).await;
    let event = LogEvent::new("x").extracted_field("level", "ERROR");
    let event = CloudWatchLogsEvent::new("shop").log_event(event).account_level();
    let event = event.subscription_filter("errors");
    let reply = cloud.invoke_raw(event.to_bytes()).await;
    assert_eq!(reply.json::<Value>(), Value::Null);
    assert_eq!(notes.take(), ["errors"]);
}

#[tokio::test]
async fn each_log_group_goes_to_the_handler_that_asks_for_it() {
    async fn rest(State(notes): State<Notes>, logs: Logs) {
        notes.add(format!("rest: {}", logs.log_group()));
    }

    let notes = Notes::default();
    let errors = LogGroup::new("shop").subscription_filter("errors");
    let handlers =
        [Handler::new("rest").on(LogGroup::any(), rest), Handler::new("alert").on(errors, alert)];
    let cloud = cloud(&notes, handlers).await;
    for event in [
        shop().subscription_filter("errors"),
        shop().subscription_filter("all"),
        CloudWatchLogsEvent::new("warehouse").subscription_filter("errors"),
    ] {
        cloud.invoke_raw(event.to_bytes()).await.assert_ok();
    }
    let expected =
        ["shop: order 7 failed\n", "shop: order 8 failed\n", "rest: shop", "rest: warehouse"];
    assert_eq!(notes.take(), expected);
}

#[tokio::test]
async fn a_test_of_the_way_is_answered_without_a_handler() {
    let notes = Notes::default();
    let cloud = cloud(&notes, [Handler::new("alert").on(LogGroup::new("shop"), alert)]).await;
    let reply = cloud.invoke_raw(CloudWatchLogsEvent::control().to_bytes()).await;
    assert_eq!(reply.json::<Value>(), Value::Null);
    assert!(notes.take().is_empty());
}

#[tokio::test]
async fn log_events_are_taken_out_of_the_records_of_a_stream() {
    async fn relay(State(notes): State<Notes>, logs: Logs, record: Record) {
        notes.add(format!("{} by {}", logs.log_group(), record.partition_key()));
    }

    let notes = Notes::default();
    let cloud = cloud(&notes, [Handler::new("relay").on(Stream::new("logs"), relay)]).await;
    let stream = cloud.kinesis("logs");
    let message = shop().compressed();
    stream.put_bytes("k", message).await.assert_ok();
    assert_eq!(notes.take(), ["shop by k"]);
    stream.put_bytes("k", CloudWatchLogsEvent::control().compressed()).await.assert_ok();
    assert!(notes.take().is_empty());
    let refused = stream.put_bytes("k", "plain text").await;
    assert!(refused.assert_failed().message().contains("body: not valid gzip"));
}

#[tokio::test]
async fn more_than_the_limit_is_refused() {
    let notes = Notes::default();
    let handlers = [
        Handler::new("alert").on(LogGroup::new("shop").decompression_limit(1000), alert),
        Handler::new("large").on(LogGroup::new("large").decompression_limit(5000), alert),
    ];
    let cloud = cloud(&notes, handlers).await;
    let of = |group: &str, length| CloudWatchLogsEvent::new(group).log("x".repeat(length));
    for (group, length, limit) in
        [("shop", 2000, 1000), ("shop", 9000, 5000), ("large", 9000, 5000)]
    {
        let reply = cloud.invoke_raw(of(group, length).to_bytes()).await;
        let failure = reply.assert_failed();
        assert_eq!(failure.error_type(), "Sls.EventDecode");
        let expected = format!("`awslogs.data` is more than {limit} bytes when decompressed");
        assert!(failure.message().ends_with(&expected), "{failure}");
    }
    assert!(notes.take().is_empty());
    cloud.invoke_raw(of("large", 2000).to_bytes()).await.assert_ok();
    assert_eq!(notes.take().len(), 1);
}

#[tokio::test]
async fn data_that_cannot_be_read_fails_by_name() {
    let handlers = [Handler::new("alert").on(LogGroup::any(), alert)];
    let cloud = cloud(&Notes::default(), handlers).await;
    let reply = cloud.invoke(&json!({"awslogs": {"data": "H4sI"}})).await;
    let failure = reply.assert_failed();
    assert_eq!(failure.error_type(), "Sls.EventDecode");
    assert!(failure.message().ends_with("`awslogs.data` is not valid gzip"), "{failure}");
}

proptest! {
    #[test]
    fn every_message_arrives_as_it_was_logged(
        messages in prop::collection::vec(any::<String>(), 1..20),
        field in any::<String>(),
    ) {
        async fn note(State(notes): State<Notes>, logs: Logs) {
            for event in &logs {
                notes.add(event.message());
                notes.add(event.extracted_field("field").unwrap());
            }
        }

        let notes = Notes::default();
        let event = |message: &String| LogEvent::new(message).extracted_field("field", &field);
        let events = CloudWatchLogsEvent::new("shop").log_events(messages.iter().map(event));
        wait(async {
            let cloud = cloud(&notes, [Handler::new("note").on(LogGroup::any(), note)]).await;
            cloud.invoke_raw(events.to_bytes()).await.assert_ok();
        });
        let expected: Vec<_> =
            messages.into_iter().flat_map(|message| [message, field.clone()]).collect();
        prop_assert_eq!(notes.take(), expected);
    }
}
