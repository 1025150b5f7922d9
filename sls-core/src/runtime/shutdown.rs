//! The end of the environment, where Lambda announces it.
//!
//! Lambda sends SIGTERM only to an environment in which an extension is registered, and kills the
//! others at once (AWS Lambda developer guide, "Understanding the Lambda execution environment
//! lifecycle"). An extension may be internal: a part of the function's own process, which registers
//! before the first event is asked for, and asks for no events of its own.

use http::{HeaderName, HeaderValue, Method, Request, Uri, header};
use tokio::signal::unix::{SignalKind, signal};

use super::body::AnswerBody;
use super::client::Client;
use super::stop::{Stop, Stopper};
use crate::app::AppService;
use crate::error::{BoxError, chain};

/// The name that no other extension of the function may have.
const NAME: HeaderValue = HeaderValue::from_static("sls-shutdown");

static EXTENSION_NAME: HeaderName = HeaderName::from_static("lambda-extension-name");
static EXTENSION_ID: HeaderName = HeaderName::from_static("lambda-extension-identifier");

/// Has the end announced, if the app has anything to do then.
///
/// Without success the function serves all the same, and a warning says so.
pub(super) async fn watch(client: &Client, app: &AppService, stopper: &Stopper) {
    if !app.has_an_end() {
        return;
    }
    // Before the registration, after which the signal may come: it would end the process.
    if let Err(error) = listen(stopper.clone()) {
        tracing::warn!(error = chain(&error), "the end of this environment cannot be noticed");
        return;
    }
    match register(client).await {
        Ok(id) => drop(tokio::spawn(wait(client.clone(), id))),
        Err(error) => {
            let error = chain(&*error);
            tracing::warn!(error, "the end of this environment will not be announced");
        }
    }
}

fn listen(stopper: Stopper) -> std::io::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::spawn(async move {
        if terminate.recv().await.is_some() {
            stopper.stop(Stop::Announced);
        }
    });
    Ok(())
}

async fn register(client: &Client) -> Result<HeaderValue, BoxError> {
    let mut request = call(Method::POST, "/2020-01-01/extension/register", r#"{"events":[]}"#);
    request.headers_mut().insert(&EXTENSION_NAME, NAME);
    let verdict = client.send(request).await?;
    if !verdict.status.is_success() {
        return Err(format!("it was refused: {} {}", verdict.status, verdict.text).into());
    }
    let id = verdict.headers.get(&EXTENSION_ID).cloned();
    id.ok_or_else(|| "the answer has no `Lambda-Extension-Identifier`".into())
}

/// Asks for events that never come: the start is over once every extension has asked.
async fn wait(client: Client, id: HeaderValue) {
    // A connection does not survive a snapshot, so one that breaks is not the end yet.
    for _ in 0..2 {
        let mut request = call(Method::GET, "/2020-01-01/extension/event/next", "");
        request.headers_mut().insert(&EXTENSION_ID, id.clone());
        match client.send(request).await {
            Ok(verdict) => {
                let status = verdict.status.as_u16();
                tracing::debug!(status, reason = %verdict.text, "the extension has an answer");
                return;
            }
            Err(error) => tracing::debug!(error = chain(&*error), "the extension asks anew"),
        }
    }
}

fn call(method: Method, path: &'static str, body: &'static str) -> Request<AnswerBody> {
    let mut request = Request::new(AnswerBody::from(bytes::Bytes::from_static(body.as_bytes())));
    *request.method_mut() = method;
    *request.uri_mut() = Uri::from_static(path);
    let json = HeaderValue::from_static("application/json");
    request.headers_mut().insert(header::CONTENT_TYPE, json);
    request
}
