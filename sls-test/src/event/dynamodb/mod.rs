//! Batches of a DynamoDB stream.

mod item;
mod record;
mod size;
mod view;

use serde_json::{Value, json};

pub use item::DynamoDbItem;
pub use record::DynamoDbRecord;
pub use view::StreamViewType;

use super::kinesis::TumblingWindow;
use super::patch::Patches;
use super::{Origin, event_builder};

/// The stream of a table is named after the time it was switched on.
const STREAM: &str = "stream/2026-01-01T00:00:00.000";

/// A batch of changes from one shard of the stream of a DynamoDB table.
///
/// Items are given as values of Rust and appear in DynamoDB's JSON. The keys are taken out of
/// them, and the view type decides which images a record has. Sequence numbers grow with every
/// record built from one origin, times are whole seconds in floating point. Without records it is
/// what only a tumbling window sends. (AWS Lambda developer guide, "Using AWS Lambda with Amazon
/// DynamoDB".)
///
/// # Example
/// ```
/// use serde_json::json;
/// use sls_test::event::DynamoDbEvent;
///
/// let event = DynamoDbEvent::new("orders")
///     .insert(&json!({"id": "a", "total": 12.5}))
///     .modify(&json!({"id": "a", "total": 12.5}), &json!({"id": "a", "total": 13}))
///     .build();
/// let change = &event["Records"][1]["dynamodb"];
/// assert_eq!(change["Keys"], json!({"id": {"S": "a"}}));
/// assert_eq!(change["OldImage"]["total"], json!({"N": "12.5"}));
/// assert_eq!(change["NewImage"]["total"], json!({"N": "13"}));
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct DynamoDbEvent {
    table: String,
    keys: Vec<String>,
    view: StreamViewType,
    shard_id: String,
    records: Vec<DynamoDbRecord>,
    window: Option<TumblingWindow>,
    patches: Patches,
}

event_builder!(DynamoDbEvent);

impl DynamoDbEvent {
    /// A batch without records of a table: its name, its ARN, or its stream's.
    pub fn new(table: impl Into<String>) -> Self {
        Self {
            table: table.into(),
            keys: vec!["id".to_owned()],
            view: StreamViewType::default(),
            shard_id: "shardId-00000001772355600000-5f3c1a2b".to_owned(),
            records: Vec::new(),
            window: None,
            patches: Patches::default(),
        }
    }

    /// Default: `id`. The one or two attributes that are the table's key.
    ///
    /// Building panics if an item lacks them, unless its record was given other keys.
    pub fn keys<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        self.keys = names.into_iter().map(Into::into).collect();
        self
    }

    /// Default: [`NewAndOldImages`](StreamViewType::NewAndOldImages). The images that records have.
    pub fn view(mut self, view: StreamViewType) -> Self {
        self.view = view;
        self
    }

    /// Adds a record.
    pub fn record(mut self, record: DynamoDbRecord) -> Self {
        self.records.push(record);
        self
    }

    /// Adds records.
    pub fn records(mut self, records: impl IntoIterator<Item = DynamoDbRecord>) -> Self {
        self.records.extend(records);
        self
    }

    /// Adds the creation of an item.
    ///
    /// # Panics
    /// If the item is not a map or a structure.
    #[track_caller]
    pub fn insert(self, new: impl Into<DynamoDbItem>) -> Self {
        self.record(DynamoDbRecord::insert(new))
    }

    /// Adds a change of an item.
    ///
    /// # Panics
    /// If one of the items is not a map or a structure.
    #[track_caller]
    pub fn modify(self, old: impl Into<DynamoDbItem>, new: impl Into<DynamoDbItem>) -> Self {
        self.record(DynamoDbRecord::modify(old, new))
    }

    /// Adds the deletion of an item by a client.
    ///
    /// # Panics
    /// If the item is not a map or a structure.
    #[track_caller]
    pub fn remove(self, old: impl Into<DynamoDbItem>) -> Self {
        self.record(DynamoDbRecord::remove(old))
    }

    /// Adds the deletion of an item whose time to live had passed.
    ///
    /// # Panics
    /// If the item is not a map or a structure.
    #[track_caller]
    pub fn expire(self, old: impl Into<DynamoDbItem>) -> Self {
        self.record(DynamoDbRecord::expire(old))
    }

    /// Default: always the same. The id of the shard, which only windows name.
    pub fn shard(mut self, id: impl Into<String>) -> Self {
        self.shard_id = id.into();
        self
    }

    /// Default: none. Processes the batch in a tumbling window.
    pub fn window(mut self, window: TumblingWindow) -> Self {
        self.window = Some(window);
        self
    }

    fn event(&self, origin: &Origin) -> Value {
        let stream = self.stream_arn(origin);
        let records = self.records.iter();
        let records: Vec<_> =
            records.map(|record| record.build(origin, &stream, &self.keys, self.view)).collect();
        match &self.window {
            None => json!({"Records": records}),
            Some(window) => {
                let mut event = window.members(origin, &self.shard_id, &stream);
                event["Records"] = records.into();
                event
            }
        }
    }

    pub(crate) fn stream_arn(&self, origin: &Origin) -> String {
        let table = origin.arn_of("dynamodb", "table/", &self.table);
        if table.contains("/stream/") { table } else { format!("{table}/{STREAM}") }
    }
}
