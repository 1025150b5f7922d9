//! Detection on events that say exactly what they test.

mod book;
mod random;
mod services;

use serde_json::{Value, json};

use super::{detect, sniff};
use crate::event::{SERVICES, Source};

/// What every service says that its events look like.
fn samples() -> Vec<(Source, Value)> {
    let parsed = |json: &&str| serde_json::from_str(json).unwrap_or_else(|_| panic!("{json}"));
    SERVICES
        .iter()
        .flat_map(|(source, it)| it.samples.iter().map(parsed).map(|event| (*source, event)))
        .collect()
}

/// The same JSON with the keys of every object turned by `by` places, forwards or backwards.
fn reordered(value: &Value, backwards: bool, by: usize) -> String {
    match value {
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(|item| reordered(item, backwards, by)).collect();
            format!("[{}]", items.join(","))
        }
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields
                .iter()
                .map(|(key, value)| format!("{}:{}", json!(key), reordered(value, backwards, by)))
                .collect();
            if backwards {
                fields.reverse();
            }
            let by = by.checked_rem(fields.len()).unwrap_or(0);
            fields.rotate_left(by);
            format!("{{{}}}", fields.join(","))
        }
        scalar => scalar.to_string(),
    }
}

#[track_caller]
fn check(event: &str, expected: Source) {
    assert_eq!(detect(event.as_bytes()).unwrap(), expected, "{event}");
    assert_eq!(sniff(event.as_bytes()).unwrap(), expected, "{event}");
}

#[test]
fn every_sample_is_told_whatever_the_order_of_its_keys() {
    for (source, event) in samples() {
        for by in 0..12 {
            check(&reordered(&event, false, by), source);
            check(&reordered(&event, true, by), source);
        }
    }
}

#[test]
fn the_outer_event_is_the_source() {
    let message = json!({"Type": "Notification", "EventSource": "aws:sns", "Records": []});
    let record = json!({"body": message.to_string(), "eventSource": "aws:sqs"});
    check(&json!({"Records": [record]}).to_string(), Source::Sqs);
}

