//! What API Gateway asks a Lambda authorizer.

use http::header::AUTHORIZATION;
use serde_json::{Map, Value, json};

use super::patch::Patches;
use super::{Origin, event_builder};
use crate::front_door::{FrontDoor, HttpApi, RequestEvent, RestApi, WebSocket};

/// API Gateway's question whether a request may pass.
///
/// Made of the request that waits for the answer, which the front doors build: the event is what
/// the function behind the door would receive, without the body, and with the ARN of the method or
/// route. Region, account, time and identifiers are those of the [`Origin`], whatever the request
/// says. (Amazon API Gateway developer guide, "Input to an API Gateway Lambda authorizer", "Control
/// access to HTTP APIs with AWS Lambda authorizers" and "Control access to WebSocket APIs with AWS
/// Lambda REQUEST authorizers".)
///
/// # Example
/// ```
/// use sls_test::event::AuthorizerEvent;
/// use sls_test::front_door::{HttpApi, RestApi};
///
/// let api = RestApi::new().api_id("abc123").route("GET", "/pets/{id}");
/// let event = AuthorizerEvent::token("Bearer abc", api.get("/pets/7")).build();
/// let pet = "arn:aws:execute-api:eu-west-1:111122223333:abc123/prod/GET/pets/7";
/// assert_eq!(event["type"], "TOKEN");
/// assert_eq!(event["methodArn"], pet);
///
/// let request = HttpApi::new().get("/pets/7").header("Authorization", "Bearer abc");
/// let event = AuthorizerEvent::http_api(request).build();
/// assert_eq!(event["identitySource"][0], "Bearer abc");
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct AuthorizerEvent {
    question: Question,
    identity: Option<Vec<String>>,
    patches: Patches,
}

#[derive(Clone, Debug)]
enum Question {
    Token { token: String, request: RequestEvent<RestApi> },
    Rest(RequestEvent<RestApi>),
    Http(RequestEvent<HttpApi>),
    WebSocket(RequestEvent<WebSocket>),
}

event_builder!(AuthorizerEvent);

impl AuthorizerEvent {
    /// A `TOKEN` authorizer of a REST API, which sees one header and nothing else.
    ///
    /// # Panics
    /// When the event is built if the API refuses the request.
    pub fn token(token: impl Into<String>, request: RequestEvent<RestApi>) -> Self {
        Self::new(Question::Token { token: token.into(), request })
    }

    /// A `REQUEST` authorizer of a REST API.
    ///
    /// # Panics
    /// When the event is built if the API refuses the request.
    pub fn rest(request: RequestEvent<RestApi>) -> Self {
        Self::new(Question::Rest(request))
    }

    /// An authorizer of an HTTP API, in the payload format of the API: 2.0 or 1.0.
    ///
    /// # Panics
    /// When the event is built if the API refuses the request.
    pub fn http_api(request: RequestEvent<HttpApi>) -> Self {
        Self::new(Question::Http(request))
    }

    /// The authorizer of a WebSocket API, asked before a connection opens.
    ///
    /// # Panics
    /// When the event is built if the API has no route `$connect`.
    pub fn websocket(request: RequestEvent<WebSocket>) -> Self {
        Self::new(Question::WebSocket(request))
    }

    /// Default: the request's `Authorization` header. The values of an HTTP API's identity sources.
    ///
    /// Other APIs do not tell them. Without any the event has no `identitySource`.
    pub fn identity<S: Into<String>>(mut self, values: impl IntoIterator<Item = S>) -> Self {
        self.identity = Some(values.into_iter().map(Into::into).collect());
        self
    }

    fn new(question: Question) -> Self {
        Self { question, identity: None, patches: Patches::default() }
    }

    fn event(&self, origin: &Origin) -> Value {
        match &self.question {
            Question::Token { token, request } => json!({
                "type": "TOKEN",
                "authorizationToken": token,
                "methodArn": rest_method(&proxy_event(request, origin), origin),
            }),
            Question::Rest(request) => {
                let proxied = proxy_event(request, origin);
                let arn = rest_method(&proxied, origin);
                with_empty_maps(asked(proxied, "methodArn", &arn), &MAPS)
            }
            Question::Http(request) => self.http_event(request, origin),
            Question::WebSocket(request) => {
                let proxied = proxy_event(request, origin);
                let arn = arn(origin, &proxied["requestContext"], "$connect");
                with_empty_maps(asked(proxied, "methodArn", &arn), &MAPS[..3])
            }
        }
    }

