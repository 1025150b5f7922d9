//! What other Lambda crates get wrong, done right.

use serde_json::{Value, json};
use sls_core::event::{detect, kinesis, s3, sns};
use sls_core::http::{HeaderMap, Uri};
use sls_core::{App, Error, Handler, Json, Path, Query, Source, State, Text};
use sls_test::Cloud;
use sls_test::event::{KinesisEvent, KinesisRecord, S3Event, S3TestEvent, SnsEvent};
use sls_test::front_door::{FunctionUrl, HttpApi, RestApi};

use crate::support::{Notes, cloud};

async fn uri(uri: Uri) -> String {
    uri.to_string()
}

async fn body_of(cloud: &Cloud, event: Value) -> String {
    let reply: Value = cloud.invoke(&event).await.json();
    assert_eq!(reply["statusCode"], 200, "{reply}");
    reply["body"].as_str().unwrap().to_owned()
}

#[track_caller]
fn check_source(event: impl Into<Value>, expected: Source) {
    let event: Value = event.into();
    assert_eq!(detect(event.to_string().as_bytes()).ok(), Some(expected), "{event}");
}

#[test]
fn records_of_other_services_are_never_taken_for_sqs() {
    check_source(S3Event::put("receipts", "a.pdf"), Source::S3);
    check_source(SnsEvent::new("orders").message("hello"), Source::Sns);
    check_source(KinesisEvent::new("clicks").data("k", "x"), Source::Kinesis);
    let stream = json!({"Records": [{
        "eventID": "1", "eventName": "INSERT", "eventVersion": "1.1",
        "eventSource": "aws:dynamodb", "awsRegion": "eu-west-1",
        "eventSourceARN": "arn:aws:dynamodb:eu-west-1:111122223333:table/t/stream/2026-03-01",
        "dynamodb": {"Keys": {"id": {"S": "1"}}, "SequenceNumber": "1", "SizeBytes": 1,
            "StreamViewType": "KEYS_ONLY", "ApproximateCreationDateTime": 1_772_359_200},
    }]});
    check_source(stream, Source::DynamoDb);
    let queue = json!({"Records": [{
        "messageId": "1", "receiptHandle": "h", "body": "hello", "attributes": {},
        "messageAttributes": {}, "md5OfBody": "5d41402abc4b2a76b9719d911017c592",
        "eventSource": "aws:sqs", "awsRegion": "eu-west-1",
        "eventSourceARN": "arn:aws:sqs:eu-west-1:111122223333:queue",
    }]});
    check_source(queue, Source::Sqs);
}

#[tokio::test]
async fn an_event_without_records_is_an_error_with_a_name() {
    async fn read(Text(_): Text) {}

    let cloud = cloud([Handler::new("read").on(sns::Topic::new("news"), read)]).await;
    let reply = cloud.invoke(&json!({"Records": []})).await;
    assert_eq!(reply.assert_failed().error_type(), "Sls.EmptyRecords");
}

#[tokio::test]
async fn the_test_event_of_s3_is_accepted_and_reaches_no_handler() {
    async fn index(State(notes): State<Notes>, object: s3::Object) {
        notes.add(object.key());
    }

    let notes = Notes::default();
    let handler = Handler::new("index").on(s3::Notification::bucket("receipts"), index);
    let cloud = Cloud::new(App::new().state(notes.clone()).handler(handler)).await;

    cloud.deliver(S3TestEvent::new("receipts")).await.assert_ok();
    assert_eq!(notes.take(), <[String; 0]>::default());

    cloud.s3("receipts").put("a.pdf", "%PDF").await.assert_ok();
    assert_eq!(notes.take(), ["a.pdf"]);
}

#[tokio::test]
async fn a_space_in_the_raw_query_is_part_of_its_value() {
    async fn search(Query(query): Query<Vec<(String, String)>>) -> Json<Vec<(String, String)>> {
        Json(query)
    }

    let handlers = [
        Handler::new("search").http("GET /search", search),
        Handler::new("uri").http("GET /uri", uri),
    ];
    let cloud = cloud(handlers).await;
    for door in [HttpApi::new().get("/search").event(), FunctionUrl::new().get("/search").event()] {
        let mut event = door;
        event["rawQueryString"] = "q=red shoes&page=2".into();
        let pairs: Value = serde_json::from_str(&body_of(&cloud, event).await).unwrap();
        assert_eq!(pairs, json!([["q", "red shoes"], ["page", "2"]]));
    }

    let mut event = HttpApi::new().get("/uri").event();
    event["rawQueryString"] = "q=red shoes".into();
    assert_eq!(body_of(&cloud, event).await, "/uri?q=red%20shoes");
}

