//! The members of our events beside those of sample events in the folder `SLS_EVENT_CORPUS`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Value, json};
use sls_test::event::{
    AlarmEvent, AlarmMetric, CloudWatchLogsEvent, CompositeAlarmEvent, DynamoDbEvent,
    EventBridgeEvent, EventBridgeS3Event, KafkaEvent, KafkaRecord, KinesisEvent, KinesisRecord,
    S3Change, S3Event, S3EventName, SnsEvent, SqsEvent, SqsMessage, SuppressedBy, TumblingWindow,
};

/// Where samples (the end of their path) differ from what AWS sends, in which members, and why.
const KNOWN: [(&str, &str, &str); 11] = [
    ("", "/Records/*/s3/object/urlDecodedKey", "added by a library, S3 does not send it"),
    (
        "/s3EventGlacier.json",
        "/Records/*/glacierEventData",
        "the sample has it on an ObjectCreated:Put, S3 only on ObjectRestore:Completed",
    ),
    (
        "/s3-restore-event.json",
        "/Records/*/restoreEventData",
        "the sample has it beside glacierEventData's place, S3 within glacierEventData",
    ),
    ("/s3-restore-event.json", "/Records/*/glacierEventData", "the same, seen from our side"),
    (
        "",
        "/Records/*/dynamodb/ApproximateCreationDateTime",
        "older samples have whole numbers, DynamoDB sends a float",
    ),
    (
        "/dynamodb-event.json",
        "/Records/*/userIdentity",
        "the sample has it on an INSERT, DynamoDB only on the REMOVE of an expired item",
    ),
    (
        "/sqsEvent.json",
        "/Records/*/md5OfMessageAttributes",
        "the sample was cut: with attributes there is a digest",
    ),
    ("/cloudwatch__scheduled-event.json", "/version", "the sample is from before there was one"),
    (
        "NotificationObjectDeletedEvent.json",
        "/detail/object",
        "the sample lacks the ETag and the version that the user guide gives a delete marker",
    ),
    ("NotificationObjectExpiredEvent.json", "/detail/object", "the same, and it has a size"),
    (
        "NotificationObjectRestoreCompletedEvent.json",
        "/detail/object/sequencer",
        "the sample has one, the user guide's has none",
    ),
];

/// What the publisher, the table, the function or the user of a metric chose.
const OWN: [&str; 6] =
    ["/Keys", "/MessageAttributes", "/dimensions", "/messageAttributes", "/state", "Image"];

/// `SLS_EVENT_CORPUS`; without it there is nothing to compare with.
#[expect(clippy::disallowed_methods, reason = "the only way to tell a test where the samples are")]
fn corpus() -> Option<PathBuf> {
    std::env::var_os("SLS_EVENT_CORPUS").map(PathBuf::from)
}

