//! Golden shapes: Amazon EventBridge user guide, "Event structure"; Amazon S3 user guide, "EventBridge
//! event message structure"; AWS Lambda developer guide, "Capturing records of Lambda asynchronous
//! invocations".

use std::time::{Duration, SystemTime};

use aws_lambda_events::eventbridge::EventBridgeEvent as Decoded;
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};
use sls_core::Source;
use sls_core::event::detect;
use sls_test::event::{
    BuildEvent, DestinationRecord, EventBridgeEvent, EventBridgeS3Event, Origin, S3Change,
};

use super::form::assert_form;
use super::once::assert_given_out_once;

/// The shape of an event around its detail.
fn envelope(source: &str, detail_type: &str, resources: &[&str], detail: Value) -> Value {
    json!({
        "version": "0",
        "id": "<uuid>",
        "detail-type": detail_type,
        "source": source,
        "account": "111122223333",
        "time": "2026-03-01T10:00:00Z",
        "region": "eu-west-1",
        "resources": resources,
        "detail": detail,
    })
}

#[test]
fn an_event_of_ones_own_has_the_documented_shape() {
    let event = EventBridgeEvent::new("shop", "OrderPlaced").detail(&json!({"orderId": 7}));
    assert_form(&event.build(), &envelope("shop", "OrderPlaced", &[], json!({"orderId": 7})));

    let event = EventBridgeEvent::new("shop", "OrderPlaced").resource("order-7").replay("archive");
    let built = event.build();
    assert_eq!(built["resources"], json!(["order-7"]));
    assert_eq!(built["detail"], json!({}));
    assert_eq!(built["replay-name"], "archive");
}

#[test]
fn a_scheduled_rule_sends_an_empty_detail() {
    let rule = "arn:aws:events:eu-west-1:111122223333:rule/nightly";
    let expected = envelope("aws.events", "Scheduled Event", &[rule], json!({}));
    assert_form(&EventBridgeEvent::scheduled_rule("nightly").build(), &expected);
    assert_form(&EventBridgeEvent::scheduled_rule(rule).build(), &expected);
}

#[test]
fn a_schedule_sends_a_detail_that_is_text() {
    let schedule = "arn:aws:scheduler:eu-west-1:111122223333:schedule/default/nightly";
    let expected = envelope("aws.scheduler", "Scheduled Event", &[schedule], json!("{}"));
    for name in ["nightly", "default/nightly", schedule] {
        assert_form(&EventBridgeEvent::schedule(name).build(), &expected);
    }
}

#[test]
fn a_destination_record_has_the_documented_shape() {
    let function = "arn:aws:lambda:eu-west-1:111122223333:function:f:$LATEST";
    let context = |condition: &str, attempts: u32| {
        json!({
            "requestId": "<uuid>",
            "functionArn": function,
            "condition": condition,
            "approximateInvokeCount": attempts,
        })
    };
    let failed = json!({"errorMessage": "boom", "errorType": "MyError"});
    let record = DestinationRecord::failure("f").request(&json!({"id": 7})).response(&failed);
    let expected = json!({
        "version": "1.0",
        "timestamp": "2026-03-01T10:00:00.123Z",
        "requestContext": context("RetriesExhausted", 3),
        "requestPayload": {"id": 7},
        "responseContext": {
            "statusCode": 200,
            "executedVersion": "$LATEST",
            "functionError": "Unhandled",
        },
        "responsePayload": failed,
    });
    assert_form(&record.build(), &expected);
    let bus = "arn:aws:events:eu-west-1:111122223333:event-bus/default";
    assert_form(
        &EventBridgeEvent::destination(record).build(),
        &envelope(
            "lambda",
            "Lambda Function Invocation Result - Failure",
            &[bus, function],
            expected,
        ),
    );

    let success = DestinationRecord::success("f").response(&json!([1]));
    assert_form(
        &success.build(),
        &json!({
            "version": "1.0",
            "timestamp": "2026-03-01T10:00:00.123Z",
            "requestContext": context("Success", 1),
            "requestPayload": {},
            "responseContext": {"statusCode": 200, "executedVersion": "$LATEST"},
            "responsePayload": [1],
        }),
    );
    let event = EventBridgeEvent::destination(success).build();
    assert_eq!(event["detail-type"], "Lambda Function Invocation Result - Success");

    let too_old = DestinationRecord::too_old("f").attempts(2).build();
    assert_form(&too_old["requestContext"], &context("EventAgeExceeded", 2));
    assert_eq!(too_old["responseContext"]["functionError"], "Unhandled");
}