#[test]
fn only_the_named_sender_of_a_record_counts() {
    for (name, source) in [
        ("aws:s3", Source::S3),
        ("aws:sns", Source::Sns),
        ("aws:kinesis", Source::Kinesis),
        ("aws:dynamodb", Source::DynamoDb),
    ] {
        let like_sqs = json!({"messageId": "m", "receiptHandle": "r", "body": "b",
            "attributes": {}, "eventSource": name});
        check(&json!({"Records": [like_sqs]}).to_string(), source);
    }
    check(
        r#"{"Records":[{"messageId":"m","receiptHandle":"r","body":"b"}]}"#,
        Source::Unrecognized,
    );
    check(r#"{"Records":[{"eventSource":"aws:neptune"}]}"#, Source::Unrecognized);
}

#[test]
fn marks_of_a_source_tell_nothing_elsewhere() {
    check(r#"{"order":{"Records":[{"eventSource":"aws:sqs"}]}}"#, Source::Unrecognized);
    check(r#"{"eventSource":"aws:sqs"}"#, Source::Unrecognized);
    check(r#"{"elb":{},"connectionId":"c"}"#, Source::Unrecognized);
    check(r#"[{"eventSource":"aws:sqs","body":"from a pipe"}]"#, Source::Unrecognized);
    check(r#"{"source":"shop"}"#, Source::Unrecognized);
    check(
        r#"{"rawPath":"/","requestContext":{"domainName":"lambda-url.example.com"},"body":""}"#,
        Source::ApiGatewayHttp,
    );
}

/// Up to the headers these look like the HTTP request of another source.
#[test]
fn an_event_that_begins_like_another_is_read_on() {
    let rest = r#"{"resource":"/","httpMethod":"GET","headers":"#;
    let http = r#"{"rawPath":"/","rawQueryString":"","headers":"#;
    for (start, rest_of_it, source) in [
        (rest, r#"{},"type":"REQUEST","methodArn":"arn:m"}"#, Source::ApiGatewayAuthorizer),
        (rest, r#"{},"type":"REQUEST","method\u0041rn":"arn:m"}"#, Source::ApiGatewayAuthorizer),
        (rest, r#"{},"requestContext":{"connectionId":"c"}}"#, Source::ApiGatewayWebSocket),
        (rest, r#"{"x":"methodArn connectionId"},"body":null}"#, Source::ApiGatewayRest),
        (http, r#"{},"type":"REQUEST","routeArn":"arn:r"}"#, Source::ApiGatewayAuthorizer),
        (http, r#"{},"requestContext":{"domainName":"u.lambda-url.x"}}"#, Source::FunctionUrl),
        (http, r#"{"x":"u.lambda-url.x routeArn"},"requestContext":{}}"#, Source::ApiGatewayHttp),
    ] {
        check(&format!("{start}{rest_of_it}"), source);
    }
}

#[test]
fn a_large_request_is_told_like_a_small_one() {
    for length in [1_000, 100_000] {
        let value = "v".repeat(length);
        let rest = json!({"resource": "/", "httpMethod": "GET", "headers": {"x": value},
            "requestContext": {}, "body": value});
        let http = json!({"rawPath": "/", "rawQueryString": "", "headers": {"x": value},
            "requestContext": {}, "body": value});
        for by in 0..5 {
            check(&reordered(&rest, true, by), Source::ApiGatewayRest);
            check(&reordered(&http, true, by), Source::ApiGatewayHttp);
        }
    }
}

#[test]
fn json_that_is_no_object_is_unrecognized() {
    for event in
        ["null", "true", "0", "-1.5e3", "1e999", r#""text""#, "[]", "[[[]]]", " {} ", "\n[1]\t"]
    {
        check(event, Source::Unrecognized);
    }
}

#[test]
fn null_or_another_type_is_as_good_as_absent() {
    check(r#"{"Records":null}"#, Source::Unrecognized);
    check(r#"{"Records":{"eventSource":"aws:sqs"}}"#, Source::Unrecognized);
    check(r#"{"Records":{"0":{"eventSource":"aws:sqs"}}}"#, Source::Unrecognized);
    check(r#"{"Records":[null]}"#, Source::Unrecognized);
    check(r#"{"Records":[{"eventSource":null}]}"#, Source::Unrecognized);
    check(r#"{"Records":[{"eventSource":["aws:sqs"]}]}"#, Source::Unrecognized);
    check(r#"{"requestContext":null,"rawPath":"/"}"#, Source::Unrecognized);
    check(r#"{"requestContext":{"elb":null},"body":null}"#, Source::Unrecognized);
    check(r#"{"detail-type":null,"source":"shop"}"#, Source::Unrecognized);
    check(r#"{"eventSource":17,"Event":{"a":[1]},"eventSourceARN":true}"#, Source::Unrecognized);
    check(
        r#"{"resource":"/","httpMethod":"GET","requestContext":{"domainName":null},"body":null}"#,
        Source::ApiGatewayRest,
    );
}

#[test]
fn escapes_in_keys_and_names_are_read() {
    check(r#"{"R\u0065cords":[{"event\u0053ource":"aws:\u0073qs"}]}"#, Source::Sqs);
    check(r#"{"\ud800":"\ud800"}"#, Source::Unrecognized);
}

#[test]
fn a_batch_without_records_and_without_a_sender_is_a_named_error() {
    for event in [r#"{"Records":[]}"#, r#"{"a":1,"Records":[ ],"eventSourceARN":"arn:aws:sqs:x"}"#]
    {
        let error = detect(event.as_bytes()).unwrap_err();
        assert!(error.is_empty_records() && !error.is_not_json());
        assert_eq!(error.position(), None);
        assert_eq!(
            error.to_string(),
            "the list `Records` of the event is empty, so nothing says which service sent it"
        );
    }
    check(r#"{"records":[]}"#, Source::Unrecognized);
}

#[test]
fn what_is_not_json_is_refused_with_its_place_and_without_its_text() {
    for (event, place, message) in [
        (&b""[..], (1, 0), "the event ends in the middle of its JSON (line 1, column 0)"),
        (b"secret", (1, 1), "the event is not JSON (line 1, column 1)"),
        (b"{\"Records\":\n[secret]}", (2, 2), "the event is not JSON (line 2, column 2)"),
        (b"{\"a\":1} secret", (1, 9), "the event is not JSON (line 1, column 9)"),
        (b"{\"awslogs\":{}, secret", (1, 16), "the event is not JSON (line 1, column 16)"),
        (b"{\"awslogs\":{}} {", (1, 16), "the event is not JSON (line 1, column 16)"),
        (b"{\"a\":\n \"\xff\"}", (2, 3), "the event is not UTF-8 (line 2, column 3)"),
    ] {
        let error = detect(event).unwrap_err();
        assert!(error.is_not_json() && !error.is_empty_records());
        assert_eq!(error.position(), Some(place), "{error}");
        assert_eq!(error.to_string(), message);
        let cause = std::error::Error::source(&error).map(ToString::to_string);
        assert!(!cause.unwrap_or_default().contains("secret"));
    }
}

/// Whoever reads on finds that the rest is no JSON, so an answer proves that nobody did.
#[test]
fn nothing_is_read_after_the_answer_is_certain() {
    for (start, source) in [
        (r#"{"Records":[{"kinesis":{"data":"AA=="},"eventSource":"aws:kinesis""#, Source::Kinesis),
        (r#"{"Records":[{"EventSource":"aws:sns""#, Source::Sns),
        (r#"{"Records":[{"cf":{}"#, Source::CloudFront),
        (r#"{"eventSource":"aws:kafka""#, Source::Kafka),
        (r#"{"records":[{"recordId":"1","approximateArrivalTimestamp":1"#, Source::Firehose),
        (r#"{"requestContext":{"elb":{}"#, Source::Alb),
        (r#"{"requestContext":{"serviceNetworkArn":"arn:n""#, Source::VpcLattice),
        (r#"{"requestContext":{"connectionId":"c"},"body":"#, Source::ApiGatewayWebSocket),
        (r#"{"rawPath":"/","requestContext":{},"body":"#, Source::ApiGatewayHttp),
        (
            r#"{"resource":"/","httpMethod":"GET","requestContext":{},"body":"#,
            Source::ApiGatewayRest,
        ),
        (r#"{"rawPath":"/","rawQueryString":"","headers":"#, Source::ApiGatewayHttp),
        (r#"{"resource":"/","httpMethod":"GET","multiValueHeaders":"#, Source::ApiGatewayRest),
        (r#"{"detail-type":"t","source":"s""#, Source::EventBridge),
        (r#"[{"arguments":{},"info":{"fieldName":"f","parentTypeName":"Query""#, Source::AppSync),
    ] {
        let event = format!("{start} and this is no JSON");
        assert_eq!(sniff(event.as_bytes()).unwrap(), source, "{event}");
        assert!(detect(event.as_bytes()).unwrap_err().is_not_json(), "{event}");
    }
}

#[test]
fn depth_costs_no_stack() {
    for start in ["[", "{\"a\":", "{\"Records\":[", "{\"requestContext\":{\"elb\":[", "[{\"info\":"]
    {
        let event = start.repeat(200_000);
        assert!(detect(event.as_bytes()).unwrap_err().is_not_json());
    }
    let event = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
    check(&event, Source::Unrecognized);
}

#[test]
fn the_error_can_cross_threads() {
    fn assert_error<T: std::error::Error + Send + Sync + 'static>() {}
    assert_error::<super::DetectError>();
}
