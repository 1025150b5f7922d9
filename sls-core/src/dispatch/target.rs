//! The handlers of one kind of source.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use tower::service_fn;

use crate::__private::Answered;
use crate::dispatch::{Call, Claimed, EventSource, Rest, Served, Shared};
use crate::erased::{EventService, boxed_event_service};
use crate::event::{Source, sniff};
use crate::extract::Requirements;
use crate::failure::Failure;
use crate::handler::EventLayer;
use crate::invocation::Invocation;
use crate::reply::Reply;

/// A handler as one source sees it.
pub(crate) struct Target<S: EventSource> {
    pub(crate) name: &'static str,
    /// What it claims.
    pub(crate) spec: S,
    pub(crate) endpoint: Answered<S::Output>,
    /// Whether it is called once per batch.
    pub(crate) takes_batches: bool,
    /// The same inside the handler's layers, if it has any.
    pub(crate) layered: Option<EventService>,
}

/// All handlers of one kind of source, those that take the rest at the end.
pub struct Targets<S: EventSource>(Vec<Target<S>>);

impl<S: EventSource> fmt::Debug for Targets<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.names())
    }
}

impl<S: EventSource> Targets<S> {
    pub(crate) const fn new() -> Self {
        Self(Vec::new())
    }

    pub(crate) fn push(&mut self, target: Target<S>) {
        self.0.push(target);
        self.0.sort_by_key(|target| target.spec.is_catch_all());
    }

    pub(crate) fn iter(&self) -> std::slice::Iter<'_, Target<S>> {
        self.0.iter()
    }

    /// The first handler that claims something.
    pub(crate) fn find(&self, claims: impl Fn(&S) -> bool) -> Option<&Target<S>> {
        self.0.iter().find(|target| claims(&target.spec))
    }
}

/// The handlers of some kind of source.
pub(crate) trait Table: Any + Send + Sync {
    fn takes(&self, source: Source) -> bool;

    /// Its turn among those that take the same, lower first.
    fn rank(&self) -> u8;

    /// The handlers with what they claim, for messages.
    fn names(&self) -> String;

    fn serve<'a>(&'a self, call: Call<'a>) -> BoxFuture<'a, Claimed>;

    /// Whether its sender reads no reply.
    fn settles(&self) -> bool;

    fn settle<'a>(
        &'a self,
        call: Call<'a>,
        served: Served<'a>,
    ) -> BoxFuture<'a, Result<Reply, Failure>>;
}

impl<S: EventSource> Table for Targets<S> {
    fn takes(&self, source: Source) -> bool {
        S::SENDERS.contains(&source)
    }

    fn rank(&self) -> u8 {
        S::RANK
    }

    fn names(&self) -> String {
        let names: Vec<_> =
            self.iter().map(|target| format!("`{}` ({})", target.name, target.spec)).collect();
        names.join(", ")
    }

    fn serve<'a>(&'a self, call: Call<'a>) -> BoxFuture<'a, Claimed> {
        Box::pin(S::serve(self, call))
    }

    fn settles(&self) -> bool {
        S::SETTLES
    }

    fn settle<'a>(
        &'a self,
        call: Call<'a>,
        served: Served<'a>,
    ) -> BoxFuture<'a, Result<Reply, Failure>> {
        Box::pin(S::settle(self, call, served))
    }
}

impl fmt::Debug for dyn Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.names())
    }
}

/// A target with its layers, whose innermost service handles what the target claims of an event.
pub(crate) fn layered_target<S: EventSource>(
    name: &'static str,
    spec: S,
    mut endpoint: Answered<S::Output>,
    layers: &[Box<EventLayer>],
    shared: &Arc<Shared>,
) -> Target<S> {
    shared.bind(&mut endpoint);
    let takes_batches = Requirements::of(&endpoint.requirements).takes_batches();
    let target = Target { name, spec, endpoint, takes_batches, layered: None };
    if layers.is_empty() {
        return target;
    }
    let alone = Target {
        name,
        spec: target.spec.clone(),
        endpoint: target.endpoint.share(),
        takes_batches,
        layered: None,
    };
    let (alone, shared) = (Arc::new(Targets(vec![alone])), Arc::clone(shared));
    let service = service_fn(move |invocation| {
        let (alone, shared) = (Arc::clone(&alone), Arc::clone(&shared));
        async move { serve_alone(&alone, &shared, invocation).await }
    });
    let service = boxed_event_service(service);
    let layered = layers.iter().fold(service, |inner, layer| layer(inner));
    Target { layered: Some(layered), ..target }
}

async fn serve_alone<S: EventSource>(
    alone: &Targets<S>,
    shared: &Shared,
    invocation: Invocation,
) -> Result<Reply, Failure> {
    // A layer may have changed the event.
    let source = sniff(invocation.payload()).unwrap_or(Source::Unrecognized);
    let claimed = if S::SENDERS.contains(&source) {
        let call = Call { shared, source, invocation: &invocation, rest: Rest::Ignored };
        S::serve(alone, call).await?
    } else {
        None
    };
    claimed.map_or_else(
        || {
            let problem = "a layer changed the event, and the handler behind it does not claim it";
            Err(Failure::new("Sls.UnroutedEvent", problem))
        },
        Ok,
    )
}
