//! API Gateway HTTP APIs with Lambda proxy integration.

use bytes::Bytes;
use serde_json::Value;

use super::body::MediaTypes;
use super::door_methods::{gateway_response_method, request_methods};
use super::gateway_error::{self, Answers};
use super::path::RawPath;
use super::payload_v2::DEFAULT;
use super::route::Route;
use super::setting::Setting;
use super::{FrontDoor, Outcome, http_api_reply};

/// An HTTP API with one Lambda function behind all its routes.
///
/// A request's path is what follows the stage in the invoke URL. With [`api_mapping_key`], requests
/// come through a custom domain name instead and begin with the key.
///
/// Follows API Gateway's "Create AWS Lambda proxy integrations for HTTP APIs".
///
/// [`api_mapping_key`]: HttpApi::api_mapping_key
///
/// # Example
/// ```
/// use sls_test::front_door::HttpApi;
///
/// let api = HttpApi::new().stage("dev").route_key("GET /items/{id}");
/// let event = api.get("/items/a%20b?tag=x&tag=y").header("cookie", "sid=1; theme=dark").event();
///
/// assert_eq!(event["rawPath"], "/dev/items/a b");
/// assert_eq!(event["pathParameters"]["id"], "a b");
/// assert_eq!(event["queryStringParameters"]["tag"], "x,y");
/// assert_eq!(event["cookies"][1], "theme=dark");
/// ```
#[derive(Clone, Debug)]
pub struct HttpApi {
    pub(super) api_id: String,
    pub(super) stage: String,
    pub(super) routes: Vec<Route>,
    pub(super) default_route: bool,
    pub(super) api_mapping_key: Option<String>,
    pub(super) stage_variables: Vec<(String, String)>,
    pub(super) text_media_types: MediaTypes,
    pub(super) raw_path: RawPath,
    pub(super) payload: PayloadFormat,
    pub(super) answers: Answers,
}

/// The two shapes of event and reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PayloadFormat {
    V1,
    V2,
}

request_methods!(HttpApi);
gateway_response_method!(HttpApi);

impl HttpApi {
    /// Payload format 2.0, stage `$default`, and the route `$default` that takes everything.
    #[must_use]
    pub fn new() -> Self {
        Self {
            api_id: "http4pi1d0".to_owned(),
            stage: DEFAULT.to_owned(),
            routes: Vec::new(),
            default_route: false,
            api_mapping_key: None,
            stage_variables: Vec::new(),
            text_media_types: MediaTypes::text(),
            raw_path: RawPath::Decoded,
            payload: PayloadFormat::V2,
            answers: Answers::new(gateway_error::http_api),
        }
    }

    /// Default `http4pi1d0`; the first label of the API's domain name.
    #[must_use]
    pub fn api_id(self, api_id: impl Into<String>) -> Self {
        Self { api_id: api_id.into(), ..self }
    }

    /// Default `$default`; the stage that requests reach.
    #[must_use]
    pub fn stage(self, stage: impl Into<String>) -> Self {
        Self { stage: stage.into(), ..self }
    }

    /// Default `$default`; adds a route, and from then on only those added exist.
    ///
    /// A key is a method or `ANY` and a path, as `GET /orders/{id}`, or `$default`.
    ///
    /// # Panics
    /// If the key is neither.
    #[must_use]
    #[track_caller]
    pub fn route_key(mut self, key: &str) -> Self {
        match key.split_once(' ') {
            Some((method, path)) => self.routes.push(Route::new(method, path.trim())),
            None if key == DEFAULT => self.default_route = true,
            None => panic!("route key `{key}` has to be `$default` or as `GET /orders/{{id}}`"),
        }
        self
    }

    /// Default 2.0; payload format version 1.0.
    #[must_use]
    pub fn payload_v1(self) -> Self {
        Self { payload: PayloadFormat::V1, ..self }
    }

    /// Default none; the key under which a custom domain name maps to the stage.
    #[must_use]
    pub fn api_mapping_key(self, key: &str) -> Self {
        Self { api_mapping_key: Some(key.trim_matches('/').to_owned()), ..self }
    }

    /// Default none; adds a stage variable.
    #[must_use]
    pub fn stage_variable(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.stage_variables.push((name.into(), value.into()));
        self
    }

    /// Default `text/*`, JSON, JavaScript and XML; the media types whose bodies are not base64.
    #[must_use]
    pub fn text_media_types<S: Into<String>>(self, types: impl IntoIterator<Item = S>) -> Self {
        Self { text_media_types: MediaTypes::new(types), ..self }
    }

    /// Default decoded; how `rawPath` arrives.
    #[must_use]
    pub fn raw_path(self, raw_path: RawPath) -> Self {
        Self { raw_path, ..self }
    }
}

impl Default for HttpApi {
    fn default() -> Self {
        Self::new()
    }
}

impl FrontDoor for HttpApi {
    fn event(
        &self,
        request: &http::Request<Bytes>,
        setting: &Setting<'_>,
    ) -> Result<Value, http::Response<Bytes>> {
        self.proxy_event(request, setting)
            .map_err(|error| http_api_reply::refusal(self, request, error, setting))
    }

    fn response(
        &self,
        request: &http::Request<Bytes>,
        outcome: &Outcome,
        setting: &Setting<'_>,
    ) -> http::Response<Bytes> {
        http_api_reply::response(self, request, outcome, setting)
    }
}
