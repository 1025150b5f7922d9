//! Whatever is sent through a client arrives at the handler as it was.

use std::sync::{Arc, Mutex};

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde_json::{Map, Value};
use sls_core::event::{
    alexa, dynamodb, eventbridge, firehose, kafka, kinesis, s3, schedule, sns, sqs,
};
use sls_core::{App, Bytes, Handler, State, Text};
use sls_test::Cloud;
use sls_test::event::{AlexaIntent, DynamoDbRecord, KafkaRecord, KinesisRecord, SqsMessage};

/// What arrived, in its order.
#[derive(Clone, Debug, Default)]
struct Arrived(Arc<Mutex<Vec<Sent>>>);

/// What was sent, or what came of it.
#[derive(Clone, Debug, PartialEq)]
enum Sent {
    Change { new: Option<Value>, old: Option<Value> },
    Event { source: String, detail_type: String, detail: Value },
    Keyed { key: Option<Vec<u8>>, data: Vec<u8> },
    Text(String),
}

impl Arrived {
    fn note(&self, what: Sent) {
        self.0.lock().unwrap().push(what);
    }

    fn take(&self) -> Vec<Sent> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

async fn change(State(arrived): State<Arrived>, change: dynamodb::Change<Value>) {
    arrived.note(Sent::Change { new: change.new, old: change.old });
}

async fn event(State(arrived): State<Arrived>, event: eventbridge::Event) {
    arrived.note(Sent::Event {
        source: event.source().to_owned(),
        detail_type: event.detail_type().to_owned(),
        detail: serde_json::from_str(event.detail()).unwrap(),
    });
}

async fn message(State(arrived): State<Arrived>, Text(message): Text) {
    arrived.note(Sent::Text(message));
}

async fn object(State(arrived): State<Arrived>, object: s3::Object) {
    arrived.note(Sent::Text(object.key().to_owned()));
}

async fn run(State(arrived): State<Arrived>, event: schedule::Event) {
    arrived.note(Sent::Text(event.name().to_owned()));
}

async fn shard(State(arrived): State<Arrived>, record: kinesis::Record, Bytes(data): Bytes) {
    let key = Some(record.partition_key().as_bytes().to_vec());
    arrived.note(Sent::Keyed { key, data: data.to_vec() });
}

async fn partition(State(arrived): State<Arrived>, record: kafka::Record, Bytes(data): Bytes) {
    let key = record.key().map(|key| key.to_vec());
    arrived.note(Sent::Keyed { key, data: data.to_vec() });
}

async fn queued(State(arrived): State<Arrived>, message: sqs::Message) {
    let key = message.group_id().map(|group| group.as_bytes().to_vec());
    arrived.note(Sent::Keyed { key, data: message.body().to_vec() });
}

async fn transformed(Bytes(data): Bytes) -> firehose::Transformed {
    firehose::Transformed::ok(data)
}

async fn said(request: alexa::Request) -> alexa::Response {
    let item = request.slot("Item").and_then(alexa::Slot::value).unwrap_or_default();
    alexa::Response::new().speech(item)
}

async fn cloud() -> (Cloud, Arrived) {
    let arrived = Arrived::default();
    let app = App::new().state(arrived.clone()).handlers([
        Handler::new("change").on(dynamodb::Table::new("items"), change),
        Handler::new("event").on(eventbridge::Rule::any(), event),
        Handler::new("message").on(sns::Topic::new("messages"), message),
        Handler::new("object").on(s3::Notification::bucket("objects"), object),
        Handler::new("run").on(schedule::Schedule::new("rate(1 day)"), run),
        Handler::new("shard").on(kinesis::Stream::new("records"), shard),
        Handler::new("partition").on(kafka::Topic::new("records"), partition),
        Handler::new("queued").on(sqs::Queue::new("messages.fifo"), queued),
        Handler::new("transformed").on(firehose::DeliveryStream::new("records"), transformed),
        Handler::new("said").on(alexa::Skill::new("amzn1.ask.skill.1"), said),
    ]);
    (Cloud::new(app).await, arrived)
}

/// Runs a property's future, which proptest cannot.
fn wait<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        let list = vec(inner.clone(), 0..4).prop_map(Value::from);
        prop_oneof![list, object_of(inner)]
    })
}

fn object_of(value: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    btree_map(any::<String>(), value, 0..4)
        .prop_map(|members| members.into_iter().collect::<Map<_, _>>().into())
}

/// An item whose key is `id`.
fn item() -> impl Strategy<Value = Value> {
    (any::<i64>(), object_of(json())).prop_map(|(id, mut item)| {
        item["id"] = id.into();
        item
    })
}

fn data() -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 0..40)
}

