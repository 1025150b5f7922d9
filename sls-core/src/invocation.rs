//! What crosses from the runtime into the app.

use std::fmt;

use bytes::Bytes;

use crate::context::Context;

/// One event as Lambda delivers it: bytes and a context.
///
/// # Example
/// ```
/// use sls_core::{Context, Invocation};
///
/// let invocation = Invocation::new(r#"{"name":"Ada"}"#, Context::builder("id").build());
/// assert_eq!(invocation.payload().len(), 14);
/// ```
#[derive(Clone)]
pub struct Invocation {
    payload: Bytes,
    context: Context,
}

impl Invocation {
    /// An invocation with this payload.
    pub fn new(payload: impl Into<Bytes>, context: Context) -> Self {
        Self { payload: payload.into(), context }
    }

    /// The event, exactly as it arrived.
    #[must_use]
    pub fn payload(&self) -> &Bytes {
        &self.payload
    }

    /// What is known beside the payload.
    #[must_use]
    pub fn context(&self) -> &Context {
        &self.context
    }

    /// Both parts.
    #[must_use]
    pub fn into_parts(self) -> (Bytes, Context) {
        (self.payload, self.context)
    }
}

// The payload may hold secrets, so only its length is shown.
impl fmt::Debug for Invocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Invocation")
            .field("payload_bytes", &self.payload.len())
            .field("context", &self.context)
            .finish()
    }
}