#[tokio::test]
async fn a_question_mark_or_hash_in_the_raw_path_keeps_the_query() {
    #[derive(serde::Deserialize)]
    struct Page {
        page: u32,
    }

    async fn show(Path(name): Path<String>, Query(query): Query<Page>, uri: Uri) -> String {
        format!("{name} {} {uri}", query.page)
    }

    let cloud = cloud([Handler::new("show").http("GET /files/{name}", show)]).await;
    for (decoded, encoded) in [("what?", "what%3F"), ("c#", "c%23"), ("a?b#c", "a%3Fb%23c")] {
        for raw_path in [decoded, encoded] {
            let event = FunctionUrl::new()
                .get("/files/x?page=2")
                .with("rawPath", format!("/files/{raw_path}"))
                .with("requestContext.http.path", format!("/files/{decoded}"))
                .event();
            let expected = format!("{decoded} 2 /files/{encoded}?page=2");
            assert_eq!(body_of(&cloud, event).await, expected);
        }
    }
}

#[tokio::test]
async fn a_named_stage_is_taken_off_the_path_of_every_api() {
    let cloud = cloud([Handler::new("uri").http("GET /orders/{id}", uri)]).await;
    let client = cloud.http();
    for client in [
        client.clone().through(HttpApi::new().stage("live")),
        client.clone().through(HttpApi::new().stage("live").payload_v1()),
        client.clone().through(RestApi::new().stage("live")),
    ] {
        let reply = client.get("/orders/7?full=yes").send().await;
        assert_eq!(reply.text(), "/orders/7?full=yes", "{reply:?}");
    }

    let event = HttpApi::new().stage("live").get("/orders/7").event();
    assert_eq!(event["rawPath"], "/live/orders/7");
}

#[tokio::test]
async fn repeated_headers_of_a_rest_api_keep_every_value() {
    async fn tags(headers: HeaderMap) -> Json<Vec<String>> {
        let tags = headers.get_all("x-tag").iter();
        Json(tags.map(|tag| tag.to_str().unwrap().to_owned()).collect())
    }

    let cloud = cloud([Handler::new("tags").http("GET /tags", tags)]).await;
    let client = cloud.http().through(RestApi::new());
    let request = client.get("/tags").header("X-Tag", "one").header("x-tag", "two");
    assert_eq!(
        request.header("x-tag", "three").send().await.json::<Value>(),
        json!(["one", "two", "three"])
    );
}

