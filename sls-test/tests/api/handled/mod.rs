//! What builders put into an event, `sls-core` takes out again, whatever it is.

#![expect(clippy::unwrap_used, reason = "helpers of tests are tests: they may fail")]

mod notices;
mod questions;
mod records;
mod requests;

use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use serde_json::Value;
use sls_core::{App, Clock, Context, Handler, Invocation};
use sls_test::event::{BuildEvent, Origin};
use tower::ServiceExt;

/// What a handler has seen, in the order of its calls.
#[derive(Debug)]
struct Seen<T>(Arc<Mutex<Vec<T>>>);

impl<T> Seen<T> {
    fn note(&self, what: T) {
        self.0.lock().unwrap().push(what);
    }
}

impl<T> Clone for Seen<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

/// Hands an event to the handler, which succeeds, and returns what it has seen.
#[track_caller]
fn handled<T>(event: &impl BuildEvent, handler: impl FnOnce(Seen<T>) -> Handler) -> Vec<T> {
    handled_json(&event.build_in(&Origin::default()), handler)
}

/// The same for an event that has been built.
#[track_caller]
fn handled_json<T>(event: &Value, handler: impl FnOnce(Seen<T>) -> Handler) -> Vec<T> {
    let seen = Seen(Arc::default());
    let app = App::new().handler(handler(seen.clone()));
    let context = Context::builder("8476a536").clock(Arc::new(Stopped)).build();
    let invocation = Invocation::new(event.to_string(), context);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    if let Err(failure) = runtime.block_on(app.oneshot(invocation)) {
        panic!("{failure}\n{event:#}");
    }
    std::mem::take(&mut *seen.0.lock().unwrap())
}

/// Stands still when events are sent.
#[derive(Debug)]
struct Stopped;

impl Clock for Stopped {
    fn now(&self) -> SystemTime {
        Origin::default().now
    }
}
