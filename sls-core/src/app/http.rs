//! HTTP requests: from the event to a route, a mounted service or an answer of our own.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{ALLOW, HeaderValue};
use http::{Request, StatusCode, Uri};
use matchit::Router;
use tower::ServiceExt;

use crate::__private::Answered;
use crate::app::records::text;
use crate::app::service::HttpService;
use crate::context::Context;
use crate::error::{BoxError, Error};
use crate::event::http::{HttpEvent, Strip, parameter, percent_decode_segments};
use crate::event::{Source, share_bytes};
use crate::extract::{HttpHead, HttpInput, Input, Json, Rejection, Rejections, States, Work};
use crate::failure::Failure;
use crate::handler::Method;
use crate::invocation::Invocation;
use crate::reply::encode::encode;
use crate::reply::{Body, IntoResponse, Message, Reply, Response};

/// All routes, decided at start.
#[derive(Default)]
pub(crate) struct HttpTable {
    pub(super) routes: Arc<Routes>,
    /// The routes inside the app's HTTP layers, if there are any.
    pub(super) layered: Option<HttpService>,
    pub(super) websocket: BTreeMap<String, HttpTarget>,
    pub(super) strip: Strip,
}

/// What a path leads to.
#[derive(Default)]
pub(crate) struct Routes {
    pub(super) states: Arc<States>,
    pub(super) paths: Router<usize>,
    pub(super) methods: Vec<Methods>,
    /// Of route key `$default`.
    pub(super) default: Option<HttpTarget>,
    /// The longest prefix first.
    pub(super) mounts: Vec<(String, HttpService)>,
}

/// The handlers of one path.
#[derive(Default)]
pub(crate) struct Methods {
    pub(super) one: Vec<(http::Method, HttpTarget)>,
    pub(super) any: Option<HttpTarget>,
}

/// A handler of HTTP requests.
pub(crate) struct HttpTarget {
    pub(super) name: &'static str,
    pub(super) endpoint: Answered<Response>,
    /// The same inside the handler's layers, if it has any.
    pub(super) layered: Option<HttpService>,
}

type Parameters<'a> = Vec<(Cow<'a, str>, Cow<'a, str>)>;

/// What travels with a request through layers, for the handler behind them.
#[derive(Clone)]
struct Carried {
    source: Source,
    parameters: Arc<[(String, String)]>,
}

impl HttpTable {
    pub(super) fn serves_http(&self) -> bool {
        !self.routes.methods.is_empty()
            || !self.routes.mounts.is_empty()
            || self.routes.default.is_some()
    }

    pub(super) fn serves_websockets(&self) -> bool {
        !self.websocket.is_empty()
    }

    pub(super) async fn requests(
        &self,
        source: Source,
        invocation: &Invocation,
    ) -> Result<Reply, Failure> {
        let event = HttpEvent::decode(source, text(source, invocation)?, &self.strip)?;
        let (door, head_only) = (event.door, event.method == "HEAD");
        let response = match &self.layered {
            Some(layered) => match to_request(&event, source, invocation) {
                Ok(request) => answered(layered.clone().oneshot(request).await),
                Err(rejection) => rejection.into_response(),
            },
            None => self.routes.event(&event, source, invocation).await,
        };
        encode(door, if head_only { response.map(|_| Body::empty()) } else { response })
    }

    pub(super) async fn websocket(&self, invocation: &Invocation) -> Result<Reply, Failure> {
        let source = Source::ApiGatewayWebSocket;
        let event = HttpEvent::decode(source, text(source, invocation)?, &self.strip)?;
        let key = event.route_key.as_deref().unwrap_or("$default");
        let Some(target) = self.websocket.get(key).or_else(|| self.websocket.get("$default"))
        else {
            let keys: Vec<_> = self.websocket.keys().map(String::as_str).collect();
            return Err(Failure::new(
                "Sls.UnroutedEvent",
                format!("no handler claims this WebSocket route; handled are {}", keys.join(", ")),
            ));
        };
        let response = self.routes.call(target, &event, Vec::new(), source, invocation).await;
        encode(event.door, response)
    }
}

