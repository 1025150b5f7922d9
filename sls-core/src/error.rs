//! What a handler's `?` turns a failure into.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;

use http::StatusCode;

use crate::reply::Response;

/// A boxed error of any type.
pub type BoxError = Box<dyn StdError + Send + Sync>;

/// The result of start-up and of handlers that use [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// An error of any type, on its way to whoever invoked the function.
///
/// Everything that converts into a boxed standard error converts into this one with `?`:
/// types that implement [`std::error::Error`], `anyhow::Error`, `eyre::Report`, strings.
/// That is also why `Error` itself does not implement [`std::error::Error`];
/// use [`into_boxed`](Self::into_boxed) where one is needed.
///
/// For a direct invocation it becomes the function error, for a record the record's failure,
/// for an HTTP request a response: 500 without details, or what
/// [`with_status`](Self::with_status) says.
///
/// # Example
/// ```
/// use sls_core::Error;
///
/// fn parse(quantity: &str) -> Result<u32, Error> {
///     Ok(quantity.parse::<u32>()?)
/// }
///
/// let error = parse("many").unwrap_err();
/// assert_eq!(error.error_type(), "ParseIntError");
/// assert_eq!(error.to_string(), "invalid digit found in string");
/// ```
pub struct Error {
    inner: Box<Inner>,
}

struct Inner {
    source: BoxError,
    error_type: Cow<'static, str>,
    status: Option<StatusCode>,
    response: Option<Response>,
}

impl Error {
    /// An error with a message of its own; its type is `Error`.
    #[must_use]
    pub fn msg(message: impl Into<String>) -> Self {
        Self::from(message.into())
    }

    /// Sets the short, stable name that callers see as `errorType`.
    ///
    /// The default is the last path segment of the error's type.
    #[must_use]
    pub fn with_type(mut self, error_type: impl Into<Cow<'static, str>>) -> Self {
        self.inner.error_type = error_type.into();
        self
    }

    /// Sets the HTTP status of the response that this error becomes.
    ///
    /// With a status below 500 the error's message is shown to the client.
    #[must_use]
    pub fn with_status(mut self, status: StatusCode) -> Self {
        self.inner.status = Some(status);
        self
    }

    /// Sets the whole HTTP response that this error becomes.
    #[must_use]
    pub fn with_response(mut self, response: impl crate::reply::IntoResponse) -> Self {
        self.inner.response = Some(response.into_response());
        self
    }

    /// The short name that callers see as `errorType`.
    #[must_use]
    pub fn error_type(&self) -> &str {
        &self.inner.error_type
    }

    /// The HTTP status set with [`with_status`](Self::with_status), if any.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.inner.status
    }

    /// The error as a `T`, if that is what it was made from.
    #[must_use]
    pub fn downcast_ref<T: StdError + 'static>(&self) -> Option<&T> {
        self.inner.source.downcast_ref()
    }

    /// The error as a standard trait object.
    #[must_use]
    pub fn as_std(&self) -> &(dyn StdError + Send + Sync + 'static) {
        &*self.inner.source
    }

    /// The error it was made from, for interfaces that ask for a standard error.
    #[must_use]
    pub fn into_boxed(self) -> BoxError {
        self.inner.source
    }

    pub(crate) fn take_response(&mut self) -> Option<Response> {
        self.inner.response.take()
    }

    pub(crate) fn into_parts(self) -> (Cow<'static, str>, BoxError) {
        (self.inner.error_type, self.inner.source)
    }
}

impl<E: Into<BoxError>> From<E> for Error {
    fn from(error: E) -> Self {
        let source = error.into();
        let error_type = match source.downcast_ref::<crate::Failure>() {
            Some(failure) => failure.error_type().to_owned().into(),
            None => short_type_name::<E>(),
        };
        Self { inner: Box::new(Inner { source, error_type, status: None, response: None }) }
    }
}

/// An error that a returned `Err` may have: whatever `?` makes an [`Error`] of.
///
/// Every type that implements [`std::error::Error`] is one, and so are boxed errors,
/// `anyhow::Error` and strings. It is there for the compiler's messages and implemented for all of
/// them; implement [`std::error::Error`] for your own.
///
/// # Example
/// ```
/// use sls_core::reply::IntoError;
///
/// assert_eq!("seven".parse::<u8>().unwrap_err().into_error().error_type(), "ParseIntError");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no error",
    label = "`{Self}` does not implement `std::error::Error`",
    note = "implement `std::error::Error` for `{Self}`, which has to be `Send + Sync + 'static`, or use `sls_core::Error` in its place"
)]
pub trait IntoError {
    /// The error.
    fn into_error(self) -> Error;
}

#[diagnostic::do_not_recommend]
impl<E: Into<Error>> IntoError for E {
    fn into_error(self) -> Error {
        self.into()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.alternate() {
            f.write_str(&chain(&*self.inner.source))
        } else {
            self.inner.source.fmt(f)
        }
    }
}

// `fn main() -> Result<(), Error>` prints the Debug form, so it has to read like a message.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&chain(&*self.inner.source))
    }
}

/// The error and all its sources, separated by `: `.
///
/// A source whose text its parent already ends with is left out.
pub(crate) fn chain(error: &(dyn StdError + 'static)) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(source) = next {
        let message = source.to_string();
        if !text.ends_with(&message) {
            text.push_str(": ");
            text.push_str(&message);
        }
        next = source.source();
    }
    text
}

/// The last path segment of a type, without generic arguments; `Error` for types that name nothing.
fn short_type_name<E>() -> Cow<'static, str> {
    let full = std::any::type_name::<E>();
    let path = full.split('<').next().unwrap_or(full);
    let name = path.rsplit("::").next().unwrap_or(path);
    let names_something = name.starts_with(|c: char| c.is_ascii_uppercase());
    match name {
        "Box" | "String" | "Cow" => Cow::Borrowed("Error"),
        name if names_something => Cow::Borrowed(name),
        _ => Cow::Borrowed("Error"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Outer(std::num::ParseIntError);

    impl fmt::Display for Outer {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("the quantity is no number")
        }
    }

    impl StdError for Outer {
        fn source(&self) -> Option<&(dyn StdError + 'static)> {
            Some(&self.0)
        }
    }

    #[test]
    fn keeps_the_source_chain() {
        let error = Error::from(Outer("x".parse::<u8>().unwrap_err()));
        assert_eq!(error.error_type(), "Outer");
        assert_eq!(error.to_string(), "the quantity is no number");
        assert_eq!(
            format!("{error:?}"),
            "the quantity is no number: invalid digit found in string"
        );
    }

    #[test]
    fn names_nothing_after_boxes_and_strings() {
        assert_eq!(Error::from("text").error_type(), "Error");
        assert_eq!(Error::from(String::from("text")).error_type(), "Error");
        let boxed: BoxError = "x".parse::<u8>().unwrap_err().into();
        assert_eq!(Error::from(boxed).error_type(), "Error");
    }

    #[test]
    fn is_one_word_wide_and_crosses_threads() {
        fn crosses_threads<T: Send>() {}
        crosses_threads::<Error>();
        assert_eq!(size_of::<Error>(), size_of::<usize>());
    }
}
