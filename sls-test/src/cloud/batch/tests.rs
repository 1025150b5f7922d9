use serde_json::json;

use super::*;
use crate::event::{
    DynamoDbEvent, KafkaEvent, KafkaRecord, KinesisEvent, SnsEvent, SqsEvent, TumblingWindow,
};

/// Three records, in a batch of each source that has them.
fn batches() -> Vec<Value> {
    let item = json!({"id": 1});
    let kafka = ["a", "b", "c"].map(KafkaRecord::new);
    vec![
        DynamoDbEvent::new("t").insert(&item).modify(&item, &item).remove(&item).build(),
        KafkaEvent::new("t").records(kafka.clone()).build(),
        KafkaEvent::new("t").self_managed().records(kafka.clone()).build(),
        // As the guide writes it.
        KafkaEvent::new("t").records(kafka).with("/eventSource", "SelfManagedKafka").build(),
        KinesisEvent::new("s").data("k", "a").data("k", "b").data("k", "c").build(),
        SqsEvent::new("q").body("a").body("b").body("c").build(),
    ]
}

/// The `itemIdentifier` of one record, as the source's documentation has it.
fn identifier(record: &Value) -> Value {
    let texts = ["/dynamodb/SequenceNumber", "/kinesis/sequenceNumber", "/messageId"];
    match texts.iter().find_map(|place| record.pointer(place)) {
        Some(text) => text.clone(),
        None => json!({"partition": "t-0", "offset": record["offset"]}),
    }
}

/// Which records a reply fails; `None` is the whole batch.
#[track_caller]
fn check(event: &Value, reply: &Value, expected: Option<&[usize]>) {
    check_text(event, &reply.to_string(), expected);
}

#[track_caller]
fn check_text(event: &Value, reply: &str, expected: Option<&[usize]>) {
    let failed = Batch::of(event).unwrap().failed_positions(reply.as_bytes());
    assert_eq!(failed.as_deref().ok(), expected, "{reply}: {failed:?}");
}

#[test]
fn an_empty_reply_confirms_every_record() {
    for event in batches() {
        for reply in [
            r#""""#,
            "null",
            "{}",
            "[]",
            r#"{"batchItemFailures":null}"#,
            r#"{"batchItemFailures":[]}"#,
            r#"{"other":"member"}"#,
        ] {
            check_text(&event, reply, Some(&[]));
        }
    }
}

#[test]
fn reported_records_fail_alone_and_in_the_order_of_the_batch() {
    for event in batches() {
        let items = |positions: &[usize]| -> Vec<Value> {
            let identifiers = positions.iter().map(|&at| identifier(records(&event)[at]));
            identifiers.map(|identifier| json!({"itemIdentifier": identifier})).collect()
        };
        check(&event, &json!({"batchItemFailures": items(&[1])}), Some(&[1]));
        check(&event, &json!({"batchItemFailures": items(&[2, 0, 2])}), Some(&[0, 2]));
    }
}

#[test]
fn a_reply_that_breaks_a_rule_fails_the_whole_batch() {
    for event in batches() {
        for reply in ["", "no JSON", "7", "true", r#""text""#, r#"[{"itemIdentifier":"2"}]"#] {
            check_text(&event, reply, None);
        }
        let known = json!({"itemIdentifier": identifier(records(&event)[0])});
        for item in [
            json!("2"),
            json!({"foo": identifier(records(&event)[0])}),
            json!({"itemIdentifier": ""}),
            json!({"itemIdentifier": null}),
            json!({"itemIdentifier": 2}),
            json!({"itemIdentifier": "unknown"}),
            json!({"itemIdentifier": {"partition": "t-1", "offset": 1}}),
        ] {
            check(&event, &json!({"batchItemFailures": [item]}), None);
            check(&event, &json!({"batchItemFailures": [known, item]}), None);
        }
        check(&event, &json!({"batchItemFailures": {}}), None);
    }
}

#[test]
fn a_record_of_kafka_is_named_by_an_object_and_not_by_a_text() {
    let record = KafkaRecord::new("a").partition(3).offset(7);
    let event = KafkaEvent::new("clicks").record(record).build();
    let reply = |identifier: Value| json!({"batchItemFailures": [{"itemIdentifier": identifier}]});
    check(&event, &reply(json!({"partition": "clicks-3", "offset": 7})), Some(&[0]));
    for other in [
        json!("clicks-3:7"),
        json!("clicks-3-7"),
        json!({"partition": "clicks-3", "offset": "7"}),
        json!({"partition": 3, "offset": 7}),
        json!({"partition": "clicks-3"}),
    ] {
        check(&event, &reply(other), None);
    }
}