impl Routes {
    /// Serves a request straight from the event.
    async fn event(
        &self,
        event: &HttpEvent<'_>,
        source: Source,
        invocation: &Invocation,
    ) -> Response {
        let Some(path) = event.path.for_routing() else { return bad_path() };
        match self.find(&event.method, &path) {
            Found::Handler(target, parameters) => {
                self.call(target, event, parameters, source, invocation).await
            }
            Found::Mounted(prefix, service) => match to_request(event, source, invocation) {
                Ok(request) => mounted(prefix, service, request).await,
                Err(rejection) => rejection.into_response(),
            },
            Found::Nothing(response) => response,
        }
    }

    async fn call(
        &self,
        target: &HttpTarget,
        event: &HttpEvent<'_>,
        parameters: Parameters<'_>,
        source: Source,
        invocation: &Invocation,
    ) -> Response {
        if let Some(layered) = &target.layered {
            return match to_request(event, source, invocation) {
                Ok(mut request) => {
                    carry(&mut request, source, &parameters);
                    answered(layered.clone().oneshot(request).await)
                }
                Err(rejection) => rejection.into_response(),
            };
        }
        let future = {
            let http = HttpInput { head: HttpHead::Event(event), parameters };
            let input = Input {
                context: invocation.context(),
                states: &self.states,
                source,
                raw: invocation.payload(),
                work: Work::Http(&http),
            };
            let mut rejections = Rejections::default();
            match (target.endpoint.make)(&input, &mut rejections) {
                Some(future) => future,
                None => return rejections.to_response(),
            }
        };
        future.await
    }

    /// Serves a request that came through the app's layers.
    pub(super) async fn request(&self, mut request: Request<Body>) -> Response {
        let path = request.uri().path().to_owned();
        let Some(path) = percent_decode_segments(&path) else { return bad_path() };
        match self.find(request.method().as_str(), &path) {
            Found::Handler(target, parameters) => {
                let source = source_of(&request);
                carry(&mut request, source, &parameters);
                match &target.layered {
                    Some(layered) => answered(layered.clone().oneshot(request).await),
                    None => call_request(&target.endpoint, &self.states, request).await,
                }
            }
            Found::Mounted(prefix, service) => mounted(prefix, service, request).await,
            Found::Nothing(response) => response,
        }
    }

    fn find<'t>(&'t self, method: &str, path: &str) -> Found<'t> {
        let matched = self.paths.at(path).ok().or_else(|| {
            // API Gateway takes `/orders/` for `/orders`.
            let trimmed = path.strip_suffix('/').filter(|path| !path.is_empty())?;
            self.paths.at(trimmed).ok()
        });
        let Some(matched) = matched else {
            return self.find_mount(path).unwrap_or_else(|| match &self.default {
                Some(target) => Found::Handler(target, Vec::new()),
                None => Found::Nothing(message(StatusCode::NOT_FOUND)),
            });
        };
        let methods = &self.methods[*matched.value];
        match methods.find(method).or(self.default.as_ref()) {
            Some(target) => {
                let owned = |text: &str| Cow::Owned(parameter(text).into_owned());
                let parameters = matched.params.iter();
                let parameters =
                    parameters.map(|(name, value)| (Cow::Owned(name.to_owned()), owned(value)));
                Found::Handler(target, parameters.collect())
            }
            None => self.find_mount(path).unwrap_or_else(|| Found::Nothing(methods.not_allowed())),
        }
    }

    fn find_mount(&self, path: &str) -> Option<Found<'_>> {
        let (prefix, service) = self.mounts.iter().find(|(prefix, _)| {
            path.strip_prefix(&**prefix)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })?;
        Some(Found::Mounted(prefix, service))
    }
}

enum Found<'t> {
    Handler(&'t HttpTarget, Parameters<'t>),
    Mounted(&'t str, &'t HttpService),
    Nothing(Response),
}

impl Methods {
    fn find(&self, method: &str) -> Option<&HttpTarget> {
        let one = |method: &str| {
            self.one.iter().find(|(other, _)| other == method).map(|(_, target)| target)
        };
        // HEAD is GET without the body (RFC 9110, section 9.3.2).
        let head = || (method == "HEAD").then(|| one("GET")).flatten();
        one(method).or_else(head).or(self.any.as_ref())
    }

    fn not_allowed(&self) -> Response {
        let mut allowed: Vec<_> = self.one.iter().map(|(method, _)| method.as_str()).collect();
        if allowed.contains(&"GET") && !allowed.contains(&"HEAD") {
            allowed.push("HEAD");
        }
        let mut response = message(StatusCode::METHOD_NOT_ALLOWED);
        if let Ok(allowed) = HeaderValue::try_from(allowed.join(", ")) {
            response.headers_mut().insert(ALLOW, allowed);
        }
        response
    }

