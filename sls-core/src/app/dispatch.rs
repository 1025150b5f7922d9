//! From an invocation to the handlers that take it.

use std::fmt;
use std::sync::Arc;

use tower::ServiceExt;

use crate::__private::Answered;
use crate::app::http::HttpTable;
use crate::dispatch::{Call, Rest, Served, Shared, Table, attempt};
use crate::erased::EventService;
use crate::error::Error;
use crate::event::{DetectError, Source, sniff};
use crate::extract::Whole;
use crate::failure::Failure;
use crate::invocation::Invocation;
use crate::reply::Reply;

/// Everything that invocations share, decided at start.
#[derive(Default)]
pub(crate) struct Core {
    pub(super) shared: Arc<Shared>,
    pub(super) direct: Option<Direct>,
    pub(super) http: HttpTable,
    pub(super) tables: Vec<Box<dyn Table>>,
    /// Whether one of them tells its sender by other means than a reply.
    pub(super) settles: bool,
}

/// The handler of direct invocations, and of everything that nobody else takes.
pub(crate) struct Direct {
    pub(super) name: &'static str,
    pub(super) endpoint: Answered<Result<Reply, Error>>,
    /// The same inside the handler's layers, if it has any.
    pub(super) layered: Option<EventService>,
}

impl Core {
    pub(crate) async fn dispatch(&self, invocation: Invocation) -> Result<Reply, Failure> {
        let source = sniff(invocation.payload()).map_err(|error| undetected(&error))?;
        if let Some(served) = self.http.serve(source, &invocation).await {
            return served;
        }
        let shared = &*self.shared;
        let call = Call { shared, source, invocation: &invocation, rest: Rest::Refused };
        for table in self.tables.iter().filter(|table| table.takes(source)) {
            if let Some(reply) = table.serve(call).await? {
                return Ok(reply);
            }
        }
        match &self.direct {
            Some(Direct { layered: Some(layered), .. }) => {
                layered.clone().oneshot(invocation).await
            }
            Some(direct) => direct.endpoint.serve(shared, source, &invocation).await,
            None => Err(self.unclaimed(source, &invocation)),
        }
    }

    /// Tells the sender what became of its event, where the reply does not.
    pub(super) async fn settle(
        &self,
        invocation: &Invocation,
        served: Served<'_>,
    ) -> Result<Reply, Failure> {
        let source = sniff(invocation.payload()).unwrap_or(Source::Unrecognized);
        let table = self.tables.iter().find(|table| table.settles() && table.takes(source));
        let Some(table) = table else { return served.await };
        let rest = if self.direct.is_some() { Rest::Ignored } else { Rest::Refused };
        table.settle(Call { shared: &self.shared, source, invocation, rest }, served).await
    }

    /// The named error for an event that nobody takes.
    #[cold]
    fn unclaimed(&self, source: Source, invocation: &Invocation) -> Failure {
        if let Err(error) = crate::event::detect(invocation.payload()) {
            return undetected(&error);
        }
        let handled: Vec<_> = self.tables.iter().filter(|table| table.takes(source)).collect();
        if !handled.is_empty() {
            let names: Vec<_> = handled.iter().map(|table| table.names()).collect();
            return Failure::new(
                "Sls.UnroutedEvent",
                format!(
                    "an event from {source} arrived that none of its handlers claims: {}",
                    names.join(", ")
                ),
            );
        }
        let message = match source {
            Source::Unrecognized => {
                "the event has the marks of no known source, and there is no handler for direct \
                 invocations: annotate one with `#[handler]`"
                    .to_owned()
            }
            source => format!(
                "an event from {source} arrived and no handler takes it: name the source in a \
                 handler's attribute, or add a `#[handler]` without one, which takes the rest"
            ),
        };
        Failure::new("Sls.UnknownEvent", message)
    }
}

impl Answered<Result<Reply, Error>> {
    /// Answers with the whole event as the payload.
    pub(super) async fn serve(
        &self,
        shared: &Shared,
        source: Source,
        invocation: &Invocation,
    ) -> Result<Reply, Failure> {
        let call = Call { shared, source, invocation, rest: Rest::Refused };
        match attempt(self, call, &Whole(invocation.payload())).await? {
            Some(reply) => Ok(reply?),
            None => Ok(Reply::json("null")),
        }
    }
}

impl fmt::Debug for Core {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Core")
            .field("direct", &self.direct.as_ref().map(|direct| direct.name))
            .field("http", &self.http)
            .field("tables", &self.tables)
            .finish()
    }
}

#[cold]
fn undetected(error: &DetectError) -> Failure {
    let error_type = if error.is_empty_records() { "Sls.EmptyRecords" } else { "Sls.InvalidJson" };
    Failure::new(error_type, error.to_string())
}