#[tokio::test]
async fn null_stands_for_an_empty_map_or_string() {
    async fn everything(
        headers: HeaderMap,
        Query(query): Query<Vec<(String, String)>>,
        Text(body): Text,
    ) -> String {
        format!("{} {} {body:?}", headers.len(), query.len())
    }

    let handler = Handler::new("everything").http("GET /x", everything);
    let cloud = cloud([handler]).await;
    let rest = RestApi::new()
        .get("/x")
        .with("headers", Value::Null)
        .with("multiValueHeaders", Value::Null)
        .with("queryStringParameters", Value::Null)
        .with("multiValueQueryStringParameters", Value::Null)
        .with("pathParameters", Value::Null)
        .with("stageVariables", Value::Null)
        .with("body", Value::Null);
    assert_eq!(body_of(&cloud, rest.event()).await, r#"0 0 """#);
    let http = HttpApi::new()
        .get("/x")
        .with("headers", Value::Null)
        .with("cookies", Value::Null)
        .with("queryStringParameters", Value::Null)
        .with("rawQueryString", Value::Null)
        .with("body", Value::Null);
    assert_eq!(body_of(&cloud, http.event()).await, r#"0 0 """#);
}

#[tokio::test]
async fn null_in_a_notification_is_nothing() {
    async fn read(message: sns::Message) -> Result<(), Error> {
        assert_eq!(message.subject(), None);
        assert_eq!(message.attributes().count(), 0);
        Ok(())
    }

    let cloud = cloud([Handler::new("read").on(sns::Topic::new("news"), read)]).await;
    let event = SnsEvent::new("news").message("hello");
    let event = event.with("/Records/0/Sns/Subject", Value::Null);
    let event = event.with("/Records/0/Sns/MessageAttributes", Value::Null);
    cloud.deliver(event).await.assert_ok();
}

#[tokio::test]
async fn both_spellings_of_the_urls_of_sns_are_read() {
    async fn read(Text(message): Text) {
        assert_eq!(message, "hello");
    }

    let cloud = cloud([Handler::new("read").on(sns::Topic::new("news"), read)]).await;
    for [certificate, unsubscribe] in
        [["SigningCertUrl", "UnsubscribeUrl"], ["SigningCertURL", "UnsubscribeURL"]]
    {
        let mut event = SnsEvent::new("news").message("hello").build();
        let notification = event["Records"][0]["Sns"].as_object_mut().unwrap();
        notification.retain(|name, _| {
            let name = name.to_ascii_lowercase();
            name != "signingcerturl" && name != "unsubscribeurl"
        });
        notification.insert(certificate.to_owned(), "https://sns.example/cert.pem".into());
        notification.insert(unsubscribe.to_owned(), "https://sns.example/".into());
        cloud.invoke(&event).await.assert_ok();
    }
}

#[tokio::test]
async fn keys_of_objects_arrive_as_they_were_stored() {
    async fn index(State(notes): State<Notes>, object: s3::Object) {
        notes.add(format!("{} {}", object.key(), object.raw_key()));
    }

    let notes = Notes::default();
    let handler = Handler::new("index").on(s3::Notification::bucket("receipts"), index);
    let cloud = Cloud::new(App::new().state(notes.clone()).handler(handler)).await;
    for (key, raw) in [
        ("in/my file.pdf", "in/my+file.pdf"),
        ("1+1.pdf", "1%2B1.pdf"),
        ("Übersicht.pdf", "%C3%9Cbersicht.pdf"),
        ("100%25.pdf", "100%2525.pdf"),
    ] {
        cloud.s3("receipts").put(key, "%PDF").await.assert_ok();
        assert_eq!(notes.take(), [format!("{key} {raw}")]);
    }
}

#[tokio::test]
async fn one_bad_record_among_good_ones_fails_alone() {
    async fn click(State(notes): State<Notes>, Json(page): Json<String>) {
        notes.add(page);
    }

    let notes = Notes::default();
    let handler = Handler::new("click").on(kinesis::Stream::new("clicks"), click);
    let cloud = Cloud::new(App::new().state(notes.clone()).handler(handler)).await;
    let good = |page: &str| KinesisRecord::json("k", page);
    for bad in [KinesisRecord::new("k", "not JSON"), KinesisRecord::new("k", vec![0xff])] {
        let batch = [good("/"), good("/orders"), bad, good("/late")];
        let delivery = cloud.kinesis("clicks").put_records(batch).await;
        assert_eq!(delivery.failed_positions(), [2, 3], "{delivery:?}");
        let failures = delivery.records()[2..].iter().map(|id| json!({"itemIdentifier": id}));
        let failures: Vec<_> = failures.collect();
        assert_eq!(delivery.reply_json()["batchItemFailures"], json!(failures));
        assert_eq!(notes.take(), ["/", "/orders"]);
    }

    let delivery = cloud.kinesis("clicks").put_records([good("/"), good("/orders")]).await;
    delivery.assert_ok();
    assert_eq!(delivery.reply_json(), json!({"batchItemFailures": []}));
}

#[tokio::test]
async fn a_record_with_broken_base64_fails_alone() {
    async fn click(Json(_): Json<String>) {}

    let cloud = cloud([Handler::new("click").on(kinesis::Stream::new("clicks"), click)]).await;
    let event = KinesisEvent::new("clicks").data_json("k", "/").data_json("k", "/orders");
    let event = event.with("/Records/1/kinesis/data", "?");
    assert_eq!(cloud.deliver(event).await.failed_positions(), [1]);
}