#[test]
fn a_function_without_concurrency_has_no_response() {
    let record = DestinationRecord::zero_concurrency("f").build();
    assert_eq!(record["requestContext"]["condition"], "ZeroReservedConcurrency");
    assert_eq!(record["requestContext"]["approximateInvokeCount"], 0);
    assert_eq!(record["requestPayload"], json!({}));
    assert_eq!(record.get("responseContext"), None);
    assert_eq!(record.get("responsePayload"), None);
}

#[test]
fn a_function_may_be_named_by_its_arn() {
    let arn = "arn:aws:lambda:us-east-1:444455556666:function:f";
    let event = EventBridgeEvent::destination(DestinationRecord::success(arn)).build();
    let qualified = format!("{arn}:$LATEST");
    assert_eq!(event["resources"][1], qualified);
    assert_eq!(event["detail"]["requestContext"]["functionArn"], qualified);
}

/// The detail of a notification, its envelope checked.
#[track_caller]
fn s3_detail(change: S3Change, detail_type: &str) -> Value {
    let event = EventBridgeS3Event::new(change, "bucket", "a b+c").versioned().build();
    let bucket = "arn:aws:s3:::bucket";
    let detail = event["detail"].clone();
    assert_form(&event, &envelope("aws.s3", detail_type, &[bucket], detail.clone()));
    detail
}

#[test]
fn what_a_client_did_to_an_object_has_the_documented_shape() {
    #[track_caller]
    fn check(change: S3Change, detail_type: &str, object: &Value, more: &Value) {
        let mut expected = json!({
            "version": "0",
            "bucket": {"name": "bucket"},
            "object": object,
            "request-id": "<HEX 16>",
            "requester": "111122223333",
            "source-ip-address": "203.0.113.9",
        });
        expected.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        assert_form(&s3_detail(change, detail_type), &expected);
    }
    let stored = json!({
        "key": "a b+c",
        "size": 1024,
        "etag": "<hex 32>",
        "version-id": "<hex 32>",
        "sequencer": "<HEX 18>",
    });
    let gone = json!({"key": "a b+c", "version-id": "<hex 32>", "sequencer": "<HEX 18>"});
    let mut marker = gone.clone();
    marker["etag"] = "d41d8cd98f00b204e9800998ecf8427e".into();
    let labelled = json!({"key": "a b+c", "etag": "<hex 32>", "version-id": "<hex 32>"});
    let mut restored = labelled.clone();
    restored["size"] = 1024.into();

    let created = "Object Created";
    check(S3Change::CreatedByPut, created, &stored, &json!({"reason": "PutObject"}));
    check(S3Change::CreatedByPost, created, &stored, &json!({"reason": "POST Object"}));
    check(S3Change::CreatedByCopy, created, &stored, &json!({"reason": "CopyObject"}));
    check(
        S3Change::CreatedByMultipartUpload,
        created,
        &stored,
        &json!({"reason": "CompleteMultipartUpload"}),
    );
    check(
        S3Change::Deleted,
        "Object Deleted",
        &gone,
        &json!({"reason": "DeleteObject", "deletion-type": "Permanently Deleted"}),
    );
    check(
        S3Change::DeleteMarkerCreated,
        "Object Deleted",
        &marker,
        &json!({"reason": "DeleteObject", "deletion-type": "Delete Marker Created"}),
    );
    check(
        S3Change::RestoreInitiated,
        "Object Restore Initiated",
        &restored,
        &json!({"source-storage-class": "GLACIER"}),
    );
    check(S3Change::TagsAdded, "Object Tags Added", &labelled, &json!({}));
    check(S3Change::TagsDeleted, "Object Tags Deleted", &labelled, &json!({}));
    check(S3Change::AclUpdated, "Object ACL Updated", &labelled, &json!({}));
}

