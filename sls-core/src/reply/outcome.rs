//! What a handler of records may return.

use std::fmt;

use serde::Serialize;
use serde_json::value::RawValue;

use crate::error::{Error, IntoError};
use crate::failure::Failure;
use crate::reply::direct::encode_error;

/// What became of the records that a handler was given: all confirmed, but for those named here.
///
/// A handler of single records returns `()` or a `Result`, and needs none of this. A handler of
/// whole batches names the records that failed, by their identifiers.
///
/// # Example
/// ```
/// use sls_core::reply::Outcomes;
///
/// let mut outcomes = Outcomes::new();
/// outcomes.fail("19dd0b57-b21e-4ac1-bd88-01bbb068cb78", std::fmt::Error);
/// assert_eq!(outcomes.failed().count(), 1);
/// ```
#[derive(Default)]
#[must_use = "records are confirmed unless this is returned"]
pub struct Outcomes {
    failed: Vec<(String, Failure)>,
    state: Option<Box<RawValue>>,
}

impl Outcomes {
    /// Every record is confirmed.
    pub const fn new() -> Self {
        Self { failed: Vec::new(), state: None }
    }

    /// A record failed and has to come again.
    pub fn fail(&mut self, identifier: impl Into<String>, error: impl Into<Error>) {
        self.failed.push((identifier.into(), error.into().into()));
    }

    /// Confirms a record, or fails it.
    pub fn record<E: Into<Error>>(&mut self, identifier: &str, result: Result<(), E>) {
        if let Err(error) = result {
            self.fail(identifier, error);
        }
    }

    /// The identifiers of the records that failed, with the reasons.
    pub fn failed(&self) -> impl Iterator<Item = (&str, &Failure)> {
        self.failed.iter().map(|(identifier, failure)| (identifier.as_str(), failure))
    }

    /// Hands the state of a tumbling window on to its next invocation.
    ///
    /// Return the `Window` itself where no record failed. Only handlers of whole batches can: the
    /// state that a handler of single records returned would be lost, so its record fails.
    ///
    /// # Errors
    /// The state cannot be written as JSON.
    pub fn with_state(mut self, state: &impl Serialize) -> Result<Self, Error> {
        let state = serde_json::value::to_raw_value(state).map_err(|error| encode_error(&error))?;
        self.state = Some(state);
        Ok(self)
    }

    /// The first failure, where there is but one record.
    pub(crate) fn into_result(self) -> Result<(), Failure> {
        if let Some((_, failure)) = self.failed.into_iter().next() {
            return Err(failure);
        }
        match self.state {
            Some(_) => Err(unused_state()),
            None => Ok(()),
        }
    }

    pub(crate) fn into_parts(self) -> (Vec<(String, Failure)>, Option<Box<RawValue>>) {
        (self.failed, self.state)
    }
}

#[cold]
fn unused_state() -> Failure {
    let problem = "the state of a window can be returned for a whole batch only: take `Batch<..>`";
    Failure::new("Sls.UnusedState", problem)
}

/// Without the state, which may be confidential.
impl fmt::Debug for Outcomes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outcomes").field("failed", &self.failed).finish_non_exhaustive()
    }
}

/// A return value that confirms records, or fails them.
///
/// # Example
/// ```
/// use sls_core::{Error, reply::IntoOutcome};
///
/// let outcome: Result<(), Error> = Err(Error::msg("no"));
/// assert!(outcome.into_outcome().is_err());
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the result of handling a record",
    label = "a record is confirmed or it fails, it has no reply",
    note = "return `()` or `Result<(), E>`, where `E` is `sls_core::Error` or any error type",
    note = "of a whole `Batch`, `Outcomes` names the records that failed; `Window<S>` hands on the state of a window if `S` derives `serde::Serialize`"
)]
pub trait IntoOutcome {
    /// `Ok` confirms the record, or all of the batch that are not named in it.
    ///
    /// # Errors
    /// The failure of the record, or of the whole batch.
    fn into_outcome(self) -> Result<Outcomes, Error>;
}

#[diagnostic::do_not_recommend]
impl IntoOutcome for () {
    fn into_outcome(self) -> Result<Outcomes, Error> {
        Ok(Outcomes::new())
    }
}

#[diagnostic::do_not_recommend]
impl IntoOutcome for Outcomes {
    fn into_outcome(self) -> Result<Outcomes, Error> {
        Ok(self)
    }
}

impl<T: IntoOutcome, E: IntoError> IntoOutcome for Result<T, E> {
    fn into_outcome(self) -> Result<Outcomes, Error> {
        self.map_err(E::into_error)?.into_outcome()
    }
}
