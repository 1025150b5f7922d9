//! The event a REST API makes of a request.

use bytes::Bytes;
use serde_json::{Value, json};

use super::body::EventBody;
use super::gateway_error::GatewayError;
use super::headers::{Headers, Listener};
use super::incoming::Incoming;
use super::payload_v1::{self, PayloadV1};
use super::query::Query;
use super::rest::RestApi;
use super::route::{self, Route};
use super::setting::Setting;
use super::{limits, path};

impl RestApi {
    /// The event, or why there is none.
    pub(super) fn proxy_event(
        &self,
        request: &http::Request<Bytes>,
        setting: &Setting<'_>,
    ) -> Result<Value, GatewayError> {
        let incoming = Incoming::new(request);
        self.check_limits(&incoming)?;
        let method = incoming.header(METHOD_OVERRIDE);
        let method = method.as_deref().unwrap_or(incoming.method());
        let place = self.place(incoming.path())?;
        let any = [Route::new("ANY", "/"), Route::new("ANY", "/{proxy+}")];
        let routes = if self.routes.is_empty() { &any[..] } else { &self.routes };
        let found = route::choose_resource(routes, method, place.routed);
        let found = found.ok_or(GatewayError::NoRoute)?;

        let own_domain = format!("{}.execute-api.{}.amazonaws.com", self.api_id, setting.region);
        let domain = incoming.domain(&own_domain);
        let headers = self.headers(request, &own_domain, setting);
        let request_context = json!({
            "accountId": setting.account_id,
            "apiId": self.api_id,
            "deploymentId": short_id(&self.api_id, 6),
            "domainName": domain,
            "domainPrefix": domain.split('.').next(),
            "extendedRequestId": setting.extended_request_id(),
            "httpMethod": method,
            "identity": payload_v1::identity(&incoming.source_ip(), incoming.user_agent().into()),
            "path": place.context_path,
            "protocol": incoming.protocol(),
            "requestId": setting.ids.uuid(),
            "requestTime": setting.log_time(),
            "requestTimeEpoch": setting.epoch_millis(),
            "resourceId": short_id(found.route.template(), 6),
            "resourcePath": found.route.template(),
            "stage": self.stage,
        });
        let event = PayloadV1 {
            resource: found.route.template(),
            path: place.path,
            method,
            headers: &headers,
            query: Query::decoded(incoming.query(), &['&', ';']),
            path_parameters: found.parameters,
            stage_variables: &self.stage_variables,
            request_context,
            body: self.body(&incoming),
        };
        let mut event = event.into_event();
        if self.test_invoke {
            mark_test_invoke(&mut event);
        }
        limits::check_event(event)
    }

    /// The limits of API Gateway's "Quotas for configuring and running a REST API".
    fn check_limits(&self, incoming: &Incoming<'_>) -> Result<(), GatewayError> {
        let uri_limit = if self.edge_optimized { 8192 } else { 10_240 };
        let values: usize = incoming.headers().values().map(|value| value.len()).sum();
        if incoming.target_len() > uri_limit {
            Err(GatewayError::UriTooLong)
        } else if values > limits::MAX_GATEWAY_HEADERS {
            Err(GatewayError::HeadersTooLarge)
        } else if incoming.body().len() > limits::MAX_GATEWAY_BODY {
            Err(GatewayError::PayloadTooLarge)
        } else {
            Ok(())
        }
    }

