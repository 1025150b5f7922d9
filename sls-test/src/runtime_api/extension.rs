//! Internal extensions: parts of the function's process that Lambda knows by name.
//!
//! AWS Lambda developer guide, "Using the Lambda Extensions API to create extensions".

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};

use super::shared::Shared;

pub(super) fn router() -> Router<Arc<Shared>> {
    Router::new().route("/register", post(register)).route("/event/next", get(next))
}

/// The extensions of one environment.
#[derive(Debug, Default)]
pub(super) struct Extensions {
    all: Vec<Extension>,
}

#[derive(Debug)]
struct Extension {
    name: String,
    id: String,
    /// Whether it has asked for its first event, which ends its start.
    ready: bool,
}

impl Extensions {
    /// Lambda registers ten at most.
    const MOST: usize = 10;

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.all.iter().map(|extension| &*extension.name)
    }

    pub(super) fn are_ready(&self) -> bool {
        self.all.iter().all(|extension| extension.ready)
    }

    /// `open` until the start is over.
    pub(super) fn register(&mut self, name: &str, id: String, open: bool) -> Result<(), Refused> {
        if !open {
            return Err(Refused::Closed);
        }
        if self.names().any(|other| other == name) {
            return Err(Refused::NameTaken);
        }
        if self.all.len() == Self::MOST {
            return Err(Refused::TooMany);
        }
        self.all.push(Extension { name: name.to_owned(), id, ready: false });
        Ok(())
    }

    pub(super) fn set_ready(&mut self, id: &str) -> Result<(), Refused> {
        let found = self.all.iter_mut().find(|extension| extension.id == id);
        found.ok_or(Refused::UnknownId)?.ready = true;
        Ok(())
    }
}

/// Why a call of an extension is turned down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    BadBody,
    Closed,
    NameTaken,
    NoId,
    NoName,
    /// Events are for external extensions, `SHUTDOWN` altogether and here `INVOKE` too.
    Subscribed,
    TooMany,
    UnknownId,
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let (error_type, message) = match self {
            Self::BadBody => ("InvalidRequestFormat", "Could not parse the request body"),
            Self::Closed => {
                ("Extension.RegistrationClosed", "Extension registration closed already")
            }
            Self::NameTaken => {
                ("Extension.InvalidExtensionState", "Extension with this name already registered")
            }
            Self::NoId => (
                "Extension.MissingExtensionIdentifier",
                "Missing Lambda-Extension-Identifier header",
            ),
            Self::NoName => ("Extension.InvalidExtensionName", "Empty extension name"),
            Self::Subscribed => ("Extension.InvalidEventType", "Unsupported event type"),
            Self::TooMany => ("Extension.TooManyExtensions", "Extension limit (10) reached"),
            Self::UnknownId => {
                ("Extension.UnknownExtensionIdentifier", "Unknown extension identifier")
            }
        };
        let body = Json(json!({ "errorMessage": message, "errorType": error_type }));
        (StatusCode::FORBIDDEN, body).into_response()
    }
}

async fn register(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refused> {
    let name = text(&headers, NAME).filter(|name| !name.is_empty()).ok_or(Refused::NoName)?;
    let body: Value = serde_json::from_slice(&body).map_err(|_| Refused::BadBody)?;
    if body["events"].as_array().is_some_and(|events| !events.is_empty()) {
        return Err(Refused::Subscribed);
    }
    let id = shared.settings.ids.uuid();
    shared.change(|machine| machine.register(name, id.clone()))?;
    // `arn:aws:lambda:REGION:ACCOUNT:function:NAME`
    let function = shared.settings.function_arn.rsplit(':').next().unwrap_or_default();
    let about = json!({
        "functionName": function, "functionVersion": "$LATEST", "handler": "bootstrap",
    });
    Ok(([(ID, id)], Json(about)).into_response())
}

/// Waits for ever: nothing that it registered for ever happens.
async fn next(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Result<Response, Refused> {
    let id = text(&headers, ID).ok_or(Refused::NoId)?;
    shared.change(|machine| machine.extension_ready(id))?;
    std::future::pending().await
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

const NAME: &str = "lambda-extension-name";
const ID: &str = "lambda-extension-identifier";
