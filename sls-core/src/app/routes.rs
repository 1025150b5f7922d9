//! Which handler takes a method and a path.

use std::borrow::Cow;
use std::sync::Arc;

use http::StatusCode;
use http::header::{ALLOW, HeaderValue};
use matchit::Router;

use crate::__private::Answered;
use crate::app::service::HttpService;
use crate::event::http::parameter;
use crate::extract::{Json, States};
use crate::handler::Method;
use crate::reply::{IntoResponse, Message, Response};

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

/// Names and values that the route took from the path.
pub(super) type Parameters<'a> = Vec<(Cow<'a, str>, Cow<'a, str>)>;

/// What takes a request.
pub(super) enum Found<'t> {
    Handler(&'t HttpTarget, Parameters<'t>),
    Mounted(&'t str, &'t HttpService),
    Nothing(Response),
}

impl Routes {
    pub(super) fn find<'t>(&'t self, method: &str, path: &str) -> Found<'t> {
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

fn message(status: StatusCode) -> Response {
    let message = status.canonical_reason().unwrap_or_default();
    (status, Json(Message { message })).into_response()
}
