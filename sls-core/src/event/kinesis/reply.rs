//! What the event source mapping is told about a batch.

use serde::Serialize;
use serde_json::value::RawValue;

use crate::event::kinesis::wire;
use crate::reply::Reply;

/// The answer of a function with `ReportBatchItemFailures`
/// (AWS Lambda developer guide, "Configuring partial batch response with Kinesis Data Streams").
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct BatchResponse<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<State<'a>>,
    batch_item_failures: &'a [Failed<'a>],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Failed<'a> {
    item_identifier: &'a str,
}

/// The state of a window, as it came or the empty one of a first invocation.
#[derive(Serialize)]
#[serde(untagged)]
enum State<'a> {
    Empty {},
    Kept(&'a RawValue),
}

impl wire::Event<'_> {
    /// Confirms the batch, or what comes before a sequence number.
    pub(crate) fn reply(&self, failed_from: Option<&str>) -> Reply {
        let failed = failed_from.map(|item_identifier| Failed { item_identifier });
        // Lambda takes an answer within a window that has no state for a failure.
        let state = self.window.as_ref().map(|_| self.state.map_or(State::Empty {}, State::Kept));
        let response = BatchResponse { state, batch_item_failures: failed.as_slice() };
        Reply::json(serde_json::to_vec(&response).expect("strings and JSON always serialise"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn check(event: &str, failed_from: Option<&str>, expected: &str) {
        let reply = wire::decode(event).unwrap().reply(failed_from);
        assert_eq!(reply.collect().await.bytes, expected);
    }

    #[tokio::test]
    async fn confirms_a_whole_batch() {
        check(r#"{"Records":[]}"#, None, r#"{"batchItemFailures":[]}"#).await;
    }

    #[tokio::test]
    async fn names_the_record_from_which_on_the_batch_comes_again() {
        let expected = r#"{"batchItemFailures":[{"itemIdentifier":"4959"}]}"#;
        check(r#"{"Records":[]}"#, Some("4959"), expected).await;
    }

    #[tokio::test]
    async fn hands_the_state_of_a_window_on_as_it_came() {
        let window = r#""window":{"start":"2026-03-01T10:00:00Z","end":"2026-03-01T10:02:00Z"}"#;
        let begun = format!(r#"{{"Records":[],{window},"state":{{"1": 2.50}}}}"#);
        check(&begun, None, r#"{"state":{"1": 2.50},"batchItemFailures":[]}"#).await;
        let fresh = format!(r#"{{"Records":[],{window}}}"#);
        check(&fresh, None, r#"{"state":{},"batchItemFailures":[]}"#).await;
    }
}
