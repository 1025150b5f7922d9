//! One handler on one unit of work.

use futures_util::future::BoxFuture;

use crate::__private::Answered;
use crate::dispatch::Call;
use crate::error::Error;
use crate::event::Source;
use crate::extract::{Input, Rejections, Work};
use crate::failure::Failure;
use crate::runtime::panic::catch;

/// Makes the arguments and runs the handler.
pub(crate) async fn attempt<O>(
    endpoint: &Answered<O>,
    call: Call<'_>,
    work: &dyn Work,
) -> Result<O, Failure> {
    Ok(begin(endpoint, call, work)?.await)
}

/// Makes the arguments; the handler runs in the future.
pub(super) fn begin<O>(
    endpoint: &Answered<O>,
    call: Call<'_>,
    work: &dyn Work,
) -> Result<BoxFuture<'static, O>, Failure> {
    let Call { states, source, invocation, .. } = call;
    let input = Input { context: invocation.context(), states, source, work };
    let mut rejections = Rejections::default();
    (endpoint.make)(&input, &mut rejections).ok_or_else(|| refused(source, &rejections))
}

/// The same; a panic is this unit's failure.
pub(crate) async fn attempt_caught<T>(
    endpoint: &Answered<Result<T, Error>>,
    call: Call<'_>,
    work: &dyn Work,
) -> Result<T, Failure> {
    Ok(catch(attempt(endpoint, call, work)).await???)
}

#[cold]
fn refused(source: Source, rejections: &Rejections) -> Failure {
    let problem = match source {
        Source::Unrecognized => rejections.to_string(),
        source => format!("{rejections} (in an event from {source})"),
    };
    Failure::new("Sls.Rejected", problem)
}
