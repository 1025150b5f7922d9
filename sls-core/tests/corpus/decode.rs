//! Every event of the corpus goes through an app, and nothing of it panics or is lost on the way.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::{Value, json};
use sls_core::event::{
    alarm, alexa, authorizer, cognito, custom_resource, dynamodb, eventbridge, firehose, iot,
    kafka, kinesis, s3, ses, sns, sqs,
};
use sls_core::http::{HeaderMap, Method, Uri};
use sls_core::{App, Bytes, Context, Cookies, Error, Failure, Handler, Invocation, Json};
use tower::ServiceExt;

use crate::rows::{Row, rows};

const HTTP: [&str; 6] =
    ["alb", "apigw_http", "apigw_rest", "apigw_websocket", "function_url", "vpc_lattice"];
const RECORDS: [&str; 6] = ["dynamodb", "kafka", "kinesis", "s3", "sns", "sqs"];
/// Events that are one unit of work, with an answer of their own or with none.
const WHOLE: &[&str] = &[
    "alexa",
    "apigw_authorizer",
    "cloudformation",
    "cloudwatch_alarm",
    #[cfg(feature = "gzip")]
    "cloudwatch_logs",
    "cognito",
    "eventbridge",
    "firehose",
    "iot",
    "ses",
];

/// Samples that say `isBase64Encoded` about a body of plain text, which is a bad request.
const BODY_IS_NOT_BASE64: [&str; 3] = [
    "powertools-python/apiGatewayProxyEventAnotherPath.json",
    "powertools-python/apiGatewayProxyEventPathTrailingSlash.json",
    "powertools-python/apiGatewayProxyEvent_noVersionAuth.json",
];

/// The ARNs of samples that name no stream or table, and one of the kind in their place.
const PLACEHOLDERS: [(&str, &str); 4] = [
    ("arn:aws:kinesis:EXAMPLE", "arn:aws:kinesis:eu-west-1:111122223333:stream/clicks"),
    ("stream-ARN", "arn:aws:dynamodb:eu-west-1:111122223333:table/orders"),
    ("eventsource_arn", "arn:aws:dynamodb:eu-west-1:111122223333:table/orders"),
    ("source_arn", "arn:aws:dynamodb:eu-west-1:111122223333:table/orders"),
];

/// Events of Cognito Sync, which are no triggers of user pools.
const SYNC: [&str; 2] = ["aws-lambda-go/cognito-event.json", "sam/cognito__sync-trigger.json"];

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

async fn queued(message: sqs::Message, Bytes(_): Bytes) {
    assert!(!message.message_id().is_empty());
}

async fn changed(record: dynamodb::Record) {
    assert!(!record.event_id().unwrap_or("none").is_empty());
}

async fn partitioned(record: kafka::Record) {
    assert!(!record.topic().is_empty());
}

async fn happened(event: eventbridge::Event, Json(_): Json<Value>) {
    assert!(!event.source().is_empty());
}

async fn alarmed(event: alarm::Event) {
    assert!(!event.state().value().is_empty());
}

#[cfg(feature = "gzip")]
async fn logged(logs: sls_core::event::cloudwatch_logs::Logs) {
    assert!(!logs.log_group().is_empty() && logs.events().len() > 0);
}

async fn asked(_: alexa::Request) -> alexa::Response {
    alexa::Response::new().speech("Hello")
}

async fn authorized(request: authorizer::Request) -> Result<authorizer::Policy, Error> {
    Ok(authorizer::Policy::allow("user", request.resource()))
}

async fn triggered(_: cognito::Event<Value>) {}

async fn created(_: custom_resource::Request) {}

async fn sent(_: String, _: String) -> Result<(), Error> {
    Ok(())
}

async fn transformed(_: firehose::Record, Bytes(data): Bytes) -> firehose::Transformed {
    firehose::Transformed::ok(data)
}

async fn pressed(Json(event): Json<Value>) -> Value {
    event
}

async fn received(_: ses::Mail) {}

/// An app that takes every event of the sources that are decoded.
fn app(payload: &str) -> App {
    let event: Value = serde_json::from_str(payload).unwrap_or_default();
    let arn = event["Records"][0]["eventSourceARN"].as_str().unwrap_or_default();
    let of = |service: &str, otherwise: &str| match arn.split(':').nth(2) {
        Some(found) if found == service => arn.to_owned(),
        _ => otherwise.to_owned(),
    };
    let skill = event.pointer("/context/System/application/applicationId");
    let skill = skill.or_else(|| event.pointer("/session/application/applicationId"));
    let topics = event["records"].as_object().into_iter().flatten();
    let topic = topics.filter_map(|(_, records)| records[0]["topic"].as_str()).next();
    let handler = Handler::new("everything");
    #[cfg(feature = "gzip")]
    let handler = handler.on(sls_core::event::cloudwatch_logs::LogGroup::any(), logged);
    App::new().handler(
        handler
            .http("$default", request)
            .websocket("$default", request)
            .on(sns::Topic::any(), message)
            .on(s3::Notification::any(), object)
            .on(kinesis::Stream::new(of("kinesis", "clicks")), record)
            .on(dynamodb::Table::new(of("dynamodb", "orders")), changed)
            .on(sqs::Queue::new(of("sqs", "orders")), queued)
            .on(kafka::Topic::new(topic.unwrap_or("orders")), partitioned)
            .on(eventbridge::Rule::any(), happened)
            .on(alarm::Alarm::any(), alarmed)
            .on(
                alexa::Skill::new(skill.and_then(Value::as_str).unwrap_or("amzn1.ask.skill.1"))
                    .timestamp_tolerance(Duration::ZERO),
                asked,
            )
            .on(authorizer::Authorizer::any(), authorized)
            .on(cognito::Trigger::any(), triggered)
            .on(custom_resource::CustomResource::any().sender(sent), created)
            .on(firehose::DeliveryStream::any(), transformed)
            .on(iot::Event::any(), pressed)
            .on(ses::Rule::any(), received),
    )
}

async fn outcome(row: &Row) -> Result<Value, Failure> {
    let context = Context::builder(&row.path).build();
    let mut payload = String::from_utf8(row.payload.clone()).unwrap();
    for (placeholder, arn) in PLACEHOLDERS {
        payload = payload.replace(&format!("\"{placeholder}\""), &format!("\"{arn}\""));
    }
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
        Ok(_) if is(WHOLE) => true,
        Ok(_) => false,
        Err(failure) if is(&["invalid"]) => {
            matches!(failure.error_type(), "Sls.InvalidJson" | "Sls.EventDecode")
        }
        Err(failure) if is(&["appsync"]) => failure.error_type() == "Sls.UnknownEvent",
        Err(failure) if SYNC.contains(&&*row.path) => failure.error_type() == "Sls.Rejected",
        Err(failure) => {
            failure.error_type() == "Sls.UnknownEvent" && !is(&HTTP) && !is(&RECORDS) && !is(WHOLE)
        }
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