    fn http_event(&self, request: &RequestEvent<HttpApi>, origin: &Origin) -> Value {
        let proxied = proxy_event(request, origin);
        let identity = self.identity.clone().unwrap_or_else(|| authorization(request));
        let identity = (!identity.is_empty()).then_some(identity);
        if proxied["version"] == "2.0" {
            http_event_v2(proxied, identity, origin)
        } else {
            http_event_v1(proxied, identity, origin)
        }
    }
}

fn http_event_v1(proxied: Value, identity: Option<Vec<String>>, origin: &Origin) -> Value {
    let path = http_path(&proxied, &proxied["resource"], &proxied["path"]);
    let arn = route(&proxied, &proxied["httpMethod"], &path, origin);
    let mut event = with_empty_maps(asked(proxied, "methodArn", &arn), &MAPS);
    if let Some(context) = event["requestContext"].as_object_mut() {
        // There is none until the authorizer has answered.
        context.remove("authorizer");
    }
    if let Some(identity) = identity {
        let identity = identity.join(",");
        event["identitySource"] = identity.as_str().into();
        event["authorizationToken"] = identity.into();
    }
    event
}

fn http_event_v2(proxied: Value, identity: Option<Vec<String>>, origin: &Origin) -> Value {
    let method = &proxied["requestContext"]["http"]["method"];
    let path = http_path(&proxied, &proxied["routeKey"], &proxied["rawPath"]);
    let arn = route(&proxied, method, &path, origin);
    let mut event = asked(proxied, "routeArn", &arn);
    if let Some(identity) = identity {
        event["identitySource"] = identity.into();
    }
    event
}

/// The values of the request's `Authorization` headers.
fn authorization(request: &RequestEvent<HttpApi>) -> Vec<String> {
    let request = request.request();
    let values = request.headers().get_all(AUTHORIZATION).iter();
    values.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()).collect()
}

/// What the function behind the door would receive.
#[track_caller]
fn proxy_event<D: FrontDoor + Clone>(request: &RequestEvent<D>, origin: &Origin) -> Value {
    let request = request.clone().ids(&origin.ids).at(origin.now);
    request.region(&origin.region).account_id(&origin.account_id).event()
}

/// The same, as a question.
fn asked(mut event: Value, arn_name: &str, arn: &str) -> Value {
    if let Some(members) = event.as_object_mut() {
        members.remove("body");
        members.remove("isBase64Encoded");
    }
    event["type"] = "REQUEST".into();
    event[arn_name] = arn.into();
    event
}

/// Functions receive `null` or nothing where authorizers receive empty maps.
fn with_empty_maps(mut event: Value, names: &[&str]) -> Value {
    for name in names {
        if event[*name].is_null() {
            event[*name] = Map::new().into();
        }
    }
    event
}

/// Maps that are never absent; a WebSocket API has no path parameters.
const MAPS: [&str; 4] = [
    "queryStringParameters",
    "multiValueQueryStringParameters",
    "stageVariables",
    "pathParameters",
];

fn rest_method(event: &Value, origin: &Origin) -> String {
    let path = filled(text(&event["resource"]), &event["pathParameters"]);
    route(event, &event["httpMethod"], &path, origin)
}

/// The path of an HTTP API's route with its parameters filled in; of `$default`, the request's.
fn http_path(event: &Value, route_key: &Value, path: &Value) -> String {
    let template = text(route_key);
    match template.find('/') {
        Some(start) => filled(&template[start..], &event["pathParameters"]),
        None => {
            let stage = format!("/{}", text(&event["requestContext"]["stage"]));
            let path = text(path);
            path.strip_prefix(&stage).unwrap_or(path).to_owned()
        }
    }
}

/// A path template with its parameters filled in: the ARN names the path that was asked for.
fn filled(template: &str, parameters: &Value) -> String {
    let mut path = template.to_owned();
    for (name, value) in parameters.as_object().into_iter().flatten() {
        for placeholder in [format!("{{{name}}}"), format!("{{{name}+}}")] {
            path = path.replace(&placeholder, text(value));
        }
    }
    path
}

fn route(event: &Value, method: &Value, path: &str, origin: &Origin) -> String {
    arn(origin, &event["requestContext"], &format!("{}{path}", text(method)))
}

/// `arn:aws:execute-api:REGION:ACCOUNT:API/STAGE/METHOD/PATH`
fn arn(origin: &Origin, context: &Value, what: &str) -> String {
    let resource = format!("{}/{}/{what}", text(&context["apiId"]), text(&context["stage"]));
    origin.arn("execute-api", &resource)
}

/// A text that the front doors always write; overrides of the request may have removed it.
fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
