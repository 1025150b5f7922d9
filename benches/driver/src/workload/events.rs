//! The events, in the shapes that AWS's documentation gives, with values of our own.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::{Value, json};

const AGENT: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
const TRACE: &str = "Root=1-66ad0000-0123456789abcdef01234567";

/// How many bytes of JSON a record carries.
const RECORD_SIZE: usize = 250;

/// `GET /orders/{id}` through an HTTP API, payload 2.0, about 1.2 kB.
pub(super) fn http_api(id: &str) -> Value {
    json!({
        "version": "2.0",
        "routeKey": "GET /orders/{id}",
        "rawPath": format!("/orders/{id}"),
        "rawQueryString": "expand=lines&lang=en",
        "cookies": ["session=4f1c9a7be2d0", "theme=dark"],
        "headers": {
            "accept": "application/json",
            "accept-encoding": "gzip, deflate, br",
            "content-length": "0",
            "host": "h1d2e3f4g5.execute-api.eu-west-1.amazonaws.com",
            "user-agent": AGENT,
            "x-amzn-trace-id": TRACE,
            "x-forwarded-for": "203.0.113.9",
            "x-forwarded-port": "443",
            "x-forwarded-proto": "https",
        },
        "queryStringParameters": { "expand": "lines", "lang": "en" },
        "pathParameters": { "id": id },
        "requestContext": {
            "accountId": "111122223333",
            "apiId": "h1d2e3f4g5",
            "domainName": "h1d2e3f4g5.execute-api.eu-west-1.amazonaws.com",
            "domainPrefix": "h1d2e3f4g5",
            "http": {
                "method": "GET",
                "path": format!("/orders/{id}"),
                "protocol": "HTTP/1.1",
                "sourceIp": "203.0.113.9",
                "userAgent": AGENT,
            },
            "requestId": "JKJaXmPLvHcESHA=",
            "routeKey": "GET /orders/{id}",
            "stage": "$default",
            "time": "02/Aug/2024:23:34:43 +0000",
            "timeEpoch": 1_722_641_683_123_u64,
        },
        "isBase64Encoded": false,
    })
}

/// `GET /orders/{id}` through a REST API, about 2 kB.
pub(super) fn rest_api(id: &str) -> Value {
    let headers = [
        ("Accept", "application/json"),
        ("Accept-Encoding", "gzip, deflate, br"),
        ("Accept-Language", "en-GB,en;q=0.8"),
        ("Host", "r1s2t3u4v5.execute-api.eu-west-1.amazonaws.com"),
        ("User-Agent", AGENT),
        ("X-Amzn-Trace-Id", TRACE),
        ("X-Forwarded-For", "203.0.113.9"),
        ("X-Forwarded-Port", "443"),
        ("X-Forwarded-Proto", "https"),
    ];
    let single: Value = headers.iter().map(|&(name, value)| (name, value)).collect();
    let multi: Value = headers.iter().map(|&(name, value)| (name, json!([value]))).collect();
    json!({
        "resource": "/orders/{id}",
        "path": format!("/orders/{id}"),
        "httpMethod": "GET",
        "headers": single,
        "multiValueHeaders": multi,
        "queryStringParameters": { "expand": "lines", "lang": "en" },
        "multiValueQueryStringParameters": { "expand": ["lines"], "lang": ["en"] },
        "pathParameters": { "id": id },
        "stageVariables": null,
        "requestContext": {
            "accountId": "111122223333",
            "apiId": "r1s2t3u4v5",
            "deploymentId": "d1e2f3",
            "domainName": "r1s2t3u4v5.execute-api.eu-west-1.amazonaws.com",
            "domainPrefix": "r1s2t3u4v5",
            "extendedRequestId": "bXyZ1EFGoAMF5aA=",
            "httpMethod": "GET",
            "identity": {
                "accessKey": null,
                "accountId": null,
                "caller": null,
                "cognitoAuthenticationProvider": null,
                "cognitoAuthenticationType": null,
                "cognitoIdentityId": null,
                "cognitoIdentityPoolId": null,
                "principalOrgId": null,
                "sourceIp": "203.0.113.9",
                "user": null,
                "userAgent": AGENT,
                "userArn": null,
            },
            "path": format!("/prod/orders/{id}"),
            "protocol": "HTTP/1.1",
            "requestId": "a1b2c3d4-0000-4000-8000-000000000001",
            "requestTime": "02/Aug/2024:23:34:43 +0000",
            "requestTimeEpoch": 1_722_641_683_123_u64,
            "resourceId": "r1s2t3",
            "resourcePath": "/orders/{id}",
            "stage": "prod",
        },
        "body": null,
        "isBase64Encoded": false,
    })
}

/// A batch of so many clicks; the spoilt one has a price below zero.
pub(super) fn kinesis(count: usize, spoilt: Option<usize>) -> Value {
    let records: Vec<_> = (0..count).map(|index| record(index, spoilt == Some(index))).collect();
    json!({ "Records": records })
}

/// The sequence number of a record in the batch.
pub(super) fn sequence_number(index: usize) -> String {
    format!("495903382714902566085596925383615710959215759891365{index:05}")
}

fn record(index: usize, spoilt: bool) -> Value {
    let data = click(index, spoilt);
    json!({
        "kinesis": {
            "kinesisSchemaVersion": "1.0",
            "partitionKey": format!("user-{index}"),
            "sequenceNumber": sequence_number(index),
            "data": BASE64_STANDARD.encode(data),
            "approximateArrivalTimestamp": 1_772_359_200.123,
        },
        "eventSource": "aws:kinesis",
        "eventVersion": "1.0",
        "eventID": format!("shardId-000000000006:{}", sequence_number(index)),
        "eventName": "aws:kinesis:record",
        "invokeIdentityArn": "arn:aws:iam::111122223333:role/fn-role",
        "awsRegion": "eu-west-1",
        "eventSourceARN": "arn:aws:kinesis:eu-west-1:111122223333:stream/clicks",
    })
}

/// One click as JSON text of exactly [`RECORD_SIZE`] bytes; the page's address is the filling.
fn click(index: usize, spoilt: bool) -> String {
    let with_page = |page: &str| {
        json!({
            "user": format!("user-{index}"),
            "page": page,
            "referrer": "https://search.example/results",
            "agent": AGENT,
            "at": 1_772_359_200_123_u64,
            "price_cents": if spoilt { -1 } else { 1999 },
        })
        .to_string()
    };
    let missing = RECORD_SIZE - with_page("").len();
    with_page(&format!("{:x<missing$}", "/shop/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_record_has_the_same_size() {
        for index in [0, 9, 57, 9_999] {
            assert_eq!(click(index, false).len(), RECORD_SIZE);
            assert_eq!(click(index, true).len(), RECORD_SIZE);
        }
    }
}
