//! From what became of each record to the reply that Firehose reads.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Serialize;

use crate::event::firehose::Transformed;
use crate::event::firehose::transformed::Outcome;
use crate::event::firehose::wire::Record;
use crate::event::part;
use crate::failure::Failure;
use crate::reply::Reply;

/// The most bytes of a reply, as Firehose's own blueprints count 6 MB.
const MOST_BYTES: usize = 6_000_000;

const BEGIN: &[u8] = br#"{"records":["#;
const END: &[u8] = b"]}";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry<'a> {
    record_id: &'a str,
    result: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    metadata: Option<Metadata<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Metadata<'a> {
    partition_keys: &'a BTreeMap<String, String>,
}

impl<'a> Entry<'a> {
    fn new(record: &'a Record<'_>, transformed: &'a Transformed) -> Self {
        match &transformed.0 {
            Outcome::Dropped => Self::bare(record, "Dropped"),
            Outcome::Failed => Self::failed(record),
            Outcome::Ok { data, partition_keys } => Self {
                data: Some(base64_simd::STANDARD.encode_to_string(data).into()),
                metadata: (!partition_keys.is_empty()).then_some(Metadata { partition_keys }),
                ..Self::bare(record, "Ok")
            },
        }
    }

    /// A record that is kept apart with what it came with.
    fn failed(record: &'a Record<'_>) -> Self {
        let data = record.data.as_deref().map(Cow::Borrowed);
        Self { data, ..Self::bare(record, FAILED) }
    }

    fn bare(record: &'a Record<'_>, result: &'static str) -> Self {
        Self { record_id: &record.record_id, result, data: None, metadata: None }
    }

    fn encode(&self) -> Result<Vec<u8>, Failure> {
        part::write_reply(self, "the transformed record")
    }
}

const FAILED: &str = "ProcessingFailed";

/// A reply that names every record once.
///
/// What does not fit into one reply any more fails alone, since a failed invocation would only be
/// repeated with the same records.
pub(super) fn encode(
    records: &[Record<'_>],
    transformed: &[Transformed],
) -> Result<Reply, Failure> {
    bounded(records, transformed, MOST_BYTES).map(Reply::json)
}

fn bounded(
    records: &[Record<'_>],
    transformed: &[Transformed],
    most: usize,
) -> Result<Vec<u8>, Failure> {
    // Room for the least that has to be said of every record is put aside.
    let least: Vec<_> = records
        .iter()
        .map(|record| Entry::bare(record, FAILED).encode())
        .collect::<Result<_, _>>()?;
    let reserved: usize = least.iter().map(|entry| entry.len() + 1).sum();
    let mut spare = most.saturating_sub(BEGIN.len() + END.len() + reserved);

    let mut reply = BEGIN.to_vec();
    for ((record, transformed), least) in records.iter().zip(transformed).zip(&least) {
        let mut fit = |entry: &[u8]| {
            let more = entry.len().saturating_sub(least.len());
            spare.checked_sub(more).map(|rest| spare = rest).is_some()
        };
        let entry = Entry::new(record, transformed).encode()?;
        let entry = if fit(&entry) {
            entry
        } else {
            tracing::error!(
                error_type = "Sls.ReplyTooLarge",
                record_id = &*record.record_id,
                "the transformed record does not fit into the reply and counts as failed"
            );
            let original = Entry::failed(record).encode()?;
            if fit(&original) { original } else { least.clone() }
        };
        if reply.len() > BEGIN.len() {
            reply.push(b',');
        }
        reply.extend_from_slice(&entry);
    }
    reply.extend_from_slice(END);
    Ok(reply)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;
    use crate::event::firehose::wire;

    fn payload(data: &[String]) -> String {
        let records = data.iter().enumerate();
        let records: Vec<_> = records
            .map(|(position, data)| json!({"recordId": format!("r-{position}"), "data": data}))
            .collect();
        json!({ "records": records }).to_string()
    }

    fn encoded(data: &[&str], transformed: &[Transformed], most: usize) -> Value {
        let payload = payload(&data.iter().map(|data| (*data).to_owned()).collect::<Vec<_>>());
        let event = wire::decode(&payload).unwrap();
        let reply = bounded(&event.records, transformed, most).unwrap();
        serde_json::from_slice(&reply).unwrap()
    }

    #[test]
    fn has_the_form_that_firehose_documents() {
        let transformed = [
            Transformed::ok("hello").partition_key("customer", "7").partition_keys([("a", "b")]),
            Transformed::ok(""),
            Transformed::dropped(),
            Transformed::failed(),
        ];
        let expected = json!({"records": [
            {"recordId": "r-0", "result": "Ok", "data": "aGVsbG8=",
             "metadata": {"partitionKeys": {"customer": "7", "a": "b"}}},
            {"recordId": "r-1", "result": "Ok", "data": ""},
            {"recordId": "r-2", "result": "Dropped"},
            {"recordId": "r-3", "result": "ProcessingFailed", "data": "?"},
        ]});
        assert_eq!(encoded(&["YQ==", "YQ==", "YQ==", "?"], &transformed, MOST_BYTES), expected);
        assert_eq!(encoded(&[], &[], MOST_BYTES), json!({"records": []}));
    }

    #[test]
    fn fails_the_records_that_do_not_fit_and_no_other() {
        let large = Transformed::ok("x".repeat(600));
        let small = Transformed::ok("y");
        let reply = encoded(&["YQ=="; 4], &[small.clone(), large, small.clone(), small], 400);
        let results: Vec<_> =
            (0..4).map(|at| reply["records"][at]["result"].as_str().unwrap()).collect();
        assert_eq!(results, ["Ok", "ProcessingFailed", "Ok", "Ok"]);
        assert_eq!(reply["records"][1]["data"], "YQ==");
    }

    #[test]
    fn leaves_the_original_data_out_where_it_does_not_fit_either() {
        let original = "YWFh".repeat(100);
        let reply = encoded(&[&original], &[Transformed::ok("x".repeat(600))], 200);
        assert_eq!(reply["records"][0], json!({"recordId": "r-0", "result": "ProcessingFailed"}));
    }

    fn any_transformed() -> impl Strategy<Value = Transformed> {
        prop_oneof![
            Just(Transformed::dropped()),
            Just(Transformed::failed()),
            any::<Vec<u8>>().prop_map(Transformed::ok),
            ("\\PC{0,8}", "\\PC{0,8}")
                .prop_map(|(name, value)| Transformed::ok("x").partition_key(name, value)),
        ]
    }

    proptest! {
        #[test]
        fn names_every_record_once_within_the_limit(
            pairs in proptest::collection::vec(("[A-Za-z0-9+/=]{0,40}", any_transformed()), 0..20),
            spare in 0..2000_usize,
        ) {
            let (data, transformed): (Vec<_>, Vec<_>) = pairs.into_iter().unzip();
            let payload = payload(&data);
            let event = wire::decode(&payload).unwrap();
            let least = 14 + event.records.len() * r#"{"recordId":"r-19","result":"ProcessingFailed"},"#.len();
            let reply = bounded(&event.records, &transformed, least + spare).unwrap();
            prop_assert!(reply.len() <= least + spare);
            let reply: Value = serde_json::from_slice(&reply).unwrap();
            let ids: Vec<_> = reply["records"].as_array().unwrap().iter()
                .map(|record| record["recordId"].as_str().unwrap().to_owned()).collect();
            let expected: Vec<_> = (0..data.len()).map(|at| format!("r-{at}")).collect();
            prop_assert_eq!(ids, expected);
        }
    }
}
