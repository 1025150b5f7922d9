//! What the functions of a resource may return.

use crate::error::{Error, IntoError};

/// What a build may return: the value, or a result of it.
///
/// `M` tells the two apart and is always inferred.
///
/// # Example
/// ```
/// use sls_core::resource::Built;
///
/// let built = Ok::<_, std::num::ParseIntError>(7);
/// assert!(matches!(Built::<u8, _>::into_result(built), Ok(7)));
/// assert!(matches!(Built::<u8, _>::into_result(7), Ok(7)));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no `{T}`",
    label = "the build does not return the resource",
    note = "return `{T}` or `Result<{T}, E>`, where `E` is `sls_core::Error` or any error type"
)]
pub trait Built<T, M> {
    /// The value, or why there is none.
    ///
    /// # Errors
    /// Why the resource cannot be built.
    fn into_result(self) -> Result<T, Error>;
}

/// What tells the implementations of [`Built`] apart.
pub mod marker {
    /// The build returns the value itself.
    #[derive(Debug)]
    pub enum Plain {}
    /// The build returns a result.
    #[derive(Debug)]
    pub enum Fallible {}
}

impl<T> Built<T, marker::Plain> for T {
    fn into_result(self) -> Result<T, Error> {
        Ok(self)
    }
}

impl<T, E: IntoError> Built<T, marker::Fallible> for Result<T, E> {
    fn into_result(self) -> Result<T, Error> {
        self.map_err(E::into_error)
    }
}

/// What a check may return: whether the value is still good.
///
/// # Example
/// ```
/// use sls_core::resource::CheckOutcome;
///
/// assert!(true.into_result().is_ok());
/// assert!(Err::<(), _>("the connection is closed").into_result().is_err());
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not tell whether the resource is still good",
    label = "no outcome of a check",
    note = "return `bool` or `Result<(), E>`, where `E` is `sls_core::Error` or any error type"
)]
pub trait CheckOutcome {
    /// Nothing, or why the value must not be used any more.
    ///
    /// # Errors
    /// What is wrong with the value.
    fn into_result(self) -> Result<(), Error>;
}

#[diagnostic::do_not_recommend]
impl CheckOutcome for bool {
    fn into_result(self) -> Result<(), Error> {
        if self { Ok(()) } else { Err(Error::msg("the check returned `false`")) }
    }
}

impl<E: IntoError> CheckOutcome for Result<(), E> {
    fn into_result(self) -> Result<(), Error> {
        self.map_err(E::into_error)
    }
}
