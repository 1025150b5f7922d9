//! VPC Lattice services with a Lambda target group.

use bytes::Bytes;
use http::header::CONTENT_ENCODING;
use serde_json::{Map, Value, json};

use super::body::{EventBody, MediaTypes};
use super::door_methods::{gateway_response_method, request_methods};
use super::gateway_error::{self, Answers, GatewayError};
use super::headers::{HOP_BY_HOP, Headers, Listener};
use super::incoming::Incoming;
use super::proxy_reply::{Fields, HeaderValues, ProxyReply};
use super::query::Query;
use super::setting::Setting;
use super::{FrontDoor, Outcome, limits};

/// A VPC Lattice service that forwards everything to one Lambda function.
///
/// Events have structure version 2.0. Follows VPC Lattice's "Lambda functions as targets in VPC
/// Lattice"; what that page leaves open (error pages, limits on headers) is a guess.
///
/// # Example
/// ```
/// use sls_test::front_door::VpcLattice;
///
/// let event = VpcLattice::new().get("/stock?sku=A1&sku=B2").header("accept", "*/*").event();
///
/// assert_eq!(event["version"], "2.0");
/// assert_eq!(event["headers"]["accept"][0], "*/*");
/// assert_eq!(event["queryStringParameters"]["sku"][1], "B2");
/// ```
#[derive(Clone, Debug)]
pub struct VpcLattice {
    service_id: String,
    iam: bool,
    text_media_types: MediaTypes,
    answers: Answers,
}

request_methods!(VpcLattice);
gateway_response_method!(VpcLattice);

impl VpcLattice {
    /// A service without authentication.
    #[must_use]
    pub fn new() -> Self {
        Self {
            service_id: "svc-0a40eebed65f8d69c".to_owned(),
            iam: false,
            text_media_types: MediaTypes::text(),
            answers: Answers::new(gateway_error::lattice),
        }
    }

    /// Default `svc-0a40eebed65f8d69c`; the end of the service's ARN.
    #[must_use]
    pub fn service_id(self, service_id: impl Into<String>) -> Self {
        Self { service_id: service_id.into(), ..self }
    }

    /// Default none; auth type `AWS_IAM`, with a caller from the account of the setting.
    #[must_use]
    pub fn aws_iam(self) -> Self {
        Self { iam: true, ..self }
    }

    /// Default `text/*`, JSON, JavaScript and XML; the media types whose bodies are not base64.
    #[must_use]
    pub fn text_media_types<S: Into<String>>(self, types: impl IntoIterator<Item = S>) -> Self {
        Self { text_media_types: MediaTypes::new(types), ..self }
    }

    fn try_event(
        &self,
        request: &http::Request<Bytes>,
        setting: &Setting<'_>,
    ) -> Result<Value, GatewayError> {
        let incoming = Incoming::new(request);
        let body = if incoming.headers().contains_key(CONTENT_ENCODING) {
            EventBody::base64(incoming.body())
        } else {
            EventBody::by_content_type(&incoming, &self.text_media_types)
        };
        let query = Query::decoded(incoming.query(), &['&']);
        let mut event = Map::new();
        event.insert("version".to_owned(), "2.0".into());
        event.insert("path".to_owned(), incoming.path().into());
        event.insert("method".to_owned(), incoming.method().into());
        event.insert("headers".to_owned(), self.headers(request, setting).all_values().into());
        event.insert("requestContext".to_owned(), self.request_context(setting));
        event.insert("isBase64Encoded".to_owned(), body.is_base64.into());
        if !query.is_empty() {
            event.insert("queryStringParameters".to_owned(), query.all_values().into());
        }
        if !body.text.is_empty() {
            event.insert("body".to_owned(), body.text.into());
        }
        limits::check_event(Value::Object(event))
    }

    fn headers(&self, request: &http::Request<Bytes>, setting: &Setting<'_>) -> Headers {
        let incoming = Incoming::new(request);
        let domain = format!("{}.vpc-lattice-svcs.{}.on.aws", self.service_id, setting.region);
        let mut headers = Headers::sent_with(request);
        headers.remove_all(HOP_BY_HOP);
        headers.forward(
            &incoming,
            &Listener { domain: &domain, port: "443", protocol: "https" },
            setting,
        );
        if !incoming.body().is_empty() {
            headers.set("content-length", incoming.body().len().to_string());
        }
        headers.respell(str::to_ascii_lowercase);
        headers
    }

    fn request_context(&self, setting: &Setting<'_>) -> Value {
        let Setting { region, account_id, .. } = setting;
        let arn = |resource: &str| format!("arn:aws:vpc-lattice:{region}:{account_id}:{resource}");
        let mut identity = json!({
            "sourceVpcArn": format!("arn:aws:ec2:{region}:{account_id}:vpc/vpc-0b8276c84697e7339"),
        });
        if self.iam {
            identity["type"] = "AWS_IAM".into();
            identity["principal"] = format!("arn:aws:iam::{account_id}:role/caller").into();
            identity["sessionName"] = "caller-session".into();
        }
        json!({
            "serviceNetworkArn": arn("servicenetwork/sn-0bf3f2882e9cc805a"),
            "serviceArn": arn(&format!("service/{}", self.service_id)),
            "targetGroupArn": arn("targetgroup/tg-6d0ecf831eec9f09"),
            "identity": identity,
            "region": region,
            "timeEpoch": setting.epoch_micros().to_string(),
        })
    }
}

impl Default for VpcLattice {
    fn default() -> Self {
        Self::new()
    }
}

impl FrontDoor for VpcLattice {
    fn event(
        &self,
        request: &http::Request<Bytes>,
        setting: &Setting<'_>,
    ) -> Result<Value, http::Response<Bytes>> {
        self.try_event(request, setting)
            .map_err(|error| self.answers.response(error, request.method()))
    }

    fn response(
        &self,
        request: &http::Request<Bytes>,
        outcome: &Outcome,
        _: &Setting<'_>,
    ) -> http::Response<Bytes> {
        let reply = outcome.reply().and_then(|(_, result)| read(result));
        let response = reply.and_then(|reply| reply.into_response(request.method()));
        response.unwrap_or_else(|error| self.answers.response(error, request.method()))
    }
}

fn read(result: &[u8]) -> Result<ProxyReply, GatewayError> {
    if result.len() > limits::MAX_PAYLOAD {
        return Err(GatewayError::FunctionFailed);
    }
    let fields = Fields::read(result)?;
    let reply = ProxyReply {
        status: fields.status()?.ok_or(GatewayError::FunctionFailed)?,
        headers: fields.headers("headers", HeaderValues::Strings)?,
        body: fields.body_bytes()?,
        ..ProxyReply::default()
    };
    Ok(reply.without_framing().or_content_type("application/octet-stream"))
}
