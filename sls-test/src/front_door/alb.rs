//! Application Load Balancers with a Lambda target group.

use bytes::Bytes;
use http::Method;
use http::header::{HeaderValue, SERVER};
use serde_json::{Map, Value, json};

use super::body::{EventBody, MediaTypes};
use super::door_methods::{gateway_response_method, request_methods};
use super::gateway_error::{self, Answers, GatewayError};
use super::headers::{Headers, Listener};
use super::incoming::Incoming;
use super::proxy_reply::{Fields, HeaderValues, ProxyReply};
use super::query::Query;
use super::request_event::RequestEvent;
use super::setting::Setting;
use super::{FrontDoor, Outcome, limits};

/// An Application Load Balancer that forwards everything to one Lambda function.
///
/// Follows Elastic Load Balancing's "Use Lambda functions as targets of an Application Load
/// Balancer".
///
/// # Example
/// ```
/// use sls_test::front_door::Alb;
///
/// let event = Alb::new().get("/a%20b?q=x%2By&q=z").event();
/// assert_eq!(event["path"], "/a%20b");
/// assert_eq!(event["queryStringParameters"]["q"], "z");
///
/// let event = Alb::new().multi_value_headers().get("/?q=x%2By&q=z").event();
/// assert_eq!(event["multiValueQueryStringParameters"]["q"][0], "x%2By");
/// ```
#[derive(Clone, Debug)]
pub struct Alb {
    multi_value_headers: bool,
    ignores_single_headers: bool,
    https: bool,
    target_group: String,
    text_media_types: MediaTypes,
    answers: Answers,
}

request_methods!(Alb);
gateway_response_method!(Alb);

impl Alb {
    /// A listener for HTTP on port 80, a target group without multi-value headers.
    #[must_use]
    pub fn new() -> Self {
        Self {
            multi_value_headers: false,
            ignores_single_headers: false,
            https: false,
            target_group: "lambda/0123456789abcdef".to_owned(),
            text_media_types: MediaTypes::text(),
            answers: Answers::new(gateway_error::load_balancer),
        }
    }

    /// Default off; the target group attribute `lambda.multi_value_headers.enabled`.
    #[must_use]
    pub fn multi_value_headers(self) -> Self {
        Self { multi_value_headers: true, ..self }
    }

    /// Default 502; with multi-value headers on, a reply that has only `headers` loses them.
    ///
    /// What AWS does is not on record.
    #[must_use]
    pub fn ignore_single_value_headers(self) -> Self {
        Self { ignores_single_headers: true, ..self }
    }

    /// Default HTTP on port 80; a listener for HTTPS on port 443.
    #[must_use]
    pub fn https(self) -> Self {
        Self { https: true, ..self }
    }

    /// Default `lambda/0123456789abcdef`; the end of the target group's ARN.
    #[must_use]
    pub fn target_group(self, name_and_id: impl Into<String>) -> Self {
        Self { target_group: name_and_id.into(), ..self }
    }

    /// Default `text/*`, JSON, JavaScript and XML; the media types whose bodies are not base64.
    #[must_use]
    pub fn text_media_types<S: Into<String>>(self, types: impl IntoIterator<Item = S>) -> Self {
        Self { text_media_types: MediaTypes::new(types), ..self }
    }

    /// Starts a health check, which brings nothing but its user agent.
    pub fn health_check(&self, path: &str) -> RequestEvent<Self> {
        const CHECKER: &str = "ELB-HealthChecker/2.0";
        let request = self.get(path).header("user-agent", CHECKER);
        if self.multi_value_headers {
            request.with("multiValueHeaders", json!({ "user-agent": [CHECKER] }))
        } else {
            request.with("headers", json!({ "user-agent": CHECKER }))
        }
    }

