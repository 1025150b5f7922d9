//! Why a unit of work is not answered by its handler.

use std::time::Duration;

use http::header::RETRY_AFTER;
use http::{HeaderValue, StatusCode};

use crate::error::{BoxError, Error, chain};
use crate::extract::Json;
use crate::failure::Failure;
use crate::reply::Message;

/// An earlier run has not ended: 409, as the Internet draft "The Idempotency-Key HTTP Header
/// Field" asks for.
#[cold]
pub(super) fn in_progress(lock: Duration) -> Error {
    let message = "an earlier run for the same idempotency key has not ended";
    let longest = lock.as_secs_f64().ceil();
    let failure =
        Failure::new("Sls.InProgress", format!("{message}; its lock expires in {longest} s"));
    // The lock is there for runs that never end. Most end soon, and their answer is waiting then.
    let soon = [(RETRY_AFTER, HeaderValue::from_static("1"))];
    Error::from(failure).with_response((StatusCode::CONFLICT, soon, Json(Message { message })))
}

/// The key is known, and was used for something else: 422, as the same draft asks for.
#[cold]
pub(super) fn payload_mismatch() -> Error {
    let message = "the idempotency key was used for another payload";
    Error::from(Failure::new("Sls.PayloadMismatch", message))
        .with_response((StatusCode::UNPROCESSABLE_ENTITY, Json(Message { message })))
}

/// The store failed, so that the handler may not run or its answer may not be given.
#[cold]
pub(super) fn persistence(what: &str, error: &BoxError) -> Error {
    failed(format!("{what}: {}", chain(&**error)))
}

/// The run took effect, but its answer belongs to nobody.
#[cold]
pub(super) fn lost() -> Error {
    failed("the run took longer than its lock, and its answer was not kept".to_owned())
}

/// The handler ran, and its answer is not there any more.
#[cold]
pub(super) fn too_long() -> Error {
    failed("an earlier run completed, and its answer was too long to be kept".to_owned())
}

fn failed(problem: String) -> Error {
    Error::from(Failure::new("Sls.Idempotency", problem))
}
