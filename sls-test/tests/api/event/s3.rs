//! Golden shapes: Amazon S3 user guide, "Event message structure", and what was recorded of it.

use std::time::{Duration, SystemTime};

use aws_lambda_events::s3::S3Event as PeerEvent;
use percent_encoding::percent_decode_str;
use proptest::prelude::*;
use serde_json::{Value, json};
use sls_test::event::{Origin, S3Event, S3EventName, S3TestEvent};

use super::form::assert_form;
use super::once::assert_given_out_once;
use super::peer;

/// A record of version `version` with the given `object`, and `extra` members beside `s3`.
fn record(version: &str, name: S3EventName, who: &Value, object: &Value, extra: &Value) -> Value {
    let mut record = json!({
        "eventVersion": version,
        "eventSource": "aws:s3",
        "awsRegion": "eu-west-1",
        "eventTime": "2026-03-01T10:00:00.123Z",
        "eventName": name.as_str(),
        "userIdentity": {"principalId": who["principal"]},
        "requestParameters": {"sourceIPAddress": who["address"]},
        "responseElements": {"x-amz-request-id": "<HEX 16>", "x-amz-id-2": "<base64 56>"},
        "s3": {
            "s3SchemaVersion": "1.0",
            "configurationId": "<uuid>",
            "bucket": {
                "name": "receipts",
                "ownerIdentity": {"principalId": "A1EXAMPLEOWNER"},
                "arn": "arn:aws:s3:::receipts",
            },
            "object": object,
        },
    });
    let members = record.as_object_mut().unwrap();
    members.extend(extra.as_object().unwrap().clone());
    record
}

fn replication(more: &Value) -> Value {
    let mut data = json!({
        "replicationRuleId": "replicate-everything",
        "destinationBucket": "arn:aws:s3:::receipts-replica",
        "s3Operation": "OBJECT_PUT",
        "requestTime": "2026-03-01T10:00:00.123Z",
    });
    data.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    json!({"replicationEventData": data})
}

#[track_caller]
fn check(name: S3EventName, version: &str, who: &Value, object: &Value, extra: &Value) {
    let event = S3Event::new(name, "receipts", "in/a b.txt").build_in(&Origin::seeded(1));
    assert_form(&event, &json!({"Records": [record(version, name, who, object, extra)]}));
}