#[test]
fn what_s3_did_to_an_object_has_no_address_and_the_service_as_requester() {
    #[track_caller]
    fn check(change: S3Change, detail_type: &str, members: &[&str], more: &Value) {
        let detail = s3_detail(change, detail_type);
        let object: Vec<_> = detail["object"].as_object().unwrap().keys().collect();
        assert_eq!(object, members);
        let mut expected = json!({
            "version": "0",
            "bucket": {"name": "bucket"},
            "object": detail["object"],
            "request-id": "<HEX 16>",
            "requester": "s3.amazonaws.com",
        });
        expected.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        assert_form(&detail, &expected);
    }
    let stored = ["etag", "key", "size", "version-id"];
    check(
        S3Change::Expired,
        "Object Deleted",
        &["key", "sequencer", "version-id"],
        &json!({"reason": "Lifecycle Expiration", "deletion-type": "Permanently Deleted"}),
    );
    check(
        S3Change::ExpiredDeleteMarkerCreated,
        "Object Deleted",
        &["etag", "key", "sequencer", "version-id"],
        &json!({"reason": "Lifecycle Expiration", "deletion-type": "Delete Marker Created"}),
    );
    check(
        S3Change::RestoreCompleted,
        "Object Restore Completed",
        &stored,
        &json!({
            "restore-expiry-time": "2026-03-03T00:00:00Z",
            "source-storage-class": "GLACIER",
        }),
    );
    check(S3Change::RestoreExpired, "Object Restore Expired", &stored, &json!({}));
    check(
        S3Change::StorageClassChanged,
        "Object Storage Class Changed",
        &stored,
        &json!({"destination-storage-class": "GLACIER"}),
    );
    check(
        S3Change::AccessTierChanged,
        "Object Access Tier Changed",
        &stored,
        &json!({"destination-access-tier": "ARCHIVE_ACCESS"}),
    );
}

#[test]
fn an_object_can_be_given_and_only_a_marker_has_a_version_by_itself() {
    let event = EventBridgeS3Event::put("b", "k")
        .content("hello")
        .version_id("v1")
        .sequencer("0065E1A2B3C4D5E6F7")
        .build();
    assert_eq!(
        event["detail"]["object"],
        json!({
            "key": "k",
            "size": 5,
            "etag": "5d41402abc4b2a76b9719d911017c592",
            "version-id": "v1",
            "sequencer": "0065E1A2B3C4D5E6F7",
        })
    );
    let event = EventBridgeS3Event::put("b", "k").size(7).etag("e").build();
    assert_eq!(event["detail"]["object"]["size"], 7);
    assert_eq!(event["detail"]["object"]["etag"], "e");
    assert_eq!(event["detail"]["object"].get("version-id"), None);

    let deleted = EventBridgeS3Event::delete("b", "k").build();
    assert_eq!(deleted["detail"]["object"].get("version-id"), None);
    let hidden = EventBridgeS3Event::new(S3Change::DeleteMarkerCreated, "b", "k").build();
    assert!(hidden["detail"]["object"]["version-id"].is_string());
}

#[test]
fn region_account_and_time_reach_an_event() {
    let mut origin = Origin::seeded(1);
    origin.region = "cn-north-1".to_owned();
    origin.account_id = "444455556666".to_owned();
    origin.now = SystemTime::UNIX_EPOCH + Duration::from_millis(1_500);
    let event = EventBridgeEvent::scheduled_rule("nightly").build_in(&origin);
    assert_eq!(event["region"], "cn-north-1");
    assert_eq!(event["account"], "444455556666");
    assert_eq!(event["time"], "1970-01-01T00:00:01Z");
    let rule = "arn:aws-cn:events:cn-north-1:444455556666:rule/nightly";
    assert_eq!(event["resources"], json!([rule]));

    let event = EventBridgeS3Event::put("b", "k").build_in(&origin);
    assert_eq!(event["resources"], json!(["arn:aws-cn:s3:::b"]));
    assert_eq!(event["detail"]["requester"], "444455556666");

    let record = DestinationRecord::success("f").build_in(&origin);
    let function = "arn:aws-cn:lambda:cn-north-1:444455556666:function:f:$LATEST";
    assert_eq!(record["requestContext"]["functionArn"], function);
    assert_eq!(record["timestamp"], "1970-01-01T00:00:01.500Z");
}

