//! API Gateway REST APIs with Lambda proxy integration.

use bytes::Bytes;
use serde_json::Value;

use super::body::MediaTypes;
use super::door_methods::{gateway_response_method, request_methods};
use super::gateway_error::{self, Answers};
use super::route::Route;
use super::setting::Setting;
use super::{FrontDoor, Outcome, rest_reply};

/// A REST API with one Lambda function behind all its methods.
///
/// A request's path is what follows the stage in the invoke URL. With [`base_path`], requests come
/// through a custom domain name instead and begin with the base path.
///
/// Follows API Gateway's "Lambda proxy integrations in API Gateway".
///
/// [`base_path`]: RestApi::base_path
///
/// # Example
/// ```
/// use sls_test::front_door::RestApi;
///
/// let api = RestApi::new().stage("prod").route("GET", "/orders/{id}");
/// let event = api.get("/orders/42?tag=a&tag=b").event();
///
/// assert_eq!(event["path"], "/orders/42");
/// assert_eq!(event["requestContext"]["path"], "/prod/orders/42");
/// assert_eq!(event["pathParameters"]["id"], "42");
/// assert_eq!(event["multiValueQueryStringParameters"]["tag"][0], "a");
/// ```
#[derive(Clone, Debug)]
pub struct RestApi {
    pub(super) api_id: String,
    pub(super) stage: String,
    pub(super) routes: Vec<Route>,
    pub(super) base_path: Option<String>,
    pub(super) stage_variables: Vec<(String, String)>,
    pub(super) edge_optimized: bool,
    pub(super) test_invoke: bool,
    pub(super) binary_media_types: MediaTypes,
    pub(super) streams: bool,
    pub(super) null_is_empty: bool,
    pub(super) answers: Answers,
}

request_methods!(RestApi);
gateway_response_method!(RestApi);

impl RestApi {
    /// A regional API, stage `prod`, that passes every method and path to the function.
    #[must_use]
    pub fn new() -> Self {
        Self {
            api_id: "rest4pi1d0".to_owned(),
            stage: "prod".to_owned(),
            routes: Vec::new(),
            base_path: None,
            stage_variables: Vec::new(),
            edge_optimized: false,
            test_invoke: false,
            binary_media_types: MediaTypes::new([""; 0]),
            streams: false,
            null_is_empty: false,
            answers: Answers::new(gateway_error::rest),
        }
    }

    /// Default `rest4pi1d0`; the first label of the API's domain name.
    #[must_use]
    pub fn api_id(self, api_id: impl Into<String>) -> Self {
        Self { api_id: api_id.into(), ..self }
    }

    /// Default `prod`; the stage that requests reach.
    #[must_use]
    pub fn stage(self, stage: impl Into<String>) -> Self {
        Self { stage: stage.into(), ..self }
    }

    /// Default `ANY /` and `ANY /{proxy+}`; adds a method, and only those added exist.
    ///
    /// # Panics
    /// If `resource` does not begin with a slash or has a greedy parameter before its end.
    #[must_use]
    #[track_caller]
    pub fn route(mut self, method: &str, resource: &str) -> Self {
        self.routes.push(Route::new(method, resource));
        self
    }

    /// Default none; the media types of bodies that are base64 in events.
    ///
    /// With `*/*` all are. A reply's base64 is decoded if the first type of the request's `Accept`
    /// is among them.
    #[must_use]
    pub fn binary_media_types<S: Into<String>>(self, types: impl IntoIterator<Item = S>) -> Self {
        Self { binary_media_types: MediaTypes::new(types), ..self }
    }

    /// Default none; requests come through a custom domain name mapped to this stage.
    #[must_use]
    pub fn base_path(self, base_path: &str) -> Self {
        Self { base_path: Some(base_path.trim_matches('/').to_owned()), ..self }
    }

    /// Default none; adds a stage variable.
    #[must_use]
    pub fn stage_variable(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.stage_variables.push((name.into(), value.into()));
        self
    }

    /// Default regional; an edge-optimised API, whose requests pass through CloudFront.
    #[must_use]
    pub fn edge_optimized(self) -> Self {
        Self { edge_optimized: true, ..self }
    }

    /// Default off; requests come from the console's *Test* button, without headers.
    #[must_use]
    pub fn test_invoke(self) -> Self {
        Self { test_invoke: true, ..self }
    }

    /// Default buffered; response transfer mode `STREAM`, which wants the metadata prelude.
    #[must_use]
    pub fn stream(self) -> Self {
        Self { streams: true, ..self }
    }

    /// Default refused with 502; a result of `null` is an empty 200.
    ///
    /// What AWS does is not on record.
    #[must_use]
    pub fn accept_null(self) -> Self {
        Self { null_is_empty: true, ..self }
    }
}

impl Default for RestApi {
    fn default() -> Self {
        Self::new()
    }
}

impl FrontDoor for RestApi {
    fn event(
        &self,
        request: &http::Request<Bytes>,
        setting: &Setting<'_>,
    ) -> Result<Value, http::Response<Bytes>> {
        self.proxy_event(request, setting)
            .map_err(|error| rest_reply::refusal(self, request, error, setting))
    }

    fn response(
        &self,
        request: &http::Request<Bytes>,
        outcome: &Outcome,
        setting: &Setting<'_>,
    ) -> http::Response<Bytes> {
        rest_reply::response(self, request, outcome, setting)
    }
}