#[test]
fn every_event_has_exactly_its_documented_fields() {
    use S3EventName as Name;
    let user = json!({"principal": "AWS:AIDAEXAMPLEPRINCIPAL1", "address": "203.0.113.9"});
    let customer = json!({"principal": "AmazonCustomer:A1EXAMPLEOWNER", "address": "203.0.113.9"});
    let s3 = json!({"principal": "s3.amazonaws.com", "address": "s3.amazonaws.com"});
    let stored = json!({
        "key": "in/a+b.txt", "size": 1024, "eTag": "<hex 32>", "sequencer": "<HEX 18>",
    });
    let gone = json!({"key": "in/a+b.txt", "sequencer": "<HEX 18>"});
    let marker = json!({
        "key": "in/a+b.txt",
        "eTag": "d41d8cd98f00b204e9800998ecf8427e",
        "versionId": "<hex 32>",
        "sequencer": "<HEX 18>",
    });
    let labelled = json!({"key": "in/a+b.txt", "eTag": "<hex 32>"});
    let nothing = json!({});

    check(Name::ObjectCreatedPut, "2.1", &user, &stored, &nothing);
    check(Name::ObjectCreatedPost, "2.1", &user, &stored, &nothing);
    check(Name::ObjectCreatedCopy, "2.1", &user, &stored, &nothing);
    check(Name::ObjectRemovedDelete, "2.1", &user, &gone, &nothing);
    check(Name::ObjectRemovedDeleteMarkerCreated, "2.1", &user, &marker, &nothing);
    check(Name::ObjectRestorePost, "2.1", &user, &stored, &nothing);
    let restored = json!({"glacierEventData": {"restoreEventData": {
        "lifecycleRestorationExpiryTime": "2026-03-03T00:00:00.000Z",
        "lifecycleRestoreStorageClass": "GLACIER",
    }}});
    check(Name::ObjectRestoreCompleted, "2.1", &customer, &stored, &restored);
    check(Name::ObjectRestoreDelete, "2.3", &s3, &stored, &nothing);
    check(Name::ReducedRedundancyLostObject, "2.1", &s3, &stored, &nothing);
    let failed = replication(&json!({"failureReason": "AssumeRoleNotPermitted"}));
    check(Name::ReplicationOperationFailedReplication, "2.2", &s3, &stored, &failed);
    let missed = replication(&json!({"threshold": "15"}));
    check(Name::ReplicationOperationMissedThreshold, "2.2", &s3, &stored, &missed);
    let late = json!({"threshold": "15", "replicationTime": "2026-03-01T10:00:00.123Z"});
    let late = replication(&late);
    check(Name::ReplicationOperationReplicatedAfterThreshold, "2.2", &s3, &stored, &late);
    let untracked = replication(&nothing);
    check(Name::ReplicationOperationNotTracked, "2.2", &s3, &stored, &untracked);
    check(Name::LifecycleExpirationDelete, "2.3", &s3, &gone, &nothing);
    check(Name::LifecycleExpirationDeleteMarkerCreated, "2.3", &s3, &marker, &nothing);
    let moved = json!({"transitionEventData": {"destinationStorageClass": "GLACIER"}});
    let moved = json!({"lifecycleEventData": moved});
    check(Name::LifecycleTransition, "2.3", &s3, &stored, &moved);
    let archived = json!({"destinationAccessTier": "ARCHIVE_ACCESS"});
    let archived = json!({"intelligentTieringEventData": archived});
    check(Name::IntelligentTiering, "2.3", &s3, &stored, &archived);
    check(Name::ObjectTaggingPut, "2.3", &user, &labelled, &nothing);
    check(Name::ObjectTaggingDelete, "2.3", &user, &labelled, &nothing);
    check(Name::ObjectAclPut, "2.3", &user, &labelled, &nothing);
}

#[test]
fn the_etag_is_the_digest_of_the_content() {
    let event = S3Event::put("receipts", "a").content("hello").build();
    let object = &event["Records"][0]["s3"]["object"];
    assert_eq!(object["size"], 5);
    assert_eq!(object["eTag"], "5d41402abc4b2a76b9719d911017c592");
}

#[test]
fn the_etag_of_a_multipart_upload_counts_its_parts() {
    // The digest of the sixteen bytes of the digest of `hello`, and one part.
    let event = S3Event::multipart("receipts", "a").content("hello").build();
    let etag = &event["Records"][0]["s3"]["object"]["eTag"];
    assert_eq!(etag, "62109206880d38a4010a98e11243924a-1");

    let event = S3Event::multipart("receipts", "a").build();
    let etag = event["Records"][0]["s3"]["object"]["eTag"].as_str().unwrap();
    assert_form(&json!(etag.strip_suffix("-1")), &json!("<hex 32>"));
}

#[test]
fn versions_are_given_only_where_asked_for() {
    let object = |event: S3Event| event.build()["Records"][0]["s3"]["object"].clone();
    assert_eq!(object(S3Event::put("b", "k")).get("versionId"), None);
    assert_form(&object(S3Event::delete("b", "k").versioned())["versionId"], &json!("<hex 32>"));
    assert_eq!(object(S3Event::delete_marker("b", "k").version_id("v1"))["versionId"], "v1");
}

#[test]
fn a_test_event_has_no_records() {
    let event = S3TestEvent::new("receipts").build_in(&Origin::seeded(1));
    assert_form(
        &event,
        &json!({
            "Service": "Amazon S3",
            "Event": "s3:TestEvent",
            "Time": "2026-03-01T10:00:00.123Z",
            "Bucket": "receipts",
            "RequestId": "<HEX 16>",
            "HostId": "<base64 56>",
        }),
    );
}

#[test]
fn every_name_is_read_back_with_and_without_its_prefix() {
    for name in S3EventName::ALL {
        assert_eq!(name.as_str().parse(), Ok(name));
        assert_eq!(format!("s3:{name}").parse(), Ok(name));
    }
}

