//! Lambda function URLs.

use bytes::Bytes;
use http::{HeaderName, HeaderValue};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::body::{EventBody, MediaTypes};
use super::door_methods::{gateway_response_method, request_methods};
use super::gateway_error::{self, Answers, GatewayError};
use super::headers::{HOP_BY_HOP, Headers, Listener};
use super::incoming::Incoming;
use super::path::{self, RawPath};
use super::payload_v2::{self, DEFAULT, PayloadV2};
use super::proxy_reply::ProxyReply;
use super::setting::Setting;
use super::{FrontDoor, Outcome, limits, stream_prelude};

/// A function's own HTTPS endpoint.
///
/// Follows AWS Lambda's "Invoking Lambda function URLs".
///
/// # Example
/// ```
/// use sls_test::front_door::{FunctionUrl, Outcome};
///
/// let url = FunctionUrl::new();
/// let request = url.post("/greet").header("cookie", "sid=1").text("hello");
/// let event = request.event();
/// assert_eq!(event["body"], "hello");
/// assert_eq!(event["cookies"][0], "sid=1");
/// assert_eq!(event["headers"]["cookie"], "sid=1");
///
/// let response = request.response(&Outcome::json(r#"{ "greeting": "hi" }"#));
/// assert_eq!(response.body(), r#"{"greeting":"hi"}"#);
/// ```
#[derive(Clone, Debug)]
pub struct FunctionUrl {
    url_id: String,
    iam: bool,
    streams: bool,
    text_media_types: MediaTypes,
    raw_path: RawPath,
    answers: Answers,
}

request_methods!(FunctionUrl);
gateway_response_method!(FunctionUrl);

impl FunctionUrl {
    /// Auth type `NONE`, invoke mode `BUFFERED`.
    #[must_use]
    pub fn new() -> Self {
        Self {
            url_id: "furl4id0furl4id0furl4id0furl4id0".to_owned(),
            iam: false,
            streams: false,
            text_media_types: MediaTypes::text(),
            raw_path: RawPath::Encoded,
            answers: Answers::new(gateway_error::function_url),
        }
    }

    /// Default 32 fixed characters; the first label of the URL's domain name.
    #[must_use]
    pub fn url_id(self, url_id: impl Into<String>) -> Self {
        Self { url_id: url_id.into(), ..self }
    }

    /// Default `NONE`; auth type `AWS_IAM`, with a caller from the account of the setting.
    #[must_use]
    pub fn aws_iam(self) -> Self {
        Self { iam: true, ..self }
    }

    /// Default `BUFFERED`; invoke mode `RESPONSE_STREAM`.
    #[must_use]
    pub fn response_stream(self) -> Self {
        Self { streams: true, ..self }
    }

    /// Default `text/*`, JSON, JavaScript and XML; the media types whose bodies are not base64.
    #[must_use]
    pub fn text_media_types<S: Into<String>>(self, types: impl IntoIterator<Item = S>) -> Self {
        Self { text_media_types: MediaTypes::new(types), ..self }
    }

    /// Default encoded; how `rawPath` arrives.
    #[must_use]
    pub fn raw_path(self, raw_path: RawPath) -> Self {
        Self { raw_path, ..self }
    }

    fn try_event(
        &self,
        request: &http::Request<Bytes>,
        setting: &Setting<'_>,
    ) -> Result<Value, GatewayError> {
        let incoming = Incoming::new(request);
        // Also at an address of the local machine: this name is what tells a function URL from an
        // HTTP API.
        let domain = format!("{}.lambda-url.{}.on.aws", self.url_id, setting.region);
        let decoded = path::decode(incoming.path()).into_owned();
        let mut request_context = json!({
            "accountId": if self.iam { setting.account_id } else { "anonymous" },
            "apiId": self.url_id,
            "authentication": null,
            "domainName": domain,
            "domainPrefix": self.url_id,
            "http": payload_v2::http_context(&incoming, &decoded),
            "requestId": setting.ids.uuid(),
            "routeKey": DEFAULT,
            "stage": DEFAULT,
            "time": setting.log_time(),
            "timeEpoch": setting.epoch_millis(),
        });
        if self.iam {
            request_context["authorizer"] = json!({ "iam": iam_caller(setting.account_id) });
        }
        let headers = self.headers(request, &domain, setting);
        let event = PayloadV2 {
            route_key: DEFAULT,
            raw_path: match self.raw_path {
                RawPath::Decoded => decoded,
                RawPath::Encoded => incoming.path().to_owned(),
            },
            raw_query: incoming.query(),
            cookies: payload_v2::cookies(headers.all("cookie")),
            headers: &headers,
            path_parameters: Vec::new(),
            stage_variables: &[],
            request_context,
            body: EventBody::by_content_type(&incoming, &self.text_media_types),
        };
        limits::check_event(event.into_event())
    }