/// Every event that EventBridge delivers, of every kind.
fn all() -> Vec<Box<dyn BuildEvent>> {
    let mut events: Vec<Box<dyn BuildEvent>> = vec![
        Box::new(EventBridgeEvent::new("shop", "OrderPlaced")),
        Box::new(EventBridgeEvent::new("shop", "OrderPlaced").replay("archive")),
        Box::new(EventBridgeEvent::scheduled_rule("nightly")),
        Box::new(EventBridgeEvent::schedule("nightly")),
        Box::new(EventBridgeEvent::destination(DestinationRecord::success("f"))),
        Box::new(EventBridgeEvent::destination(DestinationRecord::failure("f"))),
        Box::new(EventBridgeEvent::destination(DestinationRecord::zero_concurrency("f"))),
    ];
    events.extend(
        S3Change::ALL.map(|change| {
            Box::new(EventBridgeS3Event::new(change, "b", "k")) as Box<dyn BuildEvent>
        }),
    );
    events
}

#[test]
fn every_event_is_classified_and_decodes() {
    for event in all() {
        let event = event.build_in(&Origin::default());
        assert_eq!(detect(event.to_string().as_bytes()).unwrap(), Source::EventBridge);
        let decoded: Decoded = serde_json::from_value(event.clone()).unwrap();
        assert_eq!(decoded.detail_type, event["detail-type"]);
        assert_eq!(decoded.detail, event["detail"]);
        assert_eq!(decoded.time.unwrap().timestamp(), 1_772_359_200);
    }
}

#[test]
fn a_destination_record_alone_is_like_a_direct_invocation() {
    let event = DestinationRecord::failure("f").to_bytes();
    assert_eq!(detect(&event).unwrap(), Source::Unrecognized);
}

proptest! {
    #[test]
    fn whatever_is_put_into_an_event_comes_out(
        source in any::<String>(),
        detail_type in any::<String>(),
        resources in vec("[^:]*", 0..3),
        detail in any::<String>(),
    ) {
        let event = EventBridgeEvent::new(&source, &detail_type).detail(&json!({"text": detail}));
        let event = resources.iter().fold(event, EventBridgeEvent::resource).to_bytes();
        prop_assert_eq!(detect(&event).unwrap(), Source::EventBridge);
        let decoded: Decoded = serde_json::from_slice(&event).unwrap();
        prop_assert_eq!(decoded.source, source);
        prop_assert_eq!(decoded.detail_type, detail_type);
        prop_assert_eq!(decoded.resources, Some(resources));
        prop_assert_eq!(decoded.detail, json!({"text": detail}));
    }

    #[test]
    fn no_two_events_share_an_identifier(seed in any::<u64>(), rounds in 1_usize..6) {
        let custom = EventBridgeEvent::new("shop", "OrderPlaced");
        let schedule = EventBridgeEvent::schedule("nightly");
        let s3 = EventBridgeS3Event::put("b", "k").versioned();
        let destination = EventBridgeEvent::destination(DestinationRecord::failure("f"));
        let record = DestinationRecord::failure("f");
        let of_s3 = [
            "/id",
            "/detail/request-id",
            "/detail/object/etag",
            "/detail/object/version-id",
        ];
        assert_given_out_once(
            &[
                (&custom, &["/id"]),
                (&schedule, &["/id"]),
                (&s3, &of_s3),
                (&destination, &["/id", "/detail/requestContext/requestId"]),
                (&record, &["/requestContext/requestId"]),
            ],
            seed,
            rounds,
        );
    }
}