#[test]
fn records_of_added_events_follow_in_order() {
    let put = |key| S3Event::put("receipts", key);
    let event = put("a").and(put("b").and(put("c"))).and(put("d").size(4)).size(5).build();
    let records = event["Records"].as_array().unwrap();
    let keys: Vec<_> = records.iter().map(|record| &record["s3"]["object"]["key"]).collect();
    assert_eq!(keys, ["a", "b", "c", "d"]);
    assert_eq!(records[3]["s3"]["object"]["size"], 5);
}

#[test]
fn pointers_into_an_added_event_follow_its_records() {
    let second = S3Event::put("receipts", "b").with("/Records/0/awsRegion", "us-east-1");
    let event = S3Event::put("receipts", "a").and(second).build();
    assert_eq!(event["Records"][0]["awsRegion"], "eu-west-1");
    assert_eq!(event["Records"][1]["awsRegion"], "us-east-1");
}

#[test]
fn the_peer_reads_every_event() {
    for name in S3EventName::ALL {
        let event = S3Event::new(name, "receipts", "July 2026.pdf").version_id("v1");
        let record = peer::parse::<PeerEvent>(&event.build()).records.remove(0);
        assert_eq!(record.event_name.as_deref(), Some(name.as_str()));
        assert_eq!(record.s3.bucket.name.as_deref(), Some("receipts"));
        assert_eq!(record.s3.object.key.as_deref(), Some("July+2026.pdf"));
    }
}

proptest! {
    #[test]
    fn no_two_records_share_an_identifier(seed in any::<u64>(), rounds in 1_usize..20) {
        let event = S3Event::put("receipts", "a").and(S3Event::put("receipts", "b").versioned());
        let ids = [
            "/Records/*/responseElements/x-amz-request-id",
            "/Records/*/responseElements/x-amz-id-2",
            "/Records/*/s3/object/versionId",
        ];
        assert_given_out_once(&[(&event, &ids)], seed, rounds);
    }

    #[test]
    fn any_key_is_read_back_by_form_decoding(key in any::<String>()) {
        let event = S3Event::put("receipts", &key).build();
        let encoded = event["Records"][0]["s3"]["object"]["key"].as_str().unwrap().to_owned();

        let decoded = encoded.replace('+', " ");
        let decoded = percent_decode_str(&decoded).decode_utf8().unwrap();
        prop_assert_eq!(decoded.as_ref(), key.as_str());
        prop_assert!(encoded.bytes().all(|b| b.is_ascii_alphanumeric() || b"*-._+%/".contains(&b)));
        prop_assert_eq!(encoded.matches('/').count(), key.matches('/').count());
    }

    #[test]
    fn sequencers_grow_with_every_event(keys in proptest::collection::vec(".{0,8}", 2..20)) {
        let origin = Origin::default();
        let sequencers: Vec<String> = keys
            .iter()
            .map(|key| S3Event::put("receipts", key).build_in(&origin))
            .map(|event| event["Records"][0]["s3"]["object"]["sequencer"].as_str().unwrap().into())
            // The documented comparison: the shorter is padded with zeros on the left.
            .map(|sequencer: String| format!("{sequencer:0>64}"))
            .collect();
        prop_assert!(sequencers.is_sorted_by(|a, b| a < b), "{:?}", sequencers);
    }

    #[test]
    fn a_restored_copy_expires_at_midnight_after_at_least_a_day(
        seconds in 0_u64..200_000_000_000,
    ) {
        let mut origin = Origin::default();
        origin.now = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        let event = S3Event::new(S3EventName::ObjectRestoreCompleted, "b", "k").build_in(&origin);
        let record = &event["Records"][0];
        let at = |value: &Value| value.as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
        let expiry =
            &record["glacierEventData"]["restoreEventData"]["lifecycleRestorationExpiryTime"];
        prop_assert_eq!(at(&record["eventTime"]).as_second(), seconds as i64);
        let kept = at(expiry).as_second() - seconds as i64;
        prop_assert!((86_401..=172_800).contains(&kept), "{} s", kept);
        prop_assert_eq!(at(expiry).as_second() % 86_400, 0);
    }
}