    fn headers(
        &self,
        request: &http::Request<Bytes>,
        domain: &str,
        setting: &Setting<'_>,
    ) -> Headers {
        let incoming = Incoming::new(request);
        let mut headers = Headers::sent_with(request);
        headers.remove_all(HOP_BY_HOP);
        let via = Listener { domain, port: "443", protocol: "https" };
        headers.forward(&incoming, &via, setting);
        headers.set("x-amzn-tls-version", "TLSv1.3".to_owned());
        headers.set("x-amzn-tls-cipher-suite", "TLS_AES_128_GCM_SHA256".to_owned());
        if !incoming.body().is_empty() {
            headers.set("content-length", incoming.body().len().to_string());
        }
        headers.respell(str::to_ascii_lowercase);
        headers
    }

    fn read(&self, content_type: &str, result: &Bytes) -> Result<ProxyReply, GatewayError> {
        let reply = if self.streams {
            let result = result.slice(..result.len().min(limits::MAX_STREAM));
            let reply = match stream_prelude::is_announced(content_type) {
                true => stream_prelude::read(&result)?,
                false => ProxyReply { is_streamed: true, ..ProxyReply::of_body(result) },
            };
            reply.or_content_type("application/octet-stream")
        } else {
            read_buffered(result)?.or_content_type("application/json")
        };
        Ok(reply.without_framing())
    }
}

impl Default for FunctionUrl {
    fn default() -> Self {
        Self::new()
    }
}

impl FrontDoor for FunctionUrl {
    fn event(
        &self,
        request: &http::Request<Bytes>,
        setting: &Setting<'_>,
    ) -> Result<Value, http::Response<Bytes>> {
        self.try_event(request, setting).map_err(|error| {
            with_ids(self.answers.response(error, request.method()), request, setting)
        })
    }

    fn response(
        &self,
        request: &http::Request<Bytes>,
        outcome: &Outcome,
        setting: &Setting<'_>,
    ) -> http::Response<Bytes> {
        let reply =
            outcome.reply().and_then(|(content_type, result)| self.read(content_type, result));
        let response = reply.and_then(|reply| reply.into_response(request.method()));
        let response =
            response.unwrap_or_else(|error| self.answers.response(error, request.method()));
        with_ids(response, request, setting)
    }
}

/// A result without `statusCode` is all body: a string unquoted, other JSON compact.
fn read_buffered(result: &Bytes) -> Result<ProxyReply, GatewayError> {
    if result.len() > limits::MAX_PAYLOAD {
        return Err(GatewayError::FunctionFailed);
    }
    let reply = payload_v2::read_reply(result, |fields| match fields.body() {
        Ok(_) => fields.body_bytes(),
        Err(_) => raw_body(result),
    })?;
    Ok(reply.unwrap_or_else(|| match serde_json::from_slice::<String>(result) {
        Ok(text) => ProxyReply::of_body(text.into()),
        Err(_) => ProxyReply::of_body(compact(result)),
    }))
}

/// A `body` that is no string, as JSON with its keys as written.
fn raw_body(result: &[u8]) -> Result<Bytes, GatewayError> {
    #[derive(Deserialize)]
    struct WithBody<'a> {
        #[serde(borrow)]
        body: &'a RawValue,
    }
    let reply = serde_json::from_slice::<WithBody<'_>>(result);
    let reply = reply.map_err(|_| GatewayError::FunctionFailed)?;
    Ok(compact(reply.body.get().as_bytes()))
}

/// JSON without the white space between its tokens, otherwise byte for byte.
fn compact(json: &[u8]) -> Bytes {
    let (mut in_string, mut escaped) = (false, false);
    let keep = |byte: &u8| {
        if in_string {
            in_string = escaped || *byte != b'"';
            escaped = !escaped && *byte == b'\\';
            true
        } else {
            in_string = *byte == b'"';
            !byte.is_ascii_whitespace()
        }
    };
    json.iter().copied().filter(keep).collect()
}

fn iam_caller(account_id: &str) -> Value {
    json!({
        "accessKey": "AKIAIOSFODNN7EXAMPLE",
        "accountId": account_id,
        "callerId": "AIDACKCEVSQ6C2EXAMPLE",
        "cognitoIdentity": null,
        "principalOrgId": null,
        "userArn": format!("arn:aws:iam::{account_id}:user/caller"),
        "userId": "AIDACKCEVSQ6C2EXAMPLE",
    })
}

fn with_ids(
    mut response: http::Response<Bytes>,
    request: &http::Request<Bytes>,
    setting: &Setting<'_>,
) -> http::Response<Bytes> {
    let trace = Incoming::new(request).header(TRACE).unwrap_or_else(|| setting.trace_root());
    for (name, value) in [(REQUEST_ID, setting.ids.uuid()), (TRACE, trace)] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

const REQUEST_ID: HeaderName = HeaderName::from_static("x-amzn-requestid");
const TRACE: HeaderName = HeaderName::from_static("x-amzn-trace-id");
