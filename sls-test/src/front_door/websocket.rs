//! API Gateway WebSocket APIs: the `$connect` request, and what the API is made of.

use bytes::Bytes;
use http::header::{CONNECTION, HeaderValue, SEC_WEBSOCKET_PROTOCOL, UPGRADE};
use http::{Method, StatusCode};
use serde_json::{Map, Value};

use super::door_methods::gateway_response_method;
use super::gateway_error::{self, Answers, GatewayError};
use super::headers::{Headers, Listener};
use super::incoming::Incoming;
use super::payload_v1;
use super::proxy_reply::{Fields, HeaderValues, ProxyReply};
use super::query::Query;
use super::request_event::RequestEvent;
use super::rest_event::NOT_PASSED_ON;
use super::setting::Setting;
use super::websocket_connection::{Connection, Phase};
use super::{FrontDoor, Outcome};

/// A WebSocket API with one Lambda function behind all its routes.
///
/// As a [`FrontDoor`] it handles the HTTP request that opens a connection: the event is that of the
/// route `$connect`, and a response of 101 means that the connection is open. After that,
/// [`message`], [`reply`] and [`disconnect`] make the rest.
///
/// Follows API Gateway's "Create WebSocket APIs in API Gateway".
///
/// [`message`]: WebSocket::message
/// [`reply`]: WebSocket::reply
/// [`disconnect`]: WebSocket::disconnect
///
/// # Example
/// ```
/// use std::time::SystemTime;
///
/// use sls_test::Ids;
/// use sls_test::front_door::{Connection, Setting, WebSocket};
///
/// let api = WebSocket::new().route_key("$connect").route_key("send").route_key("$disconnect");
/// let connected = api.connect("/?room=7").event();
/// assert_eq!(connected["requestContext"]["routeKey"], "$connect");
///
/// let ids = Ids::default();
/// let setting = Setting::new(&ids, SystemTime::UNIX_EPOCH);
/// let connection = Connection::opened_by(&connected).ok_or("not a $connect event")?;
/// let event = api.message(&connection, r#"{"action":"send"}"#, &setting).map_err(|_| "refused")?;
/// assert_eq!(event["requestContext"]["routeKey"], "send");
/// assert_eq!(event["requestContext"]["connectionId"], connection.id());
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, Debug)]
pub struct WebSocket {
    pub(super) api_id: String,
    pub(super) stage: String,
    routes: Vec<String>,
    route_responses: Vec<String>,
    stage_variables: Vec<(String, String)>,
    /// The field of a message that names its route, as a JSON pointer.
    pub(super) selection: String,
    answers: Answers,
}

gateway_response_method!(WebSocket);

impl WebSocket {
    /// Stage `prod`, routes `$connect`, `$disconnect` and `$default`, no route responses.
    #[must_use]
    pub fn new() -> Self {
        Self {
            api_id: "ws4pi1d000".to_owned(),
            stage: "prod".to_owned(),
            routes: Vec::new(),
            route_responses: Vec::new(),
            stage_variables: Vec::new(),
            selection: "/action".to_owned(),
            answers: Answers::new(gateway_error::websocket),
        }
    }

    /// Default `ws4pi1d000`; the first label of the API's domain name.
    #[must_use]
    pub fn api_id(self, api_id: impl Into<String>) -> Self {
        Self { api_id: api_id.into(), ..self }
    }

    /// Default `prod`; the stage that connections are made to.
    #[must_use]
    pub fn stage(self, stage: impl Into<String>) -> Self {
        Self { stage: stage.into(), ..self }
    }

    /// Default `$connect`, `$disconnect`, `$default`; adds a route, and only those added exist.
    #[must_use]
    pub fn route_key(mut self, key: impl Into<String>) -> Self {
        self.routes.push(key.into());
        self
    }

    /// Default none; adds a route response, which sends the function's body to the client.
    #[must_use]
    pub fn route_response(mut self, key: impl Into<String>) -> Self {
        self.route_responses.push(key.into());
        self
    }

    /// Default `$request.body.action`; where a message names its route.
    ///
    /// # Panics
    /// If the expression does not begin with `$request.body.`.
    #[must_use]
    #[track_caller]
    pub fn route_selection_expression(self, expression: &str) -> Self {
        let Some(field) = expression.strip_prefix("$request.body.") else {
            panic!("route selection expression `{expression}` has to be as `$request.body.action`");
        };
        Self { selection: format!("/{}", field.replace('.', "/")), ..self }
    }

