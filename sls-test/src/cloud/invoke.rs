//! A synchronous invocation, as an SDK or another function makes it.

use std::fmt;
use std::pin::Pin;

use bytes::Bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sls_core::Failure;

use super::Cloud;
use super::outcome::Finished;
use crate::event::to_text;

/// An invocation that happens when it is awaited.
///
/// # Example
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// use sls_core::{App, Context, Handler};
/// use sls_test::Cloud;
///
/// async fn tenant(ctx: Context) -> Option<String> {
///     ctx.tenant_id().map(str::to_owned)
/// }
///
/// let cloud = Cloud::new(App::new().handler(Handler::new("tenant").direct(tenant))).await;
/// let reply = cloud.invoke(&()).tenant_id("blue").await;
/// assert_eq!(reply.json::<String>(), "blue");
/// # }
/// ```
#[derive(Debug)]
#[must_use = "nothing is invoked until it is awaited"]
pub struct Invoke {
    cloud: Cloud,
    payload: Bytes,
    client_context: Option<String>,
    tenant_id: Option<String>,
}

impl Invoke {
    pub(super) fn new(cloud: Cloud, payload: Bytes) -> Self {
        Self { cloud, payload, client_context: None, tenant_id: None }
    }

    /// Default: none. What the invoker says about itself.
    ///
    /// # Panics
    /// If `value` has no JSON form.
    #[track_caller]
    pub fn client_context(mut self, value: &(impl Serialize + ?Sized)) -> Self {
        self.client_context = Some(to_text(value));
        self
    }

    /// Default: none. The tenant of a function with tenant isolation.
    pub fn tenant_id(mut self, tenant_id: impl Into<String>) -> Self {
        self.tenant_id = Some(tenant_id.into());
        self
    }
}

impl IntoFuture for Invoke {
    type Output = InvokeReply;
    type IntoFuture = Pin<Box<dyn Future<Output = InvokeReply> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        let Self { cloud, payload, client_context, tenant_id } = self;
        let mut context = cloud.context();
        if let Some(client_context) = client_context {
            context = context.client_context(client_context);
        }
        if let Some(tenant_id) = tenant_id {
            context = context.tenant_id(tenant_id);
        }
        let context = context.build();
        Box::pin(async move { InvokeReply { finished: cloud.call(payload, context).await } })
    }
}

/// What the invoker of a function receives.
///
/// # Example
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// use sls_core::{App, Error, Handler, Json};
/// use sls_test::Cloud;
///
/// async fn halve(Json(number): Json<u32>) -> Result<u32, Error> {
///     if number % 2 == 0 { Ok(number / 2) } else { Err(Error::msg("odd")) }
/// }
///
/// let cloud = Cloud::new(App::new().handler(Handler::new("halve").direct(halve))).await;
/// assert_eq!(cloud.invoke(&8).await.json::<u32>(), 4);
/// assert!(cloud.invoke(&7).await.assert_failed().message().contains("odd"));
/// # }
/// ```
pub struct InvokeReply {
    finished: Finished,
}

impl InvokeReply {
    /// The function replied.
    ///
    /// # Panics
    /// If it failed, with the failure and the event.
    #[track_caller]
    pub fn assert_ok(&self) {
        if let Some(failure) = self.failure() {
            panic!(
                "the invocation was to succeed and failed: {failure}\n{}",
                self.finished.details()
            );
        }
    }

    /// The function failed.
    ///
    /// # Panics
    /// If it did not, with its reply and the event.
    #[track_caller]
    pub fn assert_failed(&self) -> &Failure {
        match self.failure() {
            Some(failure) => failure,
            None => panic!("the invocation was to fail and succeeded\n{}", self.finished.details()),
        }
    }

    /// Why the function failed, if it did.
    #[must_use]
    pub fn failure(&self) -> Option<&Failure> {
        self.finished.failure()
    }

    /// The bytes of the reply, of a stream all that arrived.
    ///
    /// # Panics
    /// If the function failed before it replied.
    #[must_use]
    #[track_caller]
    pub fn bytes(&self) -> &Bytes {
        match self.finished.reply() {
            Some(reply) => reply,
            None => panic!("the function was to reply\n{}", self.finished.details()),
        }
    }

    /// The reply, from JSON.
    ///
    /// # Panics
    /// If the function failed, or its reply is not the JSON of a `T`.
    #[must_use]
    #[track_caller]
    pub fn json<T: DeserializeOwned>(&self) -> T {
        self.assert_ok();
        match serde_json::from_slice(self.bytes()) {
            Ok(value) => value,
            Err(error) => {
                let ty = std::any::type_name::<T>();
                panic!(
                    "the reply was to be the JSON of `{ty}`: {error}\n{}",
                    self.finished.details()
                )
            }
        }
    }

    /// The id of the invocation.
    #[must_use]
    pub fn request_id(&self) -> &str {
        &self.finished.request_id
    }
}

impl fmt::Debug for InvokeReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the invocation\n{}", self.finished.details())
    }
}
