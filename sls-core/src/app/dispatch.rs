//! From an invocation to the handler that takes it.

use std::fmt;
use std::sync::Arc;

use crate::__private::Answered;
use crate::app::http::HttpTable;
use crate::app::records::{self, Rest};
use crate::app::service::EventService;
use crate::error::Error;
use crate::event::{DetectError, Source, kinesis, s3, sniff, sns};
use crate::extract::{Input, Rejections, States, Work};
use crate::failure::Failure;
use crate::invocation::Invocation;
use crate::reply::Reply;

/// Everything that invocations share, decided at start.
#[derive(Default)]
pub(crate) struct Core {
    pub(super) states: Arc<States>,
    pub(super) direct: Option<Target<(), Result<Reply, Error>>>,
    pub(super) http: HttpTable,
    pub(super) kinesis: Vec<RecordTarget<kinesis::Stream>>,
    pub(super) s3: Vec<RecordTarget<s3::Notification>>,
    pub(super) sns: Vec<RecordTarget<sns::Topic>>,
}

/// A handler as one source sees it.
pub(crate) struct Target<Spec, O> {
    pub(super) name: &'static str,
    /// What it claims.
    pub(super) spec: Spec,
    pub(super) endpoint: Answered<O>,
    /// The same inside the handler's layers, if it has any.
    pub(super) layered: Option<EventService>,
}

/// A handler of records.
pub(crate) type RecordTarget<Spec> = Target<Spec, Result<(), Error>>;

impl Core {
    pub(crate) async fn dispatch(&self, invocation: Invocation) -> Result<Reply, Failure> {
        let source = sniff(invocation.payload()).map_err(|error| undetected(&error))?;
        let claimed = match source {
            Source::Alb
            | Source::ApiGatewayHttp
            | Source::ApiGatewayRest
            | Source::FunctionUrl
            | Source::VpcLattice
                if self.http.serves_http() =>
            {
                return self.http.requests(source, &invocation).await;
            }
            Source::ApiGatewayWebSocket if self.http.serves_websockets() => {
                return self.http.websocket(&invocation).await;
            }
            Source::Kinesis => records::kinesis(&self.kinesis, &self.states, &invocation).await?,
            Source::S3 => records::s3(&self.s3, &self.states, &invocation, Rest::Refused).await?,
            Source::Sns => {
                records::sns(&self.sns, &self.states, &invocation, Rest::Refused).await?
            }
            _ => None,
        };
        match (claimed, &self.direct) {
            (Some(reply), _) => Ok(reply),
            (None, Some(direct)) => records::direct(direct, &self.states, source, invocation).await,
            (None, None) => Err(self.unclaimed(source, &invocation)),
        }
    }

    /// The named error for an event that nobody takes.
    #[cold]
    fn unclaimed(&self, source: Source, invocation: &Invocation) -> Failure {
        if let Err(error) = crate::event::detect(invocation.payload()) {
            return undetected(&error);
        }
        let handled = match source {
            Source::Kinesis => names(&self.kinesis),
            Source::S3 => names(&self.s3),
            Source::Sns => names(&self.sns),
            _ => String::new(),
        };
        if !handled.is_empty() {
            return Failure::new(
                "Sls.UnroutedEvent",
                format!(
                    "an event from {source} arrived that none of its handlers claims: {handled}"
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

impl fmt::Debug for Core {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Core")
            .field("direct", &self.direct.as_ref().map(|target| target.name))
            .field("http", &self.http)
            .field("kinesis", &names(&self.kinesis))
            .field("s3", &names(&self.s3))
            .field("sns", &names(&self.sns))
            .finish()
    }
}

fn names<Spec: fmt::Display>(targets: &[RecordTarget<Spec>]) -> String {
    let names: Vec<_> =
        targets.iter().map(|target| format!("`{}` ({})", target.name, target.spec)).collect();
    names.join(", ")
}

#[cold]
fn undetected(error: &DetectError) -> Failure {
    let error_type = if error.is_empty_records() { "Sls.EmptyRecords" } else { "Sls.InvalidJson" };
    Failure::new(error_type, error.to_string())
}

/// Runs one handler on one unit of work.
pub(super) async fn attempt<O>(
    endpoint: &Answered<O>,
    states: &States,
    source: Source,
    invocation: &Invocation,
    work: Work<'_>,
) -> Result<O, Failure> {
    let future = {
        let input = Input {
            context: invocation.context(),
            states,
            source,
            raw: invocation.payload(),
            work,
        };
        let mut rejections = Rejections::default();
        match (endpoint.make)(&input, &mut rejections) {
            Some(future) => future,
            None => return Err(refused(source, &rejections)),
        }
    };
    Ok(future.await)
}

#[cold]
fn refused(source: Source, rejections: &Rejections) -> Failure {
    let problem = match source {
        Source::Unrecognized => rejections.to_string(),
        source => format!("{rejections} (in an event from {source})"),
    };
    Failure::new("Sls.Rejected", problem)
}
