//! What a handler of a record may return.

use crate::error::Error;

/// A return value that confirms a record, or fails it.
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
    note = "return `()` or `Result<(), E>`, where `E` is `sls_core::Error` or any error type"
)]
pub trait IntoOutcome {
    /// `Ok` confirms the record.
    ///
    /// # Errors
    /// The record's failure.
    fn into_outcome(self) -> Result<(), Error>;
}

impl IntoOutcome for () {
    fn into_outcome(self) -> Result<(), Error> {
        Ok(())
    }
}

#[diagnostic::do_not_recommend]
impl<E: Into<Error>> IntoOutcome for Result<(), E> {
    fn into_outcome(self) -> Result<(), Error> {
        self.map_err(Into::into)
    }
}
