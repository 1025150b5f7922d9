//! One line per invocation.

use serde_json::Value;
use sls_core::Source;
use sls_core::event::detect;

use crate::process::Report;
use crate::runtime_api::InvokeOutcome;

/// What an event is about, in the words of its source.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Subject {
    source: &'static str,
    route: String,
}

impl Subject {
    pub(super) fn of(payload: &[u8]) -> Self {
        let source = detect(payload).ok();
        let event = serde_json::from_slice(payload).unwrap_or(Value::Null);
        let label = match source {
            Some(Source::Unrecognized) => "direct",
            Some(source) => source.as_str(),
            None => "unknown",
        };
        let route = source.and_then(|source| route(source, &event)).unwrap_or_default();
        Self { source: label, route }
    }

    /// The line for an invocation that ended so.
    pub(super) fn line(&self, status: &str, report: &Report) -> String {
        let Self { source, route } = self;
        let duration = format!("{:.1} ms", report.duration.as_secs_f64() * 1000.0);
        let billed = format!("{} ms", report.billed.as_millis());
        let start = report.start;
        format!("{source:<14} {route:<32} {status:<6} {duration:>10}  billed {billed:<9} {start}")
    }
}

/// What became of an invocation that is no HTTP request.
pub(super) fn status(outcome: &InvokeOutcome) -> &'static str {
    if outcome.is_function_error() { "error" } else { "ok" }
}

/// A second line for an invocation that failed: how.
pub(super) fn explanation(outcome: &InvokeOutcome) -> Option<String> {
    let error_type = outcome.error_type()?;
    let payload = match outcome {
        InvokeOutcome::Success { stream_error: Some(error), .. } => error.body.clone(),
        _ => outcome.payload(),
    };
    // An error that quotes its input may be as large as that.
    let payload = &payload[..payload.len().min(EXPLANATION)];
    Some(format!("  {error_type}: {}", String::from_utf8_lossy(payload)))
}

fn route(source: Source, event: &Value) -> Option<String> {
    let text = |pointer: &str| event.pointer(pointer).and_then(Value::as_str);
    match source {
        Source::Alb | Source::ApiGatewayRest => {
            Some(format!("{} {}", text("/httpMethod")?, text("/path")?))
        }
        Source::ApiGatewayHttp | Source::FunctionUrl => {
            Some(format!("{} {}", text("/requestContext/http/method")?, text("/rawPath")?))
        }
        Source::ApiGatewayWebSocket => text("/requestContext/routeKey").map(str::to_owned),
        Source::EventBridge => text("/detail-type").map(str::to_owned),
        Source::S3 => match text("/Event") {
            Some(test) => Some(format!("{test} {}", text("/Bucket")?)),
            None => {
                let (bucket, key) =
                    (text("/Records/0/s3/bucket/name")?, text("/Records/0/s3/object/key")?);
                Some(format!("{} {bucket}/{key}", text("/Records/0/eventName")?))
            }
        },
        Source::Sns => Some(resource(text("/Records/0/Sns/TopicArn")?).to_owned()),
        Source::DynamoDb | Source::Kinesis | Source::Sqs => {
            let records = event.get("Records").and_then(Value::as_array).map_or(0, Vec::len);
            let arn = text("/Records/0/eventSourceARN").or_else(|| text("/eventSourceARN"))?;
            let plural = if records == 1 { "" } else { "s" };
            Some(format!("{} ({records} record{plural})", resource(arn)))
        }
        Source::VpcLattice => {
            let path = text("/path").or_else(|| text("/raw_path"))?;
            Some(format!("{} {path}", text("/method")?))
        }
        _ => None,
    }
}

/// The last part of an ARN without its type: `clicks` of `arn:…:stream/clicks`.
fn resource(arn: &str) -> &str {
    let resource = arn.rsplit(':').next().unwrap_or(arn);
    resource.split('/').nth(1).unwrap_or(resource)
}

/// How many bytes of an error are shown.
const EXPLANATION: usize = 2000;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{KinesisEvent, S3Event, S3TestEvent, SnsEvent};
    use crate::front_door::{Alb, FunctionUrl, HttpApi, RestApi, VpcLattice, WebSocket};

    #[track_caller]
    fn check(event: &Value, source: &'static str, route: &str) {
        let subject = Subject::of(event.to_string().as_bytes());
        assert_eq!(subject, Subject { source, route: route.to_owned() });
    }

    #[test]
    fn a_request_is_shown_by_method_and_path() {
        check(&FunctionUrl::new().get("/a?b=c").event(), "function_url", "GET /a");
        check(&HttpApi::new().post("/a").event(), "apigw_http", "POST /a");
        check(&HttpApi::new().payload_v1().get("/a").event(), "apigw_rest", "GET /a");
        check(&RestApi::new().delete("/a/b").event(), "apigw_rest", "DELETE /a/b");
        check(&Alb::new().get("/a").event(), "alb", "GET /a");
        check(&VpcLattice::new().get("/a").event(), "vpc_lattice", "GET /a");
        check(&WebSocket::new().connect("/").event(), "apigw_websocket", "$connect");
    }

    #[test]
    fn an_event_is_shown_by_what_it_came_from() {
        check(&SnsEvent::new("orders").build(), "sns", "orders");
        check(
            &S3Event::put("receipts", "a b.pdf").build(),
            "s3",
            "ObjectCreated:Put receipts/a+b.pdf",
        );
        check(&S3TestEvent::new("receipts").build(), "s3", "s3:TestEvent receipts");
        let clicks = KinesisEvent::new("clicks").data("a", "1").data("b", "2").build();
        check(&clicks, "kinesis", "clicks (2 records)");
    }

    #[test]
    fn everything_else_is_direct_or_unknown() {
        check(&serde_json::json!({"name": "Ada"}), "direct", "");
        check(&serde_json::json!(null), "direct", "");
        check(&serde_json::json!({"Records": []}), "unknown", "");
    }
}