#[test]
fn a_record_without_its_identifier_cannot_be_named() {
    let event = SqsEvent::new("q").body("a").body("b").with("/Records/0/messageId", "");
    let reply = json!({"batchItemFailures": [{"itemIdentifier": ""}]});
    check(&event.build(), &reply, None);
    let event = SqsEvent::new("q").body("a").without("/Records/0/messageId");
    check(&event.build(), &reply, None);
}

#[test]
fn a_tumbling_window_wants_its_state_back_from_its_last_batch_too() {
    let window = || TumblingWindow::new(std::time::Duration::from_secs(60)).final_invoke();
    for event in [
        KinesisEvent::new("s").window(window()).build(),
        DynamoDbEvent::new("t").window(window()).build(),
        KinesisEvent::new("s").data("k", "a").window(window()).build(),
    ] {
        check_text(&event, r#"{"state":{}}"#, Some(&[]));
        for reply in ["null", "{}", r#"{"batchItemFailures":[]}"#] {
            let failed = Batch::of(&event).unwrap().failed_positions(reply.as_bytes());
            assert!(failed.is_err_and(|why| why.contains("no `state`")), "{reply}");
        }
    }
}

#[test]
fn the_reply_to_other_events_reports_nothing() {
    for event in [
        SnsEvent::new("t").build(),
        KinesisEvent::new("s").build(),
        json!({"Records": [{"eventSource": "aws:ses"}]}),
        json!({"eventSource": "aws:rmq"}),
        json!(7),
    ] {
        assert!(Batch::of(&event).is_none(), "{event}");
        assert_eq!((describe(&event), report(&event, &[])), (None, String::new()));
    }
}

#[test]
fn a_batch_is_described_by_what_it_is_of() {
    let described: Vec<_> = batches().iter().filter_map(describe).collect();
    let arn = |rest| format!("the batch of 3 records of arn:aws:{rest}");
    assert_eq!(
        described,
        [
            &arn("dynamodb:eu-west-1:111122223333:table/t/stream/2026-01-01T00:00:00.000"),
            "the batch of 3 records of t",
            "the batch of 3 records of t",
            "the batch of 3 records of t",
            &arn("kinesis:eu-west-1:111122223333:stream/s"),
            &arn("sqs:eu-west-1:111122223333:q"),
        ]
    );
    let one = describe(&KafkaEvent::new("t").value("a").build());
    assert_eq!(one.as_deref(), Some("the batch of 1 record of t"));
}

#[test]
fn a_report_has_a_line_for_each_failed_record_with_what_it_says() {
    let [_, kafka, _, _, kinesis, sqs] = <[Value; 6]>::try_from(batches()).unwrap();
    let id = sqs["Records"][1]["messageId"].as_str().unwrap();
    let expected = format!("\n  records:\n    0 handled\n    1 failed: {id} b\n    2 handled");
    assert_eq!(report(&sqs, &[1]), expected);
    assert_eq!(report(&sqs, &[]), "\n  records:\n    0 to 2 handled");

    let offset = &kafka["records"]["t-0"][2]["offset"];
    let expected = format!("\n  records:\n    0 to 1 handled\n    2 failed: t-0:{offset} c");
    assert_eq!(report(&kafka, &[2]), expected);
    assert!(report(&kinesis, &[0]).contains(" a\n    1 to 2 handled"));

    let item = json!({"id": "x", "note": "long"});
    let dynamodb = DynamoDbEvent::new("t").insert(&item).build();
    assert!(report(&dynamodb, &[0]).ends_with(r#" {"id":{"S":"x"}}"#));
}

#[test]
fn a_report_stays_short() {
    let long = KinesisEvent::new("s").data("k", "x".repeat(5000)).build();
    assert!(report(&long, &[0]).ends_with("x… (5000 bytes in all)"));
    assert!(report(&long, &[0]).len() < 300);

    let many = (0..500).fold(SqsEvent::new("q"), |event, n| event.body(n.to_string())).build();
    let text = report(&many, &(0..500).collect::<Vec<_>>());
    assert_eq!(text.lines().count(), 1 + 1 + MOST_LINES + 1);
    assert!(text.ends_with("\n    … and 490 more failed"), "{text}");
    let text = report(&many, &[3, 499]);
    assert!(text.contains("\n    0 to 2 handled\n    3 failed"), "{text}");
    assert!(text.contains("\n    4 to 498 handled\n    499 failed"), "{text}");
}