#[test]
fn our_events_have_the_members_of_the_samples() {
    let Some(corpus) = corpus() else { return };
    let mut compared = 0;
    let mut differences = Vec::new();
    for (path, source) in labels(&corpus) {
        let Ok(sample) = serde_json::from_slice::<Value>(&fs::read(corpus.join(&path)).unwrap())
        else {
            continue;
        };
        let ours = match source.as_str() {
            "cloudwatch_alarm" => alarm_like(&sample),
            "cloudwatch_logs" => CloudWatchLogsEvent::new("group").build(),
            "dynamodb" => dynamodb_like(&sample),
            "eventbridge" => eventbridge_like(&sample),
            "kafka" => kafka_like(&sample),
            "kinesis" => kinesis_like(&sample),
            "s3" => s3_like(&sample),
            "sns" => sns_like(&sample),
            "sqs" => sqs_like(&sample),
            _ => continue,
        };
        compared += 1;
        let (sample, ours) = (members(&sample), members(&ours));
        let missing = sample.difference(&ours).map(|member| ("we lack", member));
        let extra = ours.difference(&sample).map(|member| ("we add", member));
        let unknown = missing.chain(extra).filter(|(_, member)| !is_known(&path, member));
        differences.extend(unknown.map(|(what, member)| format!("{path}: {what} {member}")));
    }
    assert!(compared > 15, "only {compared} samples in {}", corpus.display());
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// Path and source of every labelled sample.
fn labels(corpus: &Path) -> Vec<(String, String)> {
    let table = fs::read_to_string(corpus.join("labels.tsv")).unwrap();
    let rows = table.lines().skip(1).map(|line| line.split('\t').map(str::to_owned));
    rows.map(|mut row| (row.next().unwrap(), row.next().unwrap())).collect()
}

fn is_known(path: &str, member: &str) -> bool {
    KNOWN.iter().any(|(file, start, _)| path.ends_with(file) && member.starts_with(start))
}

/// Every member as `path: type`, with `*` for the elements of a list.
fn members(event: &Value) -> BTreeSet<String> {
    fn walk(path: &str, value: &Value, found: &mut BTreeSet<String>) {
        let ty = match value {
            Value::Object(members) => {
                // What the publisher or the function chose is no matter of shape.
                let own = OWN.iter().any(|own| path.ends_with(own));
                for (name, value) in members.iter().filter(|_| !own) {
                    walk(&format!("{path}/{name}"), value, found);
                }
                "object"
            }
            Value::Array(elements) => {
                for value in elements {
                    walk(&format!("{path}/*"), value, found);
                }
                "array"
            }
            Value::String(_) => "string",
            Value::Number(number) if number.is_f64() => "float",
            Value::Number(_) => "integer",
            Value::Bool(_) => "bool",
            Value::Null => "null",
        };
        found.insert(format!("{path}: {ty}"));
    }
    let mut found = BTreeSet::new();
    walk("", event, &mut found);
    found
}

fn sns_like(sample: &Value) -> Value {
    let event = SnsEvent::new("orders");
    match sample["Records"][0]["Sns"]["Subject"].is_string() {
        true => event.subject("subject").build(),
        false => event.build(),
    }
}

fn s3_like(sample: &Value) -> Value {
    let record = &sample["Records"][0];
    let name = record["eventName"].as_str().unwrap();
    let name = match name {
        // Configurations have no `IntelligentTiering:…`, only the family.
        "s3:IntelligentTiering:TransitionAccess" => S3EventName::IntelligentTiering,
        name => name.parse().unwrap(),
    };
    let event = S3Event::new(name, "bucket", "key");
    match record["s3"]["object"].get("versionId") {
        Some(_) => event.versioned().build(),
        None => event.build(),
    }
}

fn kinesis_like(sample: &Value) -> Value {
    let record = KinesisRecord::new("key", "data");
    let event = KinesisEvent::new("clicks").record(record);
    match sample.get("window") {
        Some(_) => {
            let window = TumblingWindow::new(Duration::from_secs(120));
            event.window(window.state(&json!({"1": "state 1"}))).build()
        }
        None => event.build(),
    }
}

fn sqs_like(sample: &Value) -> Value {
    let record = &sample["Records"][0];
    let queue = if record["attributes"].get("SequenceNumber").is_some() { "q.fifo" } else { "q" };
    let mut message = SqsMessage::new("body");
    if record["messageAttributes"].as_object().is_some_and(|attributes| !attributes.is_empty()) {
        message = message.attribute("name", "value");
    }
    if record["attributes"].get("DeadLetterQueueSourceArn").is_some() {
        message = message.dead_letter_of("dead");
    }
    SqsEvent::new(queue).message(message).build()
}

fn dynamodb_like(sample: &Value) -> Value {
    let item = json!({"id": 1});
    let records = sample["Records"].as_array().unwrap().iter();
    let event =
        records.fold(DynamoDbEvent::new("table"), |event, record| {
            match record["eventName"].as_str() {
                Some("INSERT") => event.insert(&item),
                Some("MODIFY") => event.modify(&item, &item),
                _ => event.remove(&item),
            }
        });
    match sample.get("window") {
        Some(_) => event.window(TumblingWindow::new(Duration::from_secs(300))).build(),
        None => event.build(),
    }
}

fn kafka_like(sample: &Value) -> Value {
    let (name, _) = sample["records"].as_object().unwrap().iter().next().unwrap();
    let record = KafkaRecord::new("value").key("key").header("headerKey", "value");
    let event = KafkaEvent::new(name.strip_suffix("-0").unwrap()).record(record);
    match sample.get("eventSourceArn") {
        Some(_) => event.build(),
        None => event.self_managed().build(),
    }
}

fn eventbridge_like(sample: &Value) -> Value {
    let change = match (sample["detail-type"].as_str(), sample["detail"]["reason"].as_str()) {
        (Some("Object Created"), _) => Some(S3Change::CreatedByPut),
        (Some("Object Deleted"), Some("DeleteObject")) => Some(S3Change::DeleteMarkerCreated),
        (Some("Object Deleted"), _) => Some(S3Change::ExpiredDeleteMarkerCreated),
        (Some("Object Restore Completed"), _) => Some(S3Change::RestoreCompleted),
        _ => None,
    };
    if let Some(change) = change {
        return EventBridgeS3Event::new(change, "bucket", "key").build();
    }
    let resources = sample["resources"].as_array().unwrap();
    let event = EventBridgeEvent::new("source", "type").detail(&sample["detail"]);
    let event = resources.iter().fold(event, |event, _| event.resource("resource"));
    match sample.get("replay-name") {
        Some(_) => event.replay("archive").build(),
        None => event.build(),
    }
}

fn alarm_like(sample: &Value) -> Value {
    match sample["alarmData"]["configuration"].get("alarmRule") {
        Some(_) => CompositeAlarmEvent::new("alarm", "child")
            .suppressor("suppressor")
            .suppressed_by(SuppressedBy::WaitPeriod)
            .build(),
        None => AlarmEvent::new("alarm")
            .description("text")
            .metric(AlarmMetric::new("namespace", "name"))
            .expression("m1")
            .build(),
    }
}