    /// Default none; adds a stage variable.
    #[must_use]
    pub fn stage_variable(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.stage_variables.push((name.into(), value.into()));
        self
    }

    /// Starts the request that opens a connection, with its query: `/?room=7`.
    pub fn connect(&self, target: &str) -> RequestEvent<Self> {
        RequestEvent::new(self.clone(), "GET", target)
    }

    /// A connection of which the function hears nothing, for an API without the route `$connect`.
    #[must_use]
    pub fn open(&self, request: &http::Request<Bytes>, setting: &Setting<'_>) -> Connection {
        Connection::new(&Incoming::new(request), &self.own_domain(setting), setting)
    }

    fn own_domain(&self, setting: &Setting<'_>) -> String {
        format!("{}.execute-api.{}.amazonaws.com", self.api_id, setting.region)
    }

    /// Whether there is such a route.
    pub(super) fn has_route(&self, key: &str) -> bool {
        if self.routes.is_empty() {
            ["$connect", "$disconnect", "$default"].contains(&key)
        } else {
            self.routes.iter().any(|route| route == key)
        }
    }

    pub(super) fn has_route_response(&self, key: &str) -> bool {
        self.route_responses.iter().any(|route| route == key)
    }

    fn connect_event(&self, request: &http::Request<Bytes>, setting: &Setting<'_>) -> Value {
        let incoming = Incoming::new(request);
        let own_domain = self.own_domain(setting);
        let mut headers = Headers::sent_with(request);
        headers.remove_all(NOT_PASSED_ON);
        let via = Listener { domain: &own_domain, port: "443", protocol: "https" };
        headers.forward(&incoming, &via, setting);

        let connection = self.open(request, setting);
        let context = connection.request_context(self, "$connect", &Phase::Connect, setting);
        let query = Query::decoded(incoming.query(), &['&']);
        let mut event = Map::new();
        for (key, map) in [
            ("headers", headers.last_values()),
            ("multiValueHeaders", headers.all_values()),
            ("queryStringParameters", query.last_values()),
            ("multiValueQueryStringParameters", query.all_values()),
            ("stageVariables", payload_v1::pairs(&self.stage_variables)),
        ] {
            if !map.is_empty() {
                event.insert(key.to_owned(), map.into());
            }
        }
        event.insert("requestContext".to_owned(), context);
        event.insert("isBase64Encoded".to_owned(), false.into());
        Value::Object(event)
    }
}

impl Default for WebSocket {
    fn default() -> Self {
        Self::new()
    }
}

impl FrontDoor for WebSocket {
    /// The `$connect` event; without that route the connection opens and no function runs.
    fn event(
        &self,
        request: &http::Request<Bytes>,
        setting: &Setting<'_>,
    ) -> Result<Value, http::Response<Bytes>> {
        if self.has_route("$connect") {
            Ok(self.connect_event(request, setting))
        } else {
            Err(switching(http::Response::new(Bytes::new())))
        }
    }

    /// 101 if the function let the client in, its own status if it did not.
    fn response(
        &self,
        _: &http::Request<Bytes>,
        outcome: &Outcome,
        _: &Setting<'_>,
    ) -> http::Response<Bytes> {
        let reply = outcome.reply().and_then(|(_, result)| read(result));
        let response = reply.and_then(|reply| {
            let accepted = reply.status.is_success();
            let response = reply.into_response(&Method::GET)?;
            Ok(if accepted { switching(response) } else { response })
        });
        response.unwrap_or_else(|error| self.answers.response(error, &Method::GET))
    }
}

/// The status and the sub-protocol; nothing else of the reply reaches the client.
fn read(result: &[u8]) -> Result<ProxyReply, GatewayError> {
    let fields = Fields::read(result)?;
    let mut headers = fields.headers("headers", HeaderValues::Stringified)?;
    headers.extend(fields.lists("multiValueHeaders")?);
    headers.retain(|(name, _)| name.eq_ignore_ascii_case(SEC_WEBSOCKET_PROTOCOL.as_str()));
    Ok(ProxyReply {
        status: fields.status()?.ok_or(GatewayError::FunctionFailed)?,
        headers,
        ..ProxyReply::default()
    })
}

/// The response that opens the connection (RFC 6455, section 4.2.2).
///
/// `Sec-WebSocket-Accept` is left to who owns the connection.
fn switching(mut response: http::Response<Bytes>) -> http::Response<Bytes> {
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    response.headers_mut().remove(http::header::CONTENT_LENGTH);
    response.headers_mut().insert(UPGRADE, HeaderValue::from_static("websocket"));
    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("Upgrade"));
    response
}
