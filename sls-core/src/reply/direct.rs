//! What a handler of a direct invocation may return.

use serde::Serialize;

use crate::error::{Error, IntoError};
use crate::failure::Failure;
use crate::reply::Reply;

/// A return value that answers a direct invocation.
///
/// Anything that serialises is sent as JSON, a [`Reply`] as it is, and both may be in a
/// `Result`, whose error fails the invocation. `M` tells these apart and is always inferred.
///
/// # Example
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), sls_core::Error> {
/// use sls_core::reply::IntoReply;
///
/// let reply = vec![1, 2].into_reply()?;
/// assert_eq!(reply.collect().await.bytes, "[1,2]");
/// # Ok(()) }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot answer a direct invocation",
    label = "not JSON",
    note = "return `T` or `Result<T, E>`, where `T` derives `serde::Serialize` and `E` is `sls_core::Error` or any error type"
)]
pub trait IntoReply<M = marker::Value> {
    /// The reply.
    ///
    /// # Errors
    /// The failure of the invocation.
    fn into_reply(self) -> Result<Reply, Error>;
}

/// What tells the implementations of [`IntoReply`] apart.
pub mod marker {
    /// A value that serialises.
    #[derive(Debug)]
    pub enum Value {}
    /// A finished reply.
    #[derive(Debug)]
    pub enum Finished {}
    /// A result of one of these.
    #[derive(Debug)]
    pub struct Fallible<M>(std::marker::PhantomData<M>);
}

#[diagnostic::do_not_recommend]
impl<T: Serialize> IntoReply<marker::Value> for T {
    fn into_reply(self) -> Result<Reply, Error> {
        let mut bytes = Vec::with_capacity(128);
        match serde_json::to_writer(&mut bytes, &self) {
            Ok(()) => Ok(Reply::json(bytes)),
            Err(error) => Err(encode_error(&error).into()),
        }
    }
}

#[diagnostic::do_not_recommend]
impl IntoReply<marker::Finished> for Reply {
    fn into_reply(self) -> Result<Reply, Error> {
        Ok(self)
    }
}

#[diagnostic::do_not_recommend]
impl<T: IntoReply<M>, M, E: IntoError> IntoReply<marker::Fallible<M>> for Result<T, E> {
    fn into_reply(self) -> Result<Reply, Error> {
        self.map_err(E::into_error)?.into_reply()
    }
}

#[cold]
pub(crate) fn encode_error(error: &serde_json::Error) -> Failure {
    Failure::new("Sls.ReplyEncode", format!("the return value cannot be written as JSON: {error}"))
}
