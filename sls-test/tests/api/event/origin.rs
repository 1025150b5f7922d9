//! Region, account, time and identifiers.

use std::collections::HashSet;
use std::time::{Duration, SystemTime};

use serde_json::Value;
use sls_test::event::{
    AlarmEvent, AlarmMetric, AlarmNotification, AlarmState, AlexaConfirmation, AlexaDialogState,
    AlexaEvent, AlexaIntent, AlexaPlayback, AlexaSessionEnd, AlexaSlot, AuthorizerEvent,
    BuildEvent, CloudWatchLogsEvent, CognitoChallenge, CognitoEvent, CognitoTrigger,
    CompositeAlarmEvent, CustomResourceEvent, DestinationRecord, DirectEvent, DynamoDbEvent,
    DynamoDbItem, DynamoDbRecord, EventBridgeEvent, EventBridgeS3Event, FirehoseEvent,
    FirehoseRecord, IotClick, IotEvent, KafkaEvent, KafkaRecord, KinesisEvent, KinesisRecord,
    LogEvent, Origin, S3Change, S3Event, S3EventName, S3TestEvent, SesDmarcPolicy, SesEvent,
    SesVerdict, SnsAttribute, SnsEvent, SqsAttribute, SqsEvent, SqsMessage, StepFunctionsEvent,
    StreamViewType, SuppressedBy, TumblingWindow, UnknownS3EventName,
};

/// The identifiers of an event that AWS gives out once.
fn unique_ids(event: &Value) -> Vec<String> {
    const ONCE: [&str; 7] = [
        "/Sns/MessageId",
        "/Sns/Signature",
        "/responseElements/x-amz-request-id",
        "/responseElements/x-amz-id-2",
        "/s3/object/eTag",
        "/s3/object/versionId",
        "/eventID",
    ];
    let records = event["Records"].as_array().into_iter().flatten();
    let of_records = records.flat_map(|record| ONCE.iter().filter_map(|id| record.pointer(id)));
    let of_events = ["RequestId", "HostId"].into_iter().filter_map(|id| event.get(id));
    of_records.chain(of_events).map(|id| id.as_str().unwrap().to_owned()).collect()
}

fn samples() -> Vec<Box<dyn BuildEvent + Send>> {
    vec![
        Box::new(SnsEvent::new("orders")),
        Box::new(S3Event::put("b", "k").versioned().and(S3Event::put("b", "k").versioned())),
        Box::new(S3TestEvent::new("b")),
        Box::new(KinesisEvent::new("clicks").data("k", "d").data("k", "d")),
    ]
}

#[test]
fn no_two_built_records_share_an_identifier() {
    let shared = Origin::default();
    let threads = (0..4).map(|_| {
        let shared = shared.clone();
        std::thread::spawn(move || {
            let own = Origin::default();
            let builds = (0..50).flat_map(|_| samples());
            builds
                .flat_map(|event| [event.build_in(&shared), event.build_in(&own)])
                .flat_map(|event| unique_ids(&event))
                .collect::<Vec<_>>()
        })
    });
    let threads: Vec<_> = threads.collect();
    let ids: Vec<String> = threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect();

    assert_eq!(ids.len(), 4 * 50 * 2 * 14);
    assert_eq!(ids.iter().collect::<HashSet<_>>().len(), ids.len());
}

#[test]
fn the_same_seed_makes_the_same_events() {
    let build = |seed| {
        let origin = Origin::seeded(seed);
        samples().iter().map(|event| event.build_in(&origin)).collect::<Vec<_>>()
    };
    assert_eq!(build(7), build(7));
    assert_ne!(build(7), build(8));
}

#[test]
fn region_account_and_time_reach_every_source() {
    let mut origin = Origin::default();
    origin.region = "cn-north-1".to_owned();
    origin.account_id = "444455556666".to_owned();
    origin.now = SystemTime::UNIX_EPOCH + Duration::from_millis(1_500);

    let sns = SnsEvent::new("orders").build_in(&origin);
    let topic = "arn:aws-cn:sns:cn-north-1:444455556666:orders";
    assert_eq!(sns["Records"][0]["Sns"]["TopicArn"], topic);
    assert_eq!(sns["Records"][0]["Sns"]["Timestamp"], "1970-01-01T00:00:01.500Z");

    let s3 = S3Event::put("b", "k").build_in(&origin);
    assert_eq!(s3["Records"][0]["awsRegion"], "cn-north-1");
    assert_eq!(s3["Records"][0]["s3"]["bucket"]["arn"], "arn:aws-cn:s3:::b");
    assert_eq!(s3["Records"][0]["eventTime"], "1970-01-01T00:00:01.500Z");

    let kinesis = KinesisEvent::new("clicks").data("k", "d").build_in(&origin);
    let record = &kinesis["Records"][0];
    let stream = "arn:aws-cn:kinesis:cn-north-1:444455556666:stream/clicks";
    assert_eq!(record["eventSourceARN"], stream);
    assert_eq!(record["awsRegion"], "cn-north-1");
    assert_eq!(record["invokeIdentityArn"], "arn:aws-cn:iam::444455556666:role/function-role");
    assert_eq!(record["kinesis"]["approximateArrivalTimestamp"], 1.5);
}

#[test]
fn a_direct_event_is_the_value_itself() {
    let event = DirectEvent::new(&("a", 1));
    assert_eq!(event.to_bytes(), r#"["a",1]"#);
    assert_eq!(Value::from(event.with("/1", 2)), serde_json::json!(["a", 2]));
}

#[test]
fn everything_can_be_sent_to_another_thread_and_be_printed() {
    fn check<T: Send + Sync + std::fmt::Debug>() {}
    check::<AlarmEvent>();
    check::<AlarmMetric>();
    check::<AlarmNotification>();
    check::<AlarmState>();
    check::<AlexaConfirmation>();
    check::<AlexaDialogState>();
    check::<AlexaEvent>();
    check::<AlexaIntent>();
    check::<AlexaPlayback>();
    check::<AlexaSessionEnd>();
    check::<AlexaSlot>();
    check::<AuthorizerEvent>();
    check::<CloudWatchLogsEvent>();
    check::<CognitoChallenge>();
    check::<CognitoEvent>();
    check::<CognitoTrigger>();
    check::<CompositeAlarmEvent>();
    check::<CustomResourceEvent>();
    check::<DestinationRecord>();
    check::<DirectEvent>();
    check::<DynamoDbEvent>();
    check::<DynamoDbItem>();
    check::<DynamoDbRecord>();
    check::<EventBridgeEvent>();
    check::<EventBridgeS3Event>();
    check::<FirehoseEvent>();
    check::<FirehoseRecord>();
    check::<IotClick>();
    check::<IotEvent>();
    check::<KafkaEvent>();
    check::<KafkaRecord>();
    check::<KinesisEvent>();
    check::<KinesisRecord>();
    check::<LogEvent>();
    check::<Origin>();
    check::<S3Change>();
    check::<S3Event>();
    check::<S3EventName>();
    check::<S3TestEvent>();
    check::<SesDmarcPolicy>();
    check::<SesEvent>();
    check::<SesVerdict>();
    check::<SnsAttribute>();
    check::<SnsEvent>();
    check::<SqsAttribute>();
    check::<SqsEvent>();
    check::<SqsMessage>();
    check::<StepFunctionsEvent>();
    check::<StreamViewType>();
    check::<SuppressedBy>();
    check::<TumblingWindow>();
    check::<UnknownS3EventName>();
}