    pub(super) fn slot(&mut self, method: &Method) -> Option<&'static str> {
        match method {
            Method::Any => self.any.as_ref().map(|target| target.name),
            Method::One(method) => {
                self.one.iter().find(|(other, _)| other == method).map(|(_, target)| target.name)
            }
        }
    }

    pub(super) fn insert(&mut self, method: Method, target: HttpTarget) {
        match method {
            Method::Any => self.any = Some(target),
            Method::One(method) => self.one.push((method, target)),
        }
    }
}

/// Runs a handler on a request that came through layers.
pub(super) async fn call_request(
    endpoint: &Answered<Response>,
    states: &States,
    request: Request<Body>,
) -> Response {
    let (parts, body) = request.into_parts();
    let body: Bytes = match body.into_bytes().await {
        Ok(body) => body,
        Err(error) => return Error::from(error).into_response(),
    };
    let (source, parameters) = match parts.extensions.get::<Carried>() {
        Some(carried) => (carried.source, Arc::clone(&carried.parameters)),
        None => (Source::Unrecognized, Arc::default()),
    };
    let context = match parts.extensions.get::<Context>() {
        Some(context) => context.clone(),
        None => Context::builder("").build(),
    };
    let future = {
        let parameters =
            parameters.iter().map(|(name, value)| (name.as_str().into(), value.as_str().into()));
        let http =
            HttpInput { head: HttpHead::Request(&parts, &body), parameters: parameters.collect() };
        let work = Work::Http(&http);
        let input = Input { context: &context, states, source, raw: &body, work };
        let mut rejections = Rejections::default();
        match (endpoint.make)(&input, &mut rejections) {
            Some(future) => future,
            None => return rejections.to_response(),
        }
    };
    future.await
}

fn to_request(
    event: &HttpEvent<'_>,
    source: Source,
    invocation: &Invocation,
) -> Result<Request<Body>, Rejection> {
    let body = match event.body()? {
        Cow::Borrowed(body) => share_bytes(invocation.payload(), body),
        Cow::Owned(body) => body.into(),
    };
    let mut request = event.head()?.map(|()| Body::from(body));
    let extensions = request.extensions_mut();
    extensions.insert(invocation.context().clone());
    extensions.insert(Carried { source, parameters: Arc::default() });
    Ok(request)
}

fn source_of(request: &Request<Body>) -> Source {
    request.extensions().get::<Carried>().map_or(Source::Unrecognized, |carried| carried.source)
}

fn carry(request: &mut Request<Body>, source: Source, parameters: &Parameters<'_>) {
    let owned =
        |(name, value): &(Cow<'_, str>, Cow<'_, str>)| (name.to_string(), value.to_string());
    let parameters = parameters.iter().map(owned).collect();
    request.extensions_mut().insert(Carried { source, parameters });
}

/// Takes the prefix off the path and passes the request on.
async fn mounted(prefix: &str, service: &HttpService, mut request: Request<Body>) -> Response {
    let path_and_query = request.uri().path_and_query().map_or("/", |path| path.as_str());
    let below = path_and_query.get(prefix.len()..).unwrap_or("/");
    let below = match below {
        "" => "/".to_owned(),
        rest if rest.starts_with('/') => rest.to_owned(),
        query => format!("/{query}"),
    };
    if let Ok(uri) = Uri::try_from(below) {
        *request.uri_mut() = uri;
    }
    answered(service.clone().oneshot(request).await)
}

fn answered(response: Result<Response, BoxError>) -> Response {
    response.unwrap_or_else(|error| Error::from(error).into_response())
}

fn message(status: StatusCode) -> Response {
    let message = status.canonical_reason().unwrap_or_default();
    (status, Json(Message { message })).into_response()
}

fn bad_path() -> Response {
    (StatusCode::BAD_REQUEST, Json(Message { message: "the path is not UTF-8" })).into_response()
}

impl fmt::Debug for HttpTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpTable")
            .field("paths", &self.routes.methods.len())
            .field("mounts", &self.routes.mounts.len())
            .field("websocket", &self.websocket.keys())
            .finish()
    }
}
