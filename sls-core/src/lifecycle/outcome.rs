//! What a hook may return.

use crate::error::{Error, IntoError};

/// What a hook may return: nothing, or a result.
///
/// # Example
/// ```
/// use sls_core::lifecycle::HookOutcome;
///
/// assert!(().into_result().is_ok());
/// assert!(Err::<(), _>("the peer is gone").into_result().is_err());
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not tell how the hook went",
    label = "no outcome of a hook",
    note = "return nothing, or `Result<(), E>`, where `E` is `sls_core::Error` or any error type"
)]
pub trait HookOutcome {
    /// Nothing, or why the hook failed.
    ///
    /// # Errors
    /// What went wrong; it is logged.
    fn into_result(self) -> Result<(), Error>;
}

#[diagnostic::do_not_recommend]
impl HookOutcome for () {
    fn into_result(self) -> Result<(), Error> {
        Ok(())
    }
}

impl<E: IntoError> HookOutcome for Result<(), E> {
    fn into_result(self) -> Result<(), Error> {
        self.map_err(E::into_error)
    }
}
