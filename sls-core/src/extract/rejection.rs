//! Why an argument could not be made.

use std::borrow::Cow;
use std::fmt;

use http::StatusCode;
use serde::Serialize;

use crate::extract::Json;
use crate::reply::{IntoResponse, Response};

/// Which part of the unit of work an argument was made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Location {
    /// The payload: an HTTP body, a message, a record's data.
    Body,
    /// The cookies of an HTTP request.
    Cookie,
    /// The event around the payload.
    Event,
    /// The headers of an HTTP request.
    Header,
    /// The parameters in the path of an HTTP request.
    Path,
    /// The query string of an HTTP request.
    Query,
}

/// Why one argument could not be made.
///
/// It never holds the value that was refused, so that values do not reach clients or logs.
///
/// # Example
/// ```
/// use sls_core::extract::{Location, Rejection};
/// use sls_core::http::StatusCode;
///
/// let rejection = Rejection::new(StatusCode::BAD_REQUEST, Location::Query, "expected a number")
///     .at("page");
/// assert_eq!(rejection.to_string(), "query `page`: expected a number");
/// ```
#[derive(Clone, Debug, Serialize)]
pub struct Rejection {
    #[serde(skip)]
    status: StatusCode,
    /// There is nothing to handle, which is no mistake.
    #[serde(skip)]
    is_nothing: bool,
    /// Another source would have it.
    #[serde(skip)]
    is_of_another_source: bool,
    #[serde(rename = "in")]
    location: Location,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    problem: Cow<'static, str>,
}

impl Rejection {
    /// The problem of something that is not there, which an optional argument tolerates.
    pub const MISSING: &'static str = "missing";

    /// A rejection with the status that an HTTP client gets.
    ///
    /// Do not put the refused value into the problem.
    pub fn new(
        status: StatusCode,
        location: Location,
        problem: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            status,
            is_nothing: false,
            is_of_another_source: false,
            location,
            path: None,
            problem: problem.into(),
        }
    }

    /// Adds where in the part it is: a parameter's name or a JSON path.
    #[must_use]
    pub fn at(mut self, path: impl Into<String>) -> Self {
        let path = path.into();
        self.path = (!path.is_empty() && path != ".").then_some(path);
        self
    }

    /// Adds where in the part the place is that was said.
    pub(crate) fn within(self, place: &str) -> Self {
        let path = match self.path() {
            None => place.to_owned(),
            Some(path) if place.is_empty() => path.to_owned(),
            Some(index) if index.starts_with('[') => format!("{place}{index}"),
            Some(path) => format!("{place}.{path}"),
        };
        self.at(path)
    }

    /// The status that an HTTP client gets.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Which part of the unit of work it is about.
    #[must_use]
    pub fn location(&self) -> Location {
        self.location
    }

    /// Where in that part: a parameter's name or a JSON path.
    #[must_use]
    pub fn path(&self) -> Option<&str> {
        self.path.as_deref()
    }

    /// What is wrong, without the value.
    #[must_use]
    pub fn problem(&self) -> &str {
        &self.problem
    }

    /// What arrived is not for the handler, and is confirmed without it.
    pub(crate) fn nothing(what: &'static str) -> Self {
        let rejection = Self::new(StatusCode::UNPROCESSABLE_ENTITY, Location::Body, what);
        Self { is_nothing: true, ..rejection }
    }

    /// Something that only another source has, by its name.
    pub(crate) fn of_another_source(what: &str) -> Self {
        let status = StatusCode::INTERNAL_SERVER_ERROR;
        let rejection = Self::new(status, Location::Event, format!("not {what}"));
        Self { is_of_another_source: true, ..rejection }
    }

    pub(crate) fn is_of_another_source(&self) -> bool {
        self.is_of_another_source
    }

    pub(crate) fn is_nothing(&self) -> bool {
        self.is_nothing
    }

    /// The problem is inside something that the payload carries.
    pub(crate) fn inside(self, what: &str) -> Self {
        Self { problem: format!("{} (in {what})", self.problem).into(), ..self }
    }

    /// An argument that only HTTP requests have, on something else.
    pub(crate) fn http_only(location: Location) -> Self {
        let status = StatusCode::INTERNAL_SERVER_ERROR;
        let rejection = Self::new(status, location, "only HTTP requests have one");
        Self { is_of_another_source: true, ..rejection }
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.location {
            Location::Body => "body",
            Location::Cookie => "cookie",
            Location::Event => "event",
            Location::Header => "header",
            Location::Path => "path",
            Location::Query => "query",
        })?;
        if let Some(path) = &self.path {
            write!(f, " `{path}`")?;
        }
        write!(f, ": {}", self.problem)
    }
}

