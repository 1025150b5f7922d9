//! Every event of the corpus goes through an app, and nothing of it panics or is lost on the way.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use sls_core::event::{kinesis, s3, sns};
use sls_core::http::{HeaderMap, Method, Uri};
use sls_core::{App, Bytes, Context, Cookies, Failure, Handler, Invocation};
use tower::ServiceExt;

use crate::rows::{Row, rows};

const HTTP: [&str; 6] =
    ["alb", "apigw_http", "apigw_rest", "apigw_websocket", "function_url", "vpc_lattice"];
const RECORDS: [&str; 3] = ["kinesis", "s3", "sns"];

/// Samples that say `isBase64Encoded` about a body of plain text, which is a bad request.
const BODY_IS_NOT_BASE64: [&str; 3] = [
    "powertools-python/apiGatewayProxyEventAnotherPath.json",
    "powertools-python/apiGatewayProxyEventPathTrailingSlash.json",
    "powertools-python/apiGatewayProxyEvent_noVersionAuth.json",
];

/// The ARN of a sample that names no stream, and one in its place.
const NO_STREAM: &str = r#""arn:aws:kinesis:EXAMPLE""#;
const CLICKS: &str = r#""arn:aws:kinesis:eu-west-1:111122223333:stream/clicks""#;

async fn request(_: Method, _: Uri, _: HeaderMap, _: Cookies, Bytes(_): Bytes) {}

async fn message(message: sns::Message) {
    assert!(!message.topic_arn().is_empty());
}

async fn object(object: s3::Object) {
    assert!(!object.key().is_empty());
}

async fn record(record: kinesis::Record) {
    assert!(!record.sequence_number().is_empty());
}

/// An app that takes every event of the sources that are decoded so far.
fn app(payload: &str) -> App {
    let event: Value = serde_json::from_str(payload).unwrap_or_default();
    let arn = event["Records"][0]["eventSourceARN"].as_str();
    let arn = arn.filter(|arn| arn.starts_with("arn:aws:kinesis:")).unwrap_or("clicks");
    App::new().handler(
        Handler::new("everything")
            .http("$default", request)
            .websocket("$default", request)
            .on(sns::Topic::any(), message)
            .on(s3::Notification::any(), object)
            .on(kinesis::Stream::new(arn), record),
    )
}

async fn outcome(row: &Row) -> Result<Value, Failure> {
    let context = Context::builder(&row.path).build();
    let payload = String::from_utf8(row.payload.clone()).unwrap().replace(NO_STREAM, CLICKS);
    let reply = app(&payload).oneshot(Invocation::new(payload, context)).await?;
    Ok(serde_json::from_slice(&reply.collect().await.bytes).unwrap())
}

/// What is wrong with what became of the event.
async fn problem(row: &Row) -> Option<String> {
    let is = |sources: &[&str]| row.labels.iter().any(|label| sources.contains(&&**label));
    let outcome = outcome(row).await;
    let fits = match &outcome {
        Ok(reply) if BODY_IS_NOT_BASE64.contains(&&*row.path) => reply["statusCode"] == 400,
        Ok(reply) if is(&HTTP) => reply["statusCode"] == 200,
        Ok(reply) if is(&RECORDS) => reply.is_null() || reply["batchItemFailures"] == json!([]),
        Ok(_) => false,
        Err(failure) if is(&["invalid"]) => failure.error_type() == "Sls.InvalidJson",
        Err(failure) => failure.error_type() == "Sls.UnknownEvent" && !is(&HTTP) && !is(&RECORDS),
    };
    (!fits).then(|| format!("{} ({}): {outcome:?}", row.path, row.labels.join("|")))
}

#[tokio::test]
async fn every_event_is_handled_or_refused_by_name() {
    let Some(rows) = rows() else { return };
    let mut problems = BTreeSet::new();
    for row in &rows {
        problems.extend(problem(row).await);
    }
    let problems: Vec<_> = problems.into_iter().collect();
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
}
