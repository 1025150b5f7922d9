//! How an invocation ended.

use bytes::Bytes;
use serde_json::Value;
use sls_core::Failure;
use sls_core::reply::Collected;

use super::readable::excerpt;
use crate::front_door::Outcome;

/// The largest event and the largest buffered result, in bytes (AWS Lambda developer guide, "Lambda
/// quotas", to the byte as recorded).
pub(super) const MAX_PAYLOAD: usize = 6 * 1024 * 1024 + 100;

/// An invocation that is over.
#[derive(Debug)]
pub(super) struct Finished {
    pub(super) request_id: String,
    event: Bytes,
    /// What the function posted, even if it failed afterwards.
    reply: Option<(bool, Collected)>,
    failure: Option<Failure>,
}

impl Finished {
    pub(super) fn new(
        request_id: String,
        event: Bytes,
        result: Result<(bool, Collected), Failure>,
    ) -> Self {
        let (reply, failure) = match result {
            Ok((false, reply)) if reply.bytes.len() > MAX_PAYLOAD => (None, Some(too_large())),
            Ok((streaming, mut reply)) => {
                let failure = reply.error.take();
                (Some((streaming, reply)), failure)
            }
            Err(failure) => (None, Some(failure)),
        };
        Self { request_id, event, reply, failure }
    }

    /// Why the function failed, before its reply or in the middle of it.
    pub(super) fn failure(&self) -> Option<&Failure> {
        self.failure.as_ref()
    }

    /// What the function posted; of a stream that broke off, what came before.
    pub(super) fn reply(&self) -> Option<&Bytes> {
        self.reply.as_ref().map(|(_, reply)| &reply.bytes)
    }

    /// The result as JSON, unless there is none or it is something else.
    pub(super) fn reply_json(&self) -> Option<Value> {
        serde_json::from_slice(self.reply()?).ok()
    }

    /// How a front door sees it.
    pub(super) fn outcome(&self) -> Outcome {
        match &self.reply {
            Some((streaming, reply)) => Outcome::Reply {
                content_type: reply.content_type.clone(),
                bytes: reply.bytes.clone(),
                streaming: *streaming,
            },
            None => Outcome::FunctionError,
        }
    }

    /// What happened, by which identifiers, for which event: the report of a failed test.
    pub(super) fn details(&self) -> String {
        let Self { request_id, event, .. } = self;
        let (happened, event) = (self.summary(), excerpt(event));
        format!("  function: {happened}\n  request id: {request_id}\n  event: {event}")
    }

    /// One line for people: the failure, or the reply.
    pub(super) fn summary(&self) -> String {
        match (&self.failure, self.reply()) {
            (Some(failure), _) => format!("it failed with {failure}"),
            (None, Some(reply)) => format!("it replied {}", excerpt(reply)),
            (None, None) => "it did not reply".to_owned(),
        }
    }
}

fn too_large() -> Failure {
    Failure::new(
        "Function.ResponseSizeTooLarge",
        format!(
            "Response payload size exceeded maximum allowed payload size ({MAX_PAYLOAD} bytes)."
        ),
    )
}