impl std::error::Error for Rejection {}

/// Every reason why a function was not called, at least one.
///
/// # Example
/// ```
/// use sls_core::extract::{Location, Rejection, Rejections};
/// use sls_core::http::StatusCode;
///
/// let mut all = Rejections::default();
/// all.push(Rejection::new(StatusCode::BAD_REQUEST, Location::Query, "missing").at("page"));
/// all.push(Rejection::new(StatusCode::BAD_REQUEST, Location::Path, "not a number").at("id"));
/// assert_eq!(all.to_string(), "query `page`: missing; path `id`: not a number");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Rejections {
    all: Vec<Rejection>,
}

impl Rejections {
    /// Adds one.
    pub fn push(&mut self, rejection: Rejection) {
        self.all.push(rejection);
    }

    /// The rejections in the order of the arguments.
    pub fn iter(&self) -> std::slice::Iter<'_, Rejection> {
        self.all.iter()
    }

    /// What arrived, if it is not for the handler.
    pub(crate) fn nothing(&self) -> Option<&str> {
        self.all.iter().find(|rejection| rejection.is_nothing()).map(Rejection::problem)
    }

    /// The value, or `None` after noting why there is none.
    pub(crate) fn keep<T>(&mut self, argument: Result<T, Rejection>) -> Option<T> {
        argument.map_err(|rejection| self.push(rejection)).ok()
    }

    /// The common status of all; 400 when they differ, and the server's own fault before any.
    fn status(&self) -> StatusCode {
        let mut statuses = self.all.iter().map(Rejection::status);
        let first = statuses.next().unwrap_or(StatusCode::BAD_REQUEST);
        statuses.fold(first, |common, status| match (common, status) {
            (common, status) if common == status => common,
            (common, _) if common.is_server_error() => common,
            (_, status) if status.is_server_error() => status,
            _ => StatusCode::BAD_REQUEST,
        })
    }

    /// The response to an HTTP client: `{"message", "problems": [{"in", "path", "problem"}]}`.
    pub(crate) fn to_response(&self) -> Response {
        #[derive(Serialize)]
        struct Body<'a> {
            message: &'a str,
            problems: &'a [Rejection],
        }
        let status = self.status();
        if status.is_server_error() {
            tracing::error!(problems = %self, "the handler's arguments do not fit the event");
        }
        let message = status.canonical_reason().unwrap_or("Bad Request");
        let problems = if status.is_server_error() { &[] } else { &self.all[..] };
        (status, Json(Body { message, problems })).into_response()
    }
}

impl fmt::Display for Rejections {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, rejection) in self.all.iter().enumerate() {
            if position > 0 {
                f.write_str("; ")?;
            }
            rejection.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for Rejections {}

impl From<Rejection> for Rejections {
    fn from(rejection: Rejection) -> Self {
        Self { all: vec![rejection] }
    }
}

impl IntoResponse for Rejection {
    fn into_response(self) -> Response {
        Rejections::from(self).to_response()
    }
}

impl IntoResponse for Rejections {
    fn into_response(self) -> Response {
        self.to_response()
    }
}
