//! What takes the answer to CloudFormation.

use std::pin::Pin;

use crate::error::Error;

/// Puts an answer to the address that CloudFormation has named.
///
/// An async function `(url, body)` implements it.
///
/// # Example
/// ```
/// use sls_core::event::custom_resource::{Sender, Sending};
///
/// struct Client;
///
/// impl Sender for Client {
///     fn put<'a>(&'a self, url: &'a str, body: String) -> Sending<'a> {
///         Box::pin(async move {
///             // Any HTTP client goes here.
///             if url.is_empty() || body.is_empty() { Err("nothing to send")? }
///             Ok(())
///         })
///     }
/// }
/// ```
pub trait Sender: Send + Sync + 'static {
    /// Sends the body with the method `PUT`, a `Content-Length` and no `Content-Type`.
    ///
    /// The address is signed for exactly such a request, and a secret: it belongs into no log.
    ///
    /// # Errors
    /// The body has not arrived, or its receiver has not answered with a status of success.
    fn put<'a>(&'a self, url: &'a str, body: String) -> Sending<'a>;
}

/// An answer on its way.
///
/// # Example
/// ```
/// use sls_core::event::custom_resource::Sending;
///
/// fn sent() -> Sending<'static> {
///     Box::pin(async { Ok(()) })
/// }
/// ```
pub type Sending<'a> = Pin<Box<dyn Future<Output = Result<(), Error>> + Send + 'a>>;

impl<F, Putting, E> Sender for F
where
    F: Fn(String, String) -> Putting + Send + Sync + 'static,
    Putting: Future<Output = Result<(), E>> + Send + 'static,
    E: Into<Error>,
{
    fn put<'a>(&'a self, url: &'a str, body: String) -> Sending<'a> {
        let putting = self(url.to_owned(), body);
        Box::pin(async move { putting.await.map_err(Into::into) })
    }
}
