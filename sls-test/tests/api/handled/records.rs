//! Records, messages and objects.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use serde_json::{Value, json};
use sls_core::event::dynamodb::{Change, ChangeKind};
use sls_core::event::{dynamodb, firehose, kafka, kinesis, s3, ses, sns, sqs};
use sls_core::{Bytes, Handler, Json, Text};
use sls_test::event::{
    DynamoDbEvent, DynamoDbRecord, FirehoseEvent, FirehoseRecord, KafkaEvent, KafkaRecord,
    KinesisEvent, KinesisRecord, S3Event, S3EventName, SesEvent, SnsAttribute, SnsEvent,
    SqsAttribute, SqsEvent, SqsMessage,
};

use super::{handled, handled_json};

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 0..40)
}

/// A time that events can write down, to the millisecond.
fn time() -> impl Strategy<Value = SystemTime> {
    let millis = 0_u64..4_000_000_000_000;
    millis.prop_map(|millis| SystemTime::UNIX_EPOCH + Duration::from_millis(millis))
}

/// An item with some attributes beside its key.
fn item() -> impl Strategy<Value = Value> {
    let attribute = prop_oneof![
        any::<String>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        Just(Value::Null),
        vec(any::<String>(), 0..3).prop_map(Value::from),
        btree_map("[a-z]{1,5}", any::<i32>(), 0..3).prop_map(|map| json!(map)),
    ];
    btree_map("[a-z]{3,8}", attribute, 0..4).prop_map(|mut item| {
        item.insert("id".to_owned(), json!(7));
        json!(item)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_message_of_a_topic(
        text in any::<String>(),
        subject in option::of(any::<String>()),
        name in "[a-zA-Z0-9_.-]{1,9}",
        value in any::<String>(),
        blob in bytes(),
    ) {
        let mut event = SnsEvent::new("orders")
            .message(&text)
            .attribute(format!("s{name}"), value.as_str())
            .attribute(format!("b{name}"), SnsAttribute::binary(&blob));
        if let Some(subject) = &subject {
            event = event.subject(subject);
        }
        let seen = handled(&event, |seen| {
            Handler::new("h").on(sns::Topic::new("orders"), move |message: sns::Message, Text(payload)| {
                seen.note((message, payload));
                async {}
            })
        });
        let [(message, payload)] = &*seen else { panic!("{seen:?}") };
        prop_assert_eq!(message.topic(), "orders");
        prop_assert_eq!(message.text(), &text);
        prop_assert_eq!(payload, &text);
        prop_assert_eq!(message.subject(), subject.as_deref());
        let attribute = |kind: char| message.attribute(&format!("{kind}{name}")).unwrap();
        prop_assert_eq!(attribute('s').value(), &value);
        prop_assert_eq!(attribute('b').bytes().unwrap(), blob);
    }

    #[test]
    fn objects_of_a_bucket(
        name in prop::sample::select(S3EventName::ALL.to_vec()),
        keys in vec(".{1,30}", 1..5),
        size in any::<u32>(),
        version in option::of("[a-zA-Z0-9]{1,20}"),
    ) {
        let event = |key: &String| {
            let event = S3Event::new(name, "receipts", key).size(u64::from(size));
            match &version {
                Some(version) => event.version_id(version),
                None => event,
            }
        };
        let events = keys.iter().map(event).reduce(S3Event::and).unwrap().build();
        let seen = handled_json(&events, |seen| {
            Handler::new("h").on(s3::Notification::bucket("receipts"), move |object: s3::Object| {
                seen.note(object);
                async {}
            })
        });
        prop_assert_eq!(seen.iter().map(s3::Object::key).collect::<Vec<_>>(), keys);
        for (object, record) in seen.iter().zip(events["Records"].as_array().unwrap()) {
            prop_assert_eq!(object.bucket(), "receipts");
            prop_assert_eq!(object.event(), name.as_str());
            prop_assert_eq!(object.version_id(), record["s3"]["object"]["versionId"].as_str());
            prop_assert_eq!(object.size(), record["s3"]["object"]["size"].as_u64());
        }
    }

    #[test]
    fn messages_of_a_queue(
        messages in vec((any::<String>(), "[a-z]{1,4}", 1_u32..1000, time(), bytes()), 1..8),
        is_fifo in any::<bool>(),
    ) {
        let queue = if is_fifo { "orders.fifo" } else { "orders" };
        let built = messages.iter().map(|(body, group, count, sent, blob)| {
            let message = SqsMessage::new(body)
                .receive_count(*count)
                .sent_at(*sent)
                .attribute("blob", SqsAttribute::binary(blob));
            if is_fifo { message.group(group) } else { message }
        });
        let seen = handled(&SqsEvent::new(queue).messages(built), |seen| {
            Handler::new("h").on(
                sqs::Queue::new(queue).concurrency(1),
                move |message: sqs::Message, sqs::Attempt(attempt), Text(payload)| {
                    seen.note((message, attempt, payload));
                    async {}
                },
            )
        });
        prop_assert_eq!(seen.len(), messages.len());
        for ((message, attempt, payload), (body, group, count, sent, blob)) in seen.iter().zip(&messages) {
            prop_assert_eq!(message.queue(), queue);
            prop_assert_eq!(message.text(), body);
            prop_assert_eq!(payload, body);
            prop_assert_eq!(message.group_id(), is_fifo.then_some(&**group));
            prop_assert_eq!((message.receive_count(), *attempt), (*count, *count));
            prop_assert_eq!(message.sent(), Some(*sent));
            prop_assert_eq!(&message.attribute("blob").unwrap().bytes().unwrap(), blob);
        }
    }

    #[test]
    fn records_of_a_kinesis_stream(records in vec((any::<String>(), bytes(), time()), 1..12)) {
        let built = records.iter().map(|(key, data, at)| {
            KinesisRecord::new(key, data.clone()).arrived_at(*at)
        });
        let seen = handled(&KinesisEvent::new("clicks").shard(3).records(built), |seen| {
            Handler::new("h").on(kinesis::Stream::new("clicks"), move |record: kinesis::Record, Bytes(payload)| {
                seen.note((record, payload));
                async {}
            })
        });
        prop_assert_eq!(seen.len(), records.len());
        for ((record, payload), (key, data, at)) in seen.iter().zip(&records) {
            prop_assert_eq!(record.stream(), "clicks");
            prop_assert_eq!(record.shard_id(), Some("shardId-000000000003"));
            prop_assert_eq!(record.partition_key(), key);
            prop_assert_eq!((record.data(), payload), (&data.clone().into(), &data.clone().into()));
            prop_assert_eq!(record.arrival(), Some(*at));
        }
    }

    #[test]
    fn records_that_a_producer_packed_into_one(
        records in vec(("[a-c]{1,2}", vec(any::<u8>(), 0..300)), 1..12),
    ) {
        let packed = records.iter().map(|(key, data)| KinesisRecord::new(key, data.clone()));
        let event = KinesisEvent::new("clicks").record(KinesisRecord::aggregated(packed));
        let seen = handled(&event, |seen| {
            let stream = kinesis::Stream::new("clicks");
            Handler::new("h").on(stream, move |record: kinesis::Record, Bytes(payload)| {
                seen.note((record, payload));
                async {}
            })
        });
        prop_assert_eq!(seen.len(), records.len());
        for (number, ((record, payload), (key, data))) in (0..).zip(seen.iter().zip(&records)) {
            prop_assert_eq!(record.sub_sequence_number(), Some(number));
            prop_assert_eq!((record.partition_key(), payload.to_vec()), (&**key, data.clone()));
        }
    }

    #[test]
    fn changes_of_a_table(old in item(), new in item(), at in time()) {
        // DynamoDB writes whole seconds.
        let at = SystemTime::UNIX_EPOCH
            + Duration::from_secs(at.duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs());
        let records = [
            DynamoDbRecord::insert(&new).changed_at(at),
            DynamoDbRecord::modify(&old, &new).changed_at(at),
            DynamoDbRecord::remove(&old).changed_at(at),
            DynamoDbRecord::expire(&old).changed_at(at),
        ];
        let seen = handled(&DynamoDbEvent::new("orders").records(records), |seen| {
            Handler::new("h").on(
                dynamodb::Table::new("orders"),
                move |record: dynamodb::Record, change: Change<Value>| {
                    let keys: BTreeMap<String, u32> = change.keys().unwrap();
                    seen.note((record, change.kind, change.old, change.new, keys));
                    async {}
                },
            )
        });
        let expected = [
            (ChangeKind::Insert, None, Some(&new), false),
            (ChangeKind::Modify, Some(&old), Some(&new), false),
            (ChangeKind::Remove, Some(&old), None, false),
            (ChangeKind::Remove, Some(&old), None, true),
        ];
        prop_assert_eq!(seen.len(), expected.len());
        for ((record, kind, was, is, keys), expected) in seen.iter().zip(expected) {
            prop_assert_eq!(record.table(), "orders");
            prop_assert_eq!((*kind, was.as_ref(), is.as_ref(), record.is_ttl_delete()), expected);
            prop_assert_eq!(keys, &BTreeMap::from([("id".to_owned(), 7)]));
            prop_assert_eq!(record.creation(), Some(at));
        }
    }

    #[test]
    fn records_of_a_kafka_topic(
        records in vec((0_u32..4, option::of(bytes()), bytes(), any::<String>(), bytes(), time()), 1..8),
        is_managed in any::<bool>(),
    ) {
        let built = records.iter().map(|(partition, key, value, name, header, at)| {
            let record = KafkaRecord::new(value.clone());
            let record = record.partition(*partition).header(name, header).created_at(*at);
            match key {
                Some(key) => record.key(key.clone()),
                None => record,
            }
        });
        let event = KafkaEvent::new("prices").records(built);
        let event = if is_managed { event } else { event.self_managed() };
        let seen = handled(&event, |seen| {
            Handler::new("h").on(kafka::Topic::new("prices"), move |record: kafka::Record, Bytes(payload)| {
                seen.note((record, payload));
                async {}
            })
        });
        // The event is sorted by partitions, and so is what the handler sees.
        let mut expected: Vec<_> = records.iter().collect();
        expected.sort_by_key(|(partition, ..)| *partition);
        prop_assert_eq!(seen.len(), expected.len());
        for ((record, payload), (partition, key, value, name, header, at)) in seen.iter().zip(expected) {
            prop_assert_eq!((record.topic(), record.partition()), ("prices", *partition));
            prop_assert_eq!(record.key().map(|key| key.to_vec()), key.clone());
            prop_assert_eq!(payload, value);
            prop_assert_eq!(record.headers().len(), 1);
            prop_assert_eq!(record.header(name).unwrap(), header);
            prop_assert_eq!(record.timestamp(), Some(*at));
            prop_assert_eq!(record.cluster_arn().is_some(), is_managed);
        }
    }

    #[test]
    fn records_of_a_delivery_stream(
        records in vec((bytes(), "[a-z0-9]{1,9}", time()), 1..8),
        is_from_kinesis in any::<bool>(),
    ) {
        let built = records.iter().map(|(data, key, at)| {
            FirehoseRecord::new(data.clone()).partition_key(key).arrived_at(*at)
        });
        let event = FirehoseEvent::new("lines").records(built);
        let event = if is_from_kinesis { event.kinesis_source("clicks") } else { event };
        let seen = handled(&event, |seen| {
            Handler::new("h").on(
                firehose::DeliveryStream::new("lines"),
                move |record: firehose::Record, Bytes(payload)| {
                    seen.note((record, payload));
                    async { firehose::Transformed::dropped() }
                },
            )
        });
        prop_assert_eq!(seen.len(), records.len());
        for ((record, payload), (data, key, at)) in seen.iter().zip(&records) {
            prop_assert_eq!(record.delivery_stream(), "lines");
            prop_assert_eq!((record.data(), payload), (&data.clone().into(), &data.clone().into()));
            prop_assert_eq!(record.arrival(), Some(*at));
            let kinesis = record.kinesis().map(firehose::KinesisMetadata::partition_key);
            prop_assert_eq!(kinesis, is_from_kinesis.then_some(&**key));
        }
    }

    #[test]
    fn a_mail(
        to in "[a-z]{1,8}@example\\.com",
        cc in "[a-z]{1,8}@example\\.org",
        sender in "[a-z]{1,8}@example\\.net",
        subject in "\\PC{0,20}",
        header in "\\PC{0,20}",
    ) {
        let event =
            SesEvent::new(&to).cc(&cc).sender(&sender).subject(&subject).header("X-Own", &header);
        let seen = handled(&event, |seen| {
            Handler::new("h").on(ses::Rule::any(), move |mail: ses::Mail| {
                seen.note(mail);
                async {}
            })
        });
        let [mail] = &*seen else { panic!("{seen:?}") };
        prop_assert_eq!(mail.source(), &sender);
        prop_assert_eq!(mail.recipients().collect::<Vec<_>>(), [&to, &cc]);
        prop_assert_eq!(mail.subject(), Some(&*subject));
        prop_assert_eq!(mail.header("x-own"), Some(&*header));
        prop_assert_eq!(mail.verdicts().spam, ses::Verdict::Pass);
    }

    #[test]
    fn json_inside_any_of_them(value in item()) {
        let take = |seen: super::Seen<Value>| move |Json(value): Json<Value>| {
            seen.note(value);
            async {}
        };
        let on = |source| move |seen| Handler::new("h").on(source, take(seen));
        let sns = SnsEvent::new("t").message_json(&value);
        prop_assert_eq!(&handled(&sns, on(sns::Topic::new("t")))[..], &[value.clone()][..]);
        let sqs = SqsEvent::new("t").body_json(&value);
        let taken = handled(&sqs, |seen| Handler::new("h").on(sqs::Queue::new("t"), take(seen)));
        prop_assert_eq!(&taken[..], &[value.clone()][..]);
        let kinesis = KinesisEvent::new("t").data_json("k", &value);
        let taken = handled(&kinesis, |seen| Handler::new("h").on(kinesis::Stream::new("t"), take(seen)));
        prop_assert_eq!(&taken[..], &[value.clone()][..]);
        let kafka = KafkaEvent::new("t").value_json(&value);
        let taken = handled(&kafka, |seen| Handler::new("h").on(kafka::Topic::new("t"), take(seen)));
        prop_assert_eq!(&taken[..], &[value][..]);
    }
}
