//! Which handler takes a method and a path.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::fmt;
use std::sync::Arc;

use http::header::{ALLOW, HeaderValue};
use http::{Method, StatusCode};
use matchit::{InsertError, Match, Router};

use crate::__private::Answered;
use crate::dispatch::Shared;
use crate::erased::HttpService;
use crate::event::http::parameter;
use crate::extract::Json;
use crate::reply::{IntoResponse, Message, Response};

/// What a method and a path lead to.
#[derive(Default)]
pub(crate) struct Routes {
    pub(super) shared: Arc<Shared>,
    /// Of each method that a route names, with the routes of any method among them.
    methods: Vec<(Method, Router<usize>)>,
    /// Of all other methods.
    any: Router<usize>,
    targets: Vec<HttpTarget>,
    /// Of route key `$default`.
    pub(super) default: Option<HttpTarget>,
    /// The longest prefix first.
    mounts: Vec<(String, HttpService)>,
}

/// A route as a handler declares it.
pub(super) struct Declared {
    /// `None` for any method.
    pub(super) method: Option<Method>,
    pub(super) pattern: String,
    /// As it was written.
    pub(super) text: String,
    pub(super) target: HttpTarget,
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
    pub(super) fn new(shared: Arc<Shared>, mut mounts: Vec<(String, HttpService)>) -> Self {
        mounts.sort_by_key(|(prefix, _)| Reverse(prefix.len()));
        Self { shared, mounts, ..Self::default() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.targets.is_empty() && self.mounts.is_empty() && self.default.is_none()
    }

    pub(super) fn len(&self) -> usize {
        self.targets.len()
    }

    /// Takes all routes, and says which of them claim the same requests.
    pub(super) fn fill(&mut self, declared: Vec<Declared>) -> Vec<String> {
        let mut problems = Vec::new();
        let named =
            |method: &Method| declared.iter().any(|route| route.method.as_ref() == Some(method));
        let head_of_get = named(&Method::GET).then_some(Method::HEAD);
        let mut methods: Vec<_> =
            declared.iter().filter_map(|route| route.method.clone()).collect();
        methods.extend(head_of_get);
        methods.sort_unstable_by(|one, other| one.as_str().cmp(other.as_str()));
        methods.dedup();
        for method in methods {
            let router = router(&declared, Some(&method), &mut problems);
            self.methods.push((method, router));
        }
        self.any = router(&declared, None, &mut problems);
        self.targets = declared.into_iter().map(|route| route.target).collect();
        problems
    }

    pub(super) fn find<'t>(&'t self, method: &str, path: &str) -> Found<'t> {
        let router = self.methods.iter().find(|(other, _)| other == method);
        let router = router.map_or(&self.any, |(_, router)| router);
        if let Some(matched) = at(router, path) {
            let owned = |text: &str| Cow::Owned(parameter(text).into_owned());
            let parameters = matched.params.iter();
            let parameters =
                parameters.map(|(name, value)| (Cow::Owned(name.to_owned()), owned(value)));
            return Found::Handler(&self.targets[*matched.value], parameters.collect());
        }
        let default = || self.default.as_ref().map(|target| Found::Handler(target, Vec::new()));
        self.find_mount(path).or_else(default).unwrap_or_else(|| Found::Nothing(self.refusal(path)))
    }

    /// 404, or 405 with the methods that the path has (RFC 9110, section 15.5.6).
    #[cold]
    fn refusal(&self, path: &str) -> Response {
        let allowed = self.methods.iter().filter(|(_, router)| at(router, path).is_some());
        let allowed: Vec<_> = allowed.map(|(method, _)| method.as_str()).collect();
        if allowed.is_empty() {
            return message(StatusCode::NOT_FOUND);
        }
        let mut response = message(StatusCode::METHOD_NOT_ALLOWED);
        if let Ok(allowed) = HeaderValue::try_from(allowed.join(", ")) {
            response.headers_mut().insert(ALLOW, allowed);
        }
        response
    }

    fn find_mount(&self, path: &str) -> Option<Found<'_>> {
        let (prefix, service) = self.mounts.iter().find(|(prefix, _)| {
            path.strip_prefix(&**prefix)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })?;
        Some(Found::Mounted(prefix, service))
    }
}

/// The routes that requests of one method can take, or of any method that no route names.
///
/// Where two have the same pattern, the one for the method comes before the one for any.
fn router(
    declared: &[Declared],
    method: Option<&Method>,
    problems: &mut Vec<String>,
) -> Router<usize> {
    // HEAD is GET without the body (RFC 9110, section 9.3.2).
    let get = (method == Some(&Method::HEAD)).then_some(&Method::GET);
    let mut router = Router::new();
    let mut taken: Vec<(String, usize, usize)> = Vec::new();
    for (rank, wanted) in [method, get, None].into_iter().enumerate() {
        if rank > 0 && wanted == method || rank == 1 && get.is_none() {
            continue;
        }
        for (position, route) in declared.iter().enumerate() {
            if route.method.as_ref() != wanted {
                continue;
            }
            let shape = shape(&route.pattern);
            let same = taken.iter().find(|(other, ..)| *other == shape);
            let rival = match same {
                Some((_, of_rank, rival)) if *of_rank == rank => *rival,
                Some(_) => continue,
                None => match router.insert(&*route.pattern, position) {
                    Ok(()) => {
                        taken.push((shape, rank, position));
                        continue;
                    }
                    Err(InsertError::Conflict { with }) => {
                        let with = self::shape(&with);
                        let rival = taken.iter().find(|(other, ..)| *other == with);
                        rival.map_or(position, |(_, _, rival)| *rival)
                    }
                    Err(error) => {
                        note(problems, format!("route {route}: {error}"));
                        continue;
                    }
                },
            };
            let rival = &declared[rival];
            note(problems, format!("route {route} claims what {rival} claims already"));
        }
    }
    router
}

/// A pattern without the names of its parameters: what two routes have in common that claim the
/// same paths.
fn shape(pattern: &str) -> String {
    let segments = pattern.split('/').map(|segment| match segment.strip_prefix('{') {
        Some(name) if name.starts_with('*') => "{*}",
        Some(_) => "{}",
        None => segment,
    });
    segments.collect::<Vec<_>>().join("/")
}

/// The same problem shows up with every method.
fn note(problems: &mut Vec<String>, problem: String) {
    if !problems.contains(&problem) {
        problems.push(problem);
    }
}

fn at<'r, 'p>(router: &'r Router<usize>, path: &'p str) -> Option<Match<'r, 'p, &'r usize>> {
    router.at(path).ok().or_else(|| {
        // API Gateway takes `/orders/` for `/orders`.
        let trimmed = path.strip_suffix('/').filter(|path| !path.is_empty())?;
        router.at(trimmed).ok()
    })
}

impl fmt::Display for Declared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` of handler `{}`", self.text, self.target.name)
    }
}

fn message(status: StatusCode) -> Response {
    let message = status.canonical_reason().unwrap_or_default();
    (status, Json(Message { message })).into_response()
}
