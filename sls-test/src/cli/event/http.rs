//! Requests at front doors, and the questions of APIs to their authorizers.

use clap::{Args, ValueEnum};
use serde_json::Value;

use crate::cli::problem::Problem;
use crate::event::{AuthorizerEvent, Origin};
use crate::front_door::{
    Connection, FrontDoor, HttpApi, RequestEvent, RestApi, Setting, WebSocket,
};

#[derive(Debug, Args)]
pub(super) struct RequestArgs {
    /// The method
    #[arg(default_value = "GET")]
    method: String,
    /// The path, with or without a query
    #[arg(default_value = "/")]
    path: String,
    /// A header line; may be repeated
    #[arg(long = "header", short = 'H', value_name = "NAME: VALUE")]
    headers: Vec<String>,
    /// The body as text
    #[arg(long, default_value = "")]
    body: String,
}

impl RequestArgs {
    pub(super) fn event(&self, door: impl FrontDoor, origin: &Origin) -> Result<Value, Problem> {
        let request = RequestEvent::new(door, &method(&self.method)?, &path(&self.path)?)
            .at(origin.now)
            .ids(&origin.ids)
            .body(self.body.clone());
        with_headers(request, &self.headers)?.try_event().map_err(refused)
    }
}

#[derive(Debug, Args)]
pub(super) struct WebSocketArgs {
    /// The message, or `$connect` for the event that opens a connection
    #[arg(default_value = "hello")]
    message: String,
    /// The route key, of an API that has this route beside its own three
    #[arg(long)]
    route: Option<String>,
}

impl WebSocketArgs {
    pub(super) fn event(&self, origin: &Origin) -> Result<Value, Problem> {
        let api = match &self.route {
            Some(route) => WebSocket::new().route_key("$connect").route_key(route),
            None => WebSocket::new(),
        };
        let connected = api.connect("/").at(origin.now).ids(&origin.ids).event();
        if self.message == "$connect" {
            return Ok(connected);
        }
        let connection = Connection::opened_by(&connected)
            .ok_or_else(|| Problem::new("the event of the connection is incomplete"))?;
        let setting = Setting::new(&origin.ids, origin.now);
        api.message(&connection, self.message.clone(), &setting).map_err(|_| {
            Problem::new("no route takes this message; write one like '{\"action\":\"ROUTE\"}'")
        })
    }
}

#[derive(Debug, Args)]
pub(super) struct AuthorizerArgs {
    /// The method of the request that waits for the answer
    #[arg(default_value = "GET")]
    method: String,
    /// Its path, with or without a query
    #[arg(default_value = "/")]
    path: String,
    /// Who asks
    #[arg(long, value_enum, default_value_t)]
    api: Api,
    /// The value of the header `Authorization`
    #[arg(long, default_value = "Bearer token")]
    token: String,
    /// Another header line; may be repeated
    #[arg(long = "header", short = 'H', value_name = "NAME: VALUE")]
    headers: Vec<String>,
}

/// The APIs that have authorizers.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Api {
    /// An HTTP API, payload format 2.0
    #[default]
    #[value(name = "http-api")]
    Http,
    /// An HTTP API, payload format 1.0
    #[value(name = "http-api-v1")]
    HttpV1,
    /// A REST API with an authorizer of type REQUEST
    Rest,
    /// A REST API with an authorizer of type TOKEN
    RestToken,
    /// A WebSocket API, before a connection opens
    Websocket,
}

impl AuthorizerArgs {
    pub(super) fn event(&self, origin: &Origin) -> Result<Value, Problem> {
        let question = match self.api {
            Api::Http => AuthorizerEvent::http_api(self.request(HttpApi::new())?),
            Api::HttpV1 => AuthorizerEvent::http_api(self.request(HttpApi::new().payload_v1())?),
            Api::Rest => AuthorizerEvent::rest(self.request(RestApi::new())?),
            Api::RestToken => AuthorizerEvent::token(&self.token, self.request(RestApi::new())?),
            Api::Websocket => {
                let connect = WebSocket::new().connect(&path(&self.path)?);
                AuthorizerEvent::websocket(self.acceptable(connect)?)
            }
        };
        Ok(question.build_in(origin))
    }

    fn request<D: FrontDoor>(&self, door: D) -> Result<RequestEvent<D>, Problem> {
        self.acceptable(RequestEvent::new(door, &method(&self.method)?, &path(&self.path)?))
    }

    /// The request with its headers, unless the API refuses it before anybody is asked.
    fn acceptable<D: FrontDoor>(
        &self,
        request: RequestEvent<D>,
    ) -> Result<RequestEvent<D>, Problem> {
        let authorization = format!("Authorization: {}", self.token);
        let request = with_headers(request, [&authorization].into_iter().chain(&self.headers))?;
        request.try_event().map_err(refused)?;
        Ok(request)
    }
}

fn with_headers<'a, D: FrontDoor>(
    mut request: RequestEvent<D>,
    lines: impl IntoIterator<Item = &'a String>,
) -> Result<RequestEvent<D>, Problem> {
    for line in lines {
        let (name, value) = header(line)?;
        request = request.header(name, value);
    }
    Ok(request)
}

fn refused(refusal: http::Response<bytes::Bytes>) -> Problem {
    Problem::new(format!(
        "the front door refuses this request with {}: {}",
        refusal.status(),
        String::from_utf8_lossy(refusal.body())
    ))
}

fn method(text: &str) -> Result<String, Problem> {
    match text.parse::<http::Method>() {
        Ok(method) => Ok(method.as_str().to_owned()),
        Err(_) => Err(Problem::new(format!("`{text}` is no HTTP method; write one like GET"))),
    }
}

fn path(text: &str) -> Result<String, Problem> {
    if text.starts_with('/') {
        Ok(text.to_owned())
    } else {
        Err(Problem::new(format!("the path `{text}` begins with no slash; write `/{text}`")))
    }
}

fn header(line: &str) -> Result<(&str, &str), Problem> {
    let (name, value) = line.split_once(':').unwrap_or_default();
    let value = value.trim();
    let is_valid = http::HeaderName::from_bytes(name.as_bytes()).is_ok()
        && http::HeaderValue::from_str(value).is_ok();
    if is_valid {
        Ok((name, value))
    } else {
        Err(Problem::new(format!("`{line}` is no header line; write one like 'accept: text/html'")))
    }
}
