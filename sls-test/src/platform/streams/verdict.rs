//! What the poller of a stream reads from how an invocation ended.

use bytes::Bytes;
use serde_json::Value;

use super::lane::Work;
use crate::cloud::batch::Batch;
use crate::platform::Outcome;

/// What became of a batch.
#[derive(Debug)]
pub(super) enum Verdict {
    /// Done; in a tumbling window with the state so far.
    Success(Option<Value>),
    /// Everything before this position is done.
    Partial(usize, Option<Value>),
    /// Nothing is done; whether the function itself said so.
    Failure { function_failed: bool },
    /// The function did not run.
    Refused,
}

/// What is read from a reply.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reading {
    /// `aws:kinesis` or `aws:dynamodb`.
    pub(super) source: &'static str,
    pub(super) wants_state: bool,
    pub(super) reports_failures: bool,
}

impl Reading {
    pub(super) fn verdict(self, outcome: &Outcome, work: &Work) -> Verdict {
        match outcome {
            Outcome::Reply(reply) => {
                self.of_reply(reply, work).unwrap_or(Verdict::Failure { function_failed: false })
            }
            Outcome::Throttled | Outcome::ServiceError => Verdict::Refused,
            Outcome::Error(_) | Outcome::Timeout | Outcome::Crash | Outcome::InitError(_) => {
                Verdict::Failure { function_failed: true }
            }
        }
    }

    /// `None` if it is nothing that can be read.
    fn of_reply(self, reply: &Bytes, work: &Work) -> Option<Verdict> {
        let state = match self.wants_state {
            true => {
                let mut reply: Value = serde_json::from_slice(reply).ok()?;
                Some(reply.get_mut("state")?.take())
            }
            false => None,
        };
        if !self.reports_failures {
            return Some(Verdict::Success(state));
        }
        let identifiers = work.items.iter().map(|item| (*item.sequence_number).to_owned());
        let batch = Batch::named(self.source, identifiers.collect())?;
        Some(match batch.failed_positions(reply).ok()?.first() {
            None => Verdict::Success(state),
            Some(&first) => Verdict::Partial(first, state),
        })
    }
}
