//! Events that are one unit of work for one handler.

use tower::ServiceExt;

use crate::dispatch::{Call, Claimed, EventSource, Targets, attempt};
use crate::error::Error;
use crate::extract::Work;
use crate::failure::Failure;
use crate::reply::{Outcomes, Reply};

/// Runs the first handler that claims the event, and encodes what it returns.
pub(crate) async fn one<S, T>(
    targets: &Targets<S>,
    call: Call<'_>,
    claims: impl Fn(&S) -> bool,
    unit: &dyn Work,
    encode: impl FnOnce(T) -> Result<Reply, Failure>,
) -> Claimed
where
    S: EventSource<Output = Result<T, Error>>,
{
    let Some(target) = targets.find(claims) else { return Ok(None) };
    if let Some(layered) = &target.layered {
        return layered.clone().oneshot(call.invocation.clone()).await.map(Some);
    }
    match attempt(&target.endpoint, call, unit).await? {
        Some(value) => encode(value?).map(Some),
        None => Ok(Some(Reply::json("null"))),
    }
}

/// The reply to a source that waits for none; a failure fails the invocation.
pub(crate) fn confirmed(outcomes: Outcomes) -> Result<Reply, Failure> {
    outcomes.into_result().map(|()| Reply::json("null"))
}