proptest! {
    #[test]
    fn a_published_text_arrives(text in any::<String>()) {
        let (cloud, arrived) = wait(cloud());
        wait(cloud.sns("messages").publish_text(&text).into_future()).assert_ok();
        prop_assert_eq!(arrived.take(), [Sent::Text(text)]);
    }

    #[test]
    fn the_key_of_an_object_arrives(key in ".+") {
        let (cloud, arrived) = wait(cloud());
        wait(cloud.s3("objects").put(&key, "content").into_future()).assert_ok();
        prop_assert_eq!(arrived.take(), [Sent::Text(key)]);
    }

    #[test]
    fn an_event_of_a_bus_arrives(
        source in "[a-z.]{1,20}",
        detail_type in any::<String>(),
        detail in json(),
    ) {
        let (cloud, arrived) = wait(cloud());
        let bus = cloud.eventbridge();
        wait(bus.put(&source, &detail_type, &detail).into_future()).assert_ok();
        prop_assert_eq!(arrived.take(), [Sent::Event { source, detail_type, detail }]);
    }

    #[test]
    fn the_name_of_a_schedule_arrives(name in "[A-Za-z0-9._-]{1,64}", is_rule in any::<bool>()) {
        let (cloud, arrived) = wait(cloud());
        let bus = cloud.eventbridge();
        let run = if is_rule { bus.run_rule(&name) } else { bus.run_schedule(&name) };
        wait(run.into_future()).assert_ok();
        prop_assert_eq!(arrived.take(), [Sent::Text(name)]);
    }

    #[test]
    fn records_of_a_stream_arrive_in_order(records in vec((any::<String>(), data()), 1..6)) {
        let (cloud, arrived) = wait(cloud());
        let put = records.iter().map(|(key, data)| KinesisRecord::new(key, data.clone()));
        wait(cloud.kinesis("records").put_records(put).into_future()).assert_ok();
        let sent = records.into_iter().map(|(key, data)| Sent::Keyed {
            key: Some(key.into_bytes()),
            data,
        });
        prop_assert_eq!(arrived.take(), sent.collect::<Vec<_>>());
    }

    #[test]
    fn records_of_a_partition_arrive_in_order(
        records in vec((proptest::option::of(data()), data()), 1..6),
    ) {
        let (cloud, arrived) = wait(cloud());
        let send = records.iter().map(|(key, data)| match key {
            Some(key) => KafkaRecord::new(data.clone()).key(key.clone()),
            None => KafkaRecord::new(data.clone()),
        });
        wait(cloud.kafka("records").send_records(send).into_future()).assert_ok();
        let sent = records.into_iter().map(|(key, data)| Sent::Keyed { key, data });
        prop_assert_eq!(arrived.take(), sent.collect::<Vec<_>>());
    }

    #[test]
    fn changes_of_a_table_arrive_in_order(changes in vec((0_u8..4, item(), item()), 1..5)) {
        let (cloud, arrived) = wait(cloud());
        let write = changes.iter().map(|(kind, old, new)| match kind {
            0 => DynamoDbRecord::insert(new),
            1 => DynamoDbRecord::modify(old, new),
            2 => DynamoDbRecord::remove(old),
            _ => DynamoDbRecord::expire(old),
        });
        wait(cloud.dynamodb("items").write(write).into_future()).assert_ok();
        let sent = changes.into_iter().map(|(kind, old, new)| Sent::Change {
            new: (kind < 2).then_some(new),
            old: (kind > 0).then_some(old),
        });
        prop_assert_eq!(arrived.take(), sent.collect::<Vec<_>>());
    }

    #[test]
    fn messages_of_a_queue_arrive_in_order(
        messages in vec(("[a-z]{1,3}", any::<String>()), 1..6),
    ) {
        let (cloud, arrived) = wait(cloud());
        let send = messages.iter().map(|(group, text)| SqsMessage::new(text).group(group));
        wait(cloud.sqs("messages.fifo").send_messages(send).into_future()).assert_ok();
        let sent = messages.into_iter().map(|(group, text)| Sent::Keyed {
            key: Some(group.into_bytes()),
            data: text.into_bytes(),
        });
        prop_assert_eq!(arrived.take(), sent.collect::<Vec<_>>());
    }

    #[test]
    fn records_come_through_a_transformation(records in vec(data(), 1..6)) {
        let (cloud, _) = wait(cloud());
        let stream = cloud.firehose("records");
        let answer = wait(stream.transform_bytes(records.clone()).into_future());
        prop_assert_eq!(answer.results(), vec!["Ok"; records.len()]);
        for (position, record) in records.iter().enumerate() {
            prop_assert_eq!(&answer.data(position), record);
        }
    }

    #[test]
    fn the_words_of_a_slot_arrive(words in ".+") {
        let (cloud, _) = wait(cloud());
        let intent = AlexaIntent::new("OrderIntent").slot("Item", words.as_str());
        let answer = wait(cloud.alexa("amzn1.ask.skill.1").intent(intent).into_future());
        prop_assert_eq!(answer.speech(), Some(words.as_str()));
    }
}
