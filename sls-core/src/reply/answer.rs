//! What handlers of sources with a reply of their own may return.

use crate::error::{Error, IntoError};
use crate::reply::StoredAs;

/// A reply in one source's own terms.
#[doc(hidden)]
pub trait Answer: Sized + Send + 'static {
    /// How it is stored for when the same event comes again, if that makes sense for the source.
    const STORED_AS: Option<StoredAs<Self>> = None;
}

/// A return value that answers as an `A`, such as a skill's response or an authorization.
///
/// # Example
/// ```
/// use sls_core::{Error, reply::IntoAnswer};
///
/// let answer: Result<u8, Error> = Ok(7);
/// assert_eq!(IntoAnswer::<u8>::into_answer(answer).unwrap(), 7);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot answer this source",
    label = "not `{A}`",
    note = "return `{A}`, or `Result<{A}, E>` where `E` is `sls_core::Error` or any error type"
)]
pub trait IntoAnswer<A> {
    /// The answer.
    ///
    /// # Errors
    /// The failure of the invocation.
    fn into_answer(self) -> Result<A, Error>;
}

#[diagnostic::do_not_recommend]
impl<A> IntoAnswer<A> for A {
    fn into_answer(self) -> Result<A, Error> {
        Ok(self)
    }
}

impl<A, E: IntoError> IntoAnswer<A> for Result<A, E> {
    fn into_answer(self) -> Result<A, Error> {
        self.map_err(E::into_error)
    }
}
