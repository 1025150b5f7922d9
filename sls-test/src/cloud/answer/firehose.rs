//! Answers of Firehose transformations.

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::sealed::Answered;
use super::{Answer, Question};
use crate::event::FirehoseEvent;

const RESULTS: [&str; 3] = ["Dropped", "Ok", "ProcessingFailed"];

impl Question for FirehoseEvent {}

/// Every record has to come back exactly once, or all of them count as failed.
///
/// (Amazon Data Firehose developer guide, "Required parameters for transformation".)
impl Answered for FirehoseEvent {
    fn check(event: &Value, answer: &Value) -> Result<(), String> {
        let mut answered: HashMap<&str, bool> = ids(event).map(|id| (id, false)).collect();
        for record in answer["records"].as_array().ok_or("the answer has no list `records`")? {
            let id = record["recordId"].as_str().unwrap_or_default();
            match answered.get_mut(id) {
                None => return Err(format!("there is no record {id:?} in the batch")),
                Some(true) => return Err(format!("the record {id:?} is answered twice")),
                Some(answered) => *answered = true,
            }
            check_record(record).map_err(|why| format!("the record {id:?} {why}"))?;
        }
        match ids(event).find(|id| !answered[id]) {
            Some(id) => Err(format!("the record {id:?} is not answered")),
            None => Ok(()),
        }
    }
}

fn check_record(record: &Value) -> Result<(), String> {
    let result = &record["result"];
    if !RESULTS.iter().any(|known| result == known) {
        return Err(format!("has the result {result}, which is none of {}", RESULTS.join(", ")));
    }
    match decoded(record) {
        Some(_) => Ok(()),
        None if result == "Ok" || !record["data"].is_null() => {
            Err(format!("has `data` that is no base64: {}", record["data"]))
        }
        None => Ok(()),
    }
}

fn ids(batch: &Value) -> impl Iterator<Item = &str> {
    let records = batch["records"].as_array().into_iter().flatten();
    records.map(|record| record["recordId"].as_str().unwrap_or_default())
}

fn decoded(record: &Value) -> Option<Bytes> {
    STANDARD.decode(record["data"].as_str()?).ok().map(Bytes::from)
}

impl Answer<FirehoseEvent> {
    /// `Ok`, `Dropped` or `ProcessingFailed` of each record, in the order of the batch.
    ///
    /// # Panics
    /// If there is no answer.
    #[must_use]
    #[track_caller]
    pub fn results(&self) -> Vec<&str> {
        let answered = &self.json()["records"];
        let answered: HashMap<&str, &Value> =
            ids(self.json()).zip(answered.as_array().into_iter().flatten()).collect();
        let results = ids(&self.event).map(|id| answered[id]["result"].as_str());
        results.map(Option::unwrap_or_default).collect()
    }

    /// What Firehose delivers of the record at `position`, counted from 0.
    ///
    /// # Panics
    /// If there is no answer, no such record, or the record has no data.
    #[must_use]
    #[track_caller]
    pub fn data(&self, position: usize) -> Bytes {
        match decoded(self.record(position)) {
            Some(data) => data,
            None => panic!(
                "the record at {position} was to have data\n{}\n{}",
                self.what(),
                self.details()
            ),
        }
    }

    /// The same, from JSON.
    ///
    /// # Panics
    /// If there is no answer, no such record, or its data is not the JSON of a `T`.
    #[must_use]
    #[track_caller]
    pub fn data_json<T: DeserializeOwned>(&self, position: usize) -> T {
        match serde_json::from_slice(&self.data(position)) {
            Ok(value) => value,
            Err(error) => panic!(
                "the data of the record at {position} was to be the JSON of `{}`: {error}\n{}\n{}",
                std::any::type_name::<T>(),
                self.what(),
                self.details()
            ),
        }
    }

    /// The partition keys of the record at `position`, an object; null if it has none.
    ///
    /// # Panics
    /// If there is no answer, or no such record.
    #[must_use]
    #[track_caller]
    pub fn partition_keys(&self, position: usize) -> &Value {
        &self.record(position)["metadata"]["partitionKeys"]
    }

    #[track_caller]
    fn record(&self, position: usize) -> &Value {
        let answered = self.json()["records"].as_array().into_iter().flatten();
        let id = ids(&self.event).nth(position);
        match answered.into_iter().find(|record| record["recordId"].as_str() == id) {
            Some(record) if id.is_some() => record,
            _ => panic!("there is no record at {position} in {}\n{}", self.what(), self.details()),
        }
    }
}
