//! One handler on one unit of work.

use futures_util::future::BoxFuture;

use crate::__private::Answered;
use crate::dispatch::Call;
use crate::error::Error;
use crate::event::Source;
use crate::extract::{Input, Rejections, Work};
use crate::failure::Failure;
use crate::runtime::panic::catch;

/// Makes the arguments and runs the handler; `None` if there is nothing for it.
pub(crate) async fn attempt<O>(
    endpoint: &Answered<O>,
    call: Call<'_>,
    work: &dyn Work,
) -> Result<Option<O>, Failure> {
    call.shared.prepare(endpoint, call.invocation.context()).await?;
    match begin(endpoint, call, work)? {
        Some(future) => Ok(Some(future.await)),
        None => Ok(None),
    }
}

/// Makes the arguments; the handler runs in the future, if there is something for it.
pub(super) fn begin<O>(
    endpoint: &Answered<O>,
    call: Call<'_>,
    work: &dyn Work,
) -> Result<Option<BoxFuture<'static, O>>, Failure> {
    let Call { shared, source, invocation, .. } = call;
    let input = Input { context: invocation.context(), states: &shared.states, source, work };
    let mut rejections = Rejections::default();
    match (endpoint.make)(&input, &mut rejections) {
        Some(future) => Ok(Some(future)),
        None => refused(source, &rejections),
    }
}

/// The same; a panic is this unit's failure.
pub(crate) async fn attempt_caught<T>(
    endpoint: &Answered<Result<T, Error>>,
    call: Call<'_>,
    work: &dyn Work,
) -> Result<Option<T>, Failure> {
    Ok(catch(attempt(endpoint, call, work)).await??.transpose()?)
}

#[cold]
fn refused<T>(source: Source, rejections: &Rejections) -> Result<Option<T>, Failure> {
    if let Some(what) = rejections.nothing() {
        tracing::debug!(what, "confirmed without the handler");
        return Ok(None);
    }
    let problem = match source {
        Source::Unrecognized => rejections.to_string(),
        source => format!("{rejections} (in an event from {source})"),
    };
    Err(Failure::new("Sls.Rejected", problem))
}
