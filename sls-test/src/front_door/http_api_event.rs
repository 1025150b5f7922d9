//! The event an HTTP API makes of a request, in both payload formats.

use bytes::Bytes;
use serde_json::{Value, json};

use super::body::EventBody;
use super::gateway_error::GatewayError;
use super::headers::{self, HOP_BY_HOP, Headers, Listener};
use super::http_api::{HttpApi, PayloadFormat};
use super::incoming::Incoming;
use super::path::{self, RawPath};
use super::payload_v1::{self, PayloadV1};
use super::payload_v2::{self, DEFAULT, PayloadV2};
use super::query::Query;
use super::setting::Setting;
use super::{limits, route};

impl HttpApi {
    /// The event, or why there is none.
    pub(super) fn proxy_event(
        &self,
        request: &http::Request<Bytes>,
        setting: &Setting<'_>,
    ) -> Result<Value, GatewayError> {
        let incoming = Incoming::new(request);
        check_limits(&incoming)?;
        let call = self.call(request, setting)?;
        let event = match self.payload {
            PayloadFormat::V1 => self.event_v1(&incoming, call, setting),
            PayloadFormat::V2 => self.event_v2(&incoming, call, setting),
        };
        limits::check_event(event)
    }

    /// Finds the route and everything the two formats agree on.
    fn call(
        &self,
        request: &http::Request<Bytes>,
        setting: &Setting<'_>,
    ) -> Result<Call, GatewayError> {
        let incoming = Incoming::new(request);
        let sent = incoming.path();
        let (prefix, routed) = match &self.api_mapping_key {
            Some(key) => match path::strip_first_segment(sent, key) {
                Some("") => (format!("/{key}"), "/"),
                Some(rest) => (format!("/{key}"), rest),
                None => return Err(GatewayError::NoMapping),
            },
            None if self.stage == DEFAULT => (String::new(), sent),
            None => (format!("/{}", self.stage), sent),
        };
        let decoded = match self.raw_path {
            RawPath::Decoded => path::decode_twice(routed).ok_or(GatewayError::BadRequest)?,
            RawPath::Encoded => path::decode(routed).into_owned(),
        };
        let found = route::choose(&self.routes, incoming.method(), routed);
        let (route_key, resource, parameters) = match found {
            Some(found) => (found.route.key(), found.route.template().to_owned(), found.parameters),
            None if self.default_route || self.routes.is_empty() => {
                (DEFAULT.to_owned(), DEFAULT.to_owned(), Vec::new())
            }
            None => return Err(GatewayError::NoRoute),
        };
        let own_domain = format!("{}.execute-api.{}.amazonaws.com", self.api_id, setting.region);
        let mut headers = Headers::sent_with(request);
        headers.remove_all(HOP_BY_HOP);
        headers.set("Content-Length", incoming.body().len().to_string());
        let via = Listener { domain: &own_domain, port: "443", protocol: "https" };
        headers.forward(&incoming, &via, setting);
        Ok(Call {
            route_key,
            resource,
            parameters: parameters
                .into_iter()
                .map(|(name, raw)| (name, decoded_segment(&raw)))
                .collect(),
            encoded_path: format!("{prefix}{routed}"),
            decoded_path: format!("{prefix}{decoded}"),
            domain: incoming.domain(&own_domain),
            headers,
            body: EventBody::by_content_type(&incoming, &self.text_media_types),
        })
    }

    fn event_v2(&self, incoming: &Incoming<'_>, mut call: Call, setting: &Setting<'_>) -> Value {
        call.headers.respell(str::to_ascii_lowercase);
        let cookies = payload_v2::cookies(&call.headers.remove("cookie"));
        let request_context = json!({
            "accountId": setting.account_id,
            "apiId": self.api_id,
            "domainName": call.domain,
            "domainPrefix": call.domain.split('.').next(),
            "http": payload_v2::http_context(incoming, &call.decoded_path),
            "requestId": setting.extended_request_id(),
            "routeKey": call.route_key,
            "stage": self.stage,
            "time": setting.log_time(),
            "timeEpoch": setting.epoch_millis(),
        });
        let event = PayloadV2 {
            route_key: &call.route_key,
            raw_path: match self.raw_path {
                RawPath::Decoded => call.decoded_path,
                RawPath::Encoded => call.encoded_path,
            },
            raw_query: incoming.query(),
            cookies,
            headers: &call.headers,
            path_parameters: call.parameters,
            stage_variables: &self.stage_variables,
            request_context,
            body: call.body,
        };
        event.into_event()
    }

    fn event_v1(&self, incoming: &Incoming<'_>, mut call: Call, setting: &Setting<'_>) -> Value {
        call.headers.respell(headers::title_case);
        let request_id = setting.extended_request_id();
        let user_agent = incoming.user_agent().unwrap_or_default();
        let request_context = json!({
            "accountId": setting.account_id,
            "apiId": self.api_id,
            "authorizer": { "claims": null, "scopes": null },
            "domainName": call.domain,
            "domainPrefix": call.domain.split('.').next(),
            "extendedRequestId": request_id,
            "httpMethod": incoming.method(),
            "identity": payload_v1::identity(&incoming.source_ip(), user_agent.into()),
            "path": call.decoded_path,
            "protocol": incoming.protocol(),
            "requestId": request_id,
            "requestTime": setting.log_time(),
            "requestTimeEpoch": setting.epoch_millis(),
            "resourceId": call.route_key,
            "resourcePath": call.resource,
            "stage": self.stage,
        });
        let event = PayloadV1 {
            resource: &call.resource,
            path: call.encoded_path,
            method: incoming.method(),
            headers: &call.headers,
            query: Query::decoded(incoming.query(), &['&']),
            path_parameters: call.parameters,
            stage_variables: &self.stage_variables,
            request_context,
            body: call.body,
        };
        let mut event = event.into_event();
        event["version"] = "1.0".into();
        event
    }
}

/// One request on its way to the function.
#[derive(Debug)]
struct Call {
    route_key: String,
    /// The route's path, or `$default`.
    resource: String,
    parameters: Vec<(String, String)>,
    encoded_path: String,
    decoded_path: String,
    domain: String,
    headers: Headers,
    body: EventBody,
}

fn decoded_segment(raw: &str) -> String {
    path::decode_twice(raw).unwrap_or_else(|| path::decode(raw).into_owned())
}

/// The limits of API Gateway's "Quotas for configuring and running an HTTP API".
fn check_limits(incoming: &Incoming<'_>) -> Result<(), GatewayError> {
    let request_line = incoming.method().len() + incoming.target_len();
    let lines = incoming.headers().iter().map(|(name, value)| name.as_str().len() + value.len());
    if request_line + lines.sum::<usize>() > limits::MAX_GATEWAY_HEADERS {
        Err(GatewayError::HeadersTooLarge)
    } else if incoming.body().len() > limits::MAX_GATEWAY_BODY {
        Err(GatewayError::PayloadTooLarge)
    } else {
        Ok(())
    }
}
