//! An app that answers as the test says, so that a test is about the cloud and nothing else.

use std::sync::{Arc, Mutex};

use serde_json::Value;
use sls_core::{App, Failure, Handler, Invocation, Reply};
use sls_test::Cloud;
use tower::layer::layer_fn;
use tower::service_fn;

/// A cloud whose function answers every event with `answer`.
pub(super) async fn cloud<F>(answer: F) -> Cloud
where
    F: Fn(Invocation) -> Result<Reply, Failure> + Clone + Send + Sync + 'static,
{
    Cloud::new(app(answer)).await
}

pub(super) fn app<F>(answer: F) -> App
where
    F: Fn(Invocation) -> Result<Reply, Failure> + Clone + Send + Sync + 'static,
{
    let answering = layer_fn(move |_inner| {
        let answer = answer.clone();
        service_fn(move |invocation: Invocation| std::future::ready(answer(invocation)))
    });
    App::new().handler(Handler::new("unused").direct(unused)).layer(answering)
}

/// A cloud whose function replies `null`, and the events it received.
pub(super) async fn recording() -> (Cloud, Events) {
    let events = Events::default();
    let recorded = events.clone();
    let cloud = cloud(move |invocation| {
        let event = serde_json::from_slice(invocation.payload()).unwrap();
        recorded.0.lock().unwrap().push(event);
        Ok(Reply::json("null"))
    });
    (cloud.await, events)
}

#[derive(Clone, Default)]
pub(super) struct Events(Arc<Mutex<Vec<Value>>>);

impl Events {
    /// What arrived since the last call.
    pub(super) fn take(&self) -> Vec<Value> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }

    /// The one event that arrived since the last call.
    #[track_caller]
    pub(super) fn only(&self) -> Value {
        let [event] = <[Value; 1]>::try_from(self.take()).expect("one event");
        event
    }
}

async fn unused() {}