    /// Where in the API a path on the wire leads.
    fn place<'a>(&self, sent: &'a str) -> Result<Place<'a>, GatewayError> {
        let Some(base_path) = &self.base_path else {
            let routed = path::one_leading_slash(sent);
            let context_path = format!("/{}{sent}", self.stage);
            return Ok(Place { routed, path: routed.to_owned(), context_path });
        };
        let rest = path::strip_first_segment(sent, base_path).ok_or(GatewayError::NoMapping)?;
        let rest = path::one_leading_slash(rest);
        Ok(Place {
            routed: if rest.is_empty() { "/" } else { rest },
            path: format!("/{base_path}{rest}"),
            context_path: sent.to_owned(),
        })
    }

    fn headers(
        &self,
        request: &http::Request<Bytes>,
        own_domain: &str,
        setting: &Setting<'_>,
    ) -> Headers {
        let mut headers = Headers::sent_with(request);
        headers.remove_all(NOT_PASSED_ON);
        if headers.last("authorization").is_some_and(|value| value.starts_with("AWS4-HMAC-SHA256"))
        {
            headers.remove("authorization");
        }
        headers.respell(|name| match name.to_ascii_lowercase().as_str() {
            "authorization" => "Authorization".to_owned(),
            "user-agent" => "User-Agent".to_owned(),
            _ => name.to_owned(),
        });
        let via = Listener { domain: own_domain, port: "443", protocol: "https" };
        headers.forward(&Incoming::new(request), &via, setting);
        if self.edge_optimized {
            add_edge_headers(&mut headers, setting);
        }
        headers
    }

    fn body(&self, incoming: &Incoming<'_>) -> EventBody {
        let content_type = incoming.content_type();
        let binary = match &content_type {
            Some(content_type) => self.binary_media_types.holds(content_type),
            None => self.binary_media_types.holds_all(),
        };
        if binary { EventBody::base64(incoming.body()) } else { EventBody::text(incoming.body()) }
    }
}

/// A path as it is routed, as `path` shows it, and as `requestContext.path` does.
#[derive(Debug)]
struct Place<'a> {
    routed: &'a str,
    path: String,
    context_path: String,
}

/// What distinguishes an event that the console's *Test* button makes.
fn mark_test_invoke(event: &mut Value) {
    event["headers"] = Value::Null;
    event["multiValueHeaders"] = Value::Null;
    let context = &mut event["requestContext"];
    context["requestId"] = "test-invoke-request".into();
    context["extendedRequestId"] = "test-invoke-extendedRequestId".into();
    context["stage"] = "test-invoke-stage".into();
    context["identity"]["sourceIp"] = "test-invoke-source-ip".into();
}

/// An identifier in API Gateway's alphabet that belongs to `name` for ever.
fn short_id(name: &str, length: usize) -> String {
    const ALPHABET: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";
    // FNV-1a: the same resource has the same id in every event of every run.
    let mut hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    });
    let mut id = String::new();
    for _ in 0..length {
        id.push(char::from(ALPHABET[(hash % 36) as usize]));
        hash /= 36;
    }
    id
}

/// What CloudFront adds on the way to an edge-optimised API.
fn add_edge_headers(headers: &mut Headers, setting: &Setting<'_>) {
    for (name, value) in [
        ("CloudFront-Forwarded-Proto", "https"),
        ("CloudFront-Is-Desktop-Viewer", "true"),
        ("CloudFront-Is-Mobile-Viewer", "false"),
        ("CloudFront-Is-SmartTV-Viewer", "false"),
        ("CloudFront-Is-Tablet-Viewer", "false"),
        ("CloudFront-Viewer-Country", "IE"),
    ] {
        headers.set(name, value.to_owned());
    }
    let distribution = setting.ids.hex(32);
    headers.set("Via", format!("1.1 {distribution}.cloudfront.net (CloudFront)"));
    headers.set("X-Amz-Cf-Id", format!("{}==", setting.ids.hex(54)));
    let hops = headers.last("x-forwarded-for").unwrap_or_default();
    headers.set("X-Forwarded-For", format!("{hops}, 130.176.1.1"));
}

const METHOD_OVERRIDE: http::HeaderName = http::HeaderName::from_static("x-http-method-override");

/// API Gateway's "Amazon API Gateway important notes", section on REST APIs.
pub(super) const NOT_PASSED_ON: &[&str] = &[
    "connection",
    "content-length",
    "content-md5",
    "expect",
    "max-forwards",
    "proxy-authenticate",
    "server",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "www-authenticate",
];
