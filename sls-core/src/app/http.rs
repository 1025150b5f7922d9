//! HTTP requests: from the event to a handler, and from its response to a reply.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use http::{Request, StatusCode};
use tower::ServiceExt;

use crate::app::request::{answered, call_request, carry, mounted, source_of, to_request};
use crate::app::routes::{Found, HttpTarget, Parameters, Routes};
use crate::dispatch::text;
use crate::erased::HttpService;
use crate::error::Error;
use crate::event::Source;
use crate::event::http::{Door, HttpEvent, Strip, percent_decode_segments};
use crate::extract::{HttpHead, HttpInput, Input, Json, Location, Rejection, Rejections};
use crate::failure::Failure;
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
    pub(super) body_limit: Option<usize>,
}

impl HttpTable {
    /// Answers if the event is a request and there are handlers for such.
    pub(super) async fn serve(
        &self,
        source: Source,
        invocation: &Invocation,
    ) -> Option<Result<Reply, Failure>> {
        match source {
            Source::Alb
            | Source::ApiGatewayHttp
            | Source::ApiGatewayRest
            | Source::FunctionUrl
            | Source::VpcLattice
                if !self.routes.is_empty() =>
            {
                Some(self.requests(source, invocation).await)
            }
            Source::ApiGatewayWebSocket if !self.websocket.is_empty() => {
                Some(self.message(invocation).await)
            }
            _ => None,
        }
    }

    async fn requests(&self, source: Source, invocation: &Invocation) -> Result<Reply, Failure> {
        let event = HttpEvent::decode(source, text(source, invocation)?, &self.strip)?;
        let (door, head_only) = (event.door, event.method == "HEAD");
        let exceeded = self.body_limit.filter(|limit| event.body_length() > *limit);
        let response = match (exceeded, &self.layered) {
            (Some(limit), _) => body_too_long(limit),
            (None, Some(layered)) => match to_request(&event, source, invocation) {
                Ok(request) => answered(layered.clone().oneshot(request).await),
                Err(rejection) => rejection.into_response(),
            },
            (None, None) => self.routes.event(&event, source, invocation).await,
        };
        let response = if head_only { response.map(|_| Body::empty()) } else { response };
        match (source, door) {
            (Source::FunctionUrl, _) | (_, Door::Rest) => encode(door, response),
            _ => encode(door, complete(response).await?),
        }
    }

    async fn message(&self, invocation: &Invocation) -> Result<Reply, Failure> {
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
        encode(event.door, complete(response).await?)
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
        if let Err(failure) = self.shared.prepare(&target.endpoint, invocation.context()).await {
            return Error::from(failure).into_response();
        }
        let future = {
            let head = HttpHead::Event(event);
            let http = HttpInput { raw: invocation.payload(), head, parameters };
            let (context, states) = (invocation.context(), &self.shared.states);
            let input = Input { context, states, source, work: &http };
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
                    None => call_request(&target.endpoint, &self.shared, request).await,
                }
            }
            Found::Mounted(prefix, service) => mounted(prefix, service, request).await,
            Found::Nothing(response) => response,
        }
    }
}

/// Waits for the end of a stream, for front doors that do not take any.
async fn complete(response: Response) -> Result<Response, Failure> {
    let (head, body) = response.into_parts();
    let body = body.into_bytes().await.map_err(Error::from)?;
    Ok(Response::from_parts(head, body.into()))
}

#[cold]
fn body_too_long(limit: usize) -> Response {
    let problem = format!("longer than {limit} bytes");
    Rejection::new(StatusCode::PAYLOAD_TOO_LARGE, Location::Body, problem).into_response()
}

fn bad_path() -> Response {
    (StatusCode::BAD_REQUEST, Json(Message { message: "the path is not UTF-8" })).into_response()
}

impl fmt::Debug for HttpTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpTable")
            .field("routes", &self.routes.len())
            .field("websocket", &self.websocket.keys())
            .finish()
    }
}