    fn try_event(
        &self,
        request: &http::Request<Bytes>,
        setting: &Setting<'_>,
    ) -> Result<Value, GatewayError> {
        let incoming = Incoming::new(request);
        if incoming.is_websocket_upgrade() {
            return Err(GatewayError::BadRequest);
        }
        if incoming.body().len() > limits::MAX_LOAD_BALANCER {
            return Err(GatewayError::PayloadTooLarge);
        }
        let body = self.body(&incoming);
        let arn = format!(
            "arn:aws:elasticloadbalancing:{}:{}:targetgroup/{}",
            setting.region, setting.account_id, self.target_group
        );
        let mut event = Map::new();
        event.insert("requestContext".to_owned(), json!({ "elb": { "targetGroupArn": arn } }));
        event.insert("httpMethod".to_owned(), incoming.method().into());
        event.insert("path".to_owned(), incoming.path().into());
        event.insert("body".to_owned(), body.text.into());
        event.insert("isBase64Encoded".to_owned(), body.is_base64.into());
        let headers = self.headers(request, setting);
        let query = Query::raw(incoming.query());
        let maps = if self.multi_value_headers {
            [
                ("multiValueHeaders", headers.all_values()),
                ("multiValueQueryStringParameters", query.all_values()),
            ]
        } else {
            [("headers", headers.last_values()), ("queryStringParameters", query.last_values())]
        };
        event.extend(maps.map(|(key, map)| (key.to_owned(), map.into())));
        limits::check_event(Value::Object(event))
    }

    /// Base64 for compressed bodies, and for all but the text types.
    fn body(&self, incoming: &Incoming<'_>) -> EventBody {
        if incoming.headers().contains_key(http::header::CONTENT_ENCODING) {
            EventBody::base64(incoming.body())
        } else {
            EventBody::by_content_type(incoming, &self.text_media_types)
        }
    }

    fn headers(&self, request: &http::Request<Bytes>, setting: &Setting<'_>) -> Headers {
        let incoming = Incoming::new(request);
        let mut headers = Headers::sent_with(request);
        let domain = format!("lb-1.{}.elb.amazonaws.com", setting.region);
        let (port, protocol) = if self.https { ("443", "https") } else { ("80", "http") };
        let sent_trace = incoming.header(TRACE);
        headers.forward(&incoming, &Listener { domain: &domain, port, protocol }, setting);
        // Elastic Load Balancing, "Request tracing": a trace that has a root gets a field `Self`.
        if let Some(trace) = sent_trace.filter(|trace| trace.contains("Root=")) {
            let own = setting.trace_root().replacen("Root=", "Self=", 1);
            headers.set("x-amzn-trace-id", format!("{own};{trace}"));
        }
        if !incoming.body().is_empty() {
            headers.set("content-length", incoming.body().len().to_string());
        }
        headers.remove("transfer-encoding");
        headers.respell(str::to_ascii_lowercase);
        headers
    }

    fn read(&self, result: &[u8]) -> Result<ProxyReply, GatewayError> {
        if result.len() > limits::MAX_LOAD_BALANCER {
            return Err(GatewayError::FunctionFailed);
        }
        let fields = Fields::read(result)?;
        let headers = if !self.multi_value_headers {
            fields.headers("headers", HeaderValues::Strings)?
        } else if fields.holds("multiValueHeaders")
            || !fields.holds("headers")
            || self.ignores_single_headers
        {
            fields.lists("multiValueHeaders")?
        } else {
            return Err(GatewayError::FunctionFailed);
        };
        let reply = ProxyReply {
            status: fields.status()?.ok_or(GatewayError::FunctionFailed)?,
            headers,
            body: fields.body_bytes()?,
            ..ProxyReply::default()
        };
        Ok(reply.without_framing().or_content_type("application/octet-stream"))
    }
}

impl Default for Alb {
    fn default() -> Self {
        Self::new()
    }
}

impl FrontDoor for Alb {
    fn event(
        &self,
        request: &http::Request<Bytes>,
        setting: &Setting<'_>,
    ) -> Result<Value, http::Response<Bytes>> {
        self.try_event(request, setting)
            .map_err(|error| refusal(&self.answers, request.method(), error))
    }

    fn response(
        &self,
        request: &http::Request<Bytes>,
        outcome: &Outcome,
        _: &Setting<'_>,
    ) -> http::Response<Bytes> {
        let reply = outcome.reply().and_then(|(_, result)| self.read(result));
        let response = reply.and_then(|reply| reply.into_response(request.method()));
        response.unwrap_or_else(|error| refusal(&self.answers, request.method(), error))
    }
}

/// The load balancer names itself where the answer is its own.
fn refusal(answers: &Answers, method: &Method, error: GatewayError) -> http::Response<Bytes> {
    let mut response = answers.response(error, method);
    response.headers_mut().insert(SERVER, HeaderValue::from_static("awselb/2.0"));
    response
}

const TRACE: http::HeaderName = http::HeaderName::from_static("x-amzn-trace-id");
