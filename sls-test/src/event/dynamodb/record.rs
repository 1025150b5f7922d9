//! One change of an item.

use std::time::SystemTime;

use serde_json::{Map, Value, json};

use super::item::DynamoDbItem;
use super::size;
use super::view::StreamViewType;
use crate::event::Origin;
use crate::event::origin::epoch_seconds;

/// One change of an item of a DynamoDB table.
///
/// (Amazon DynamoDB API reference, "StreamRecord"; Amazon DynamoDB developer guide, "DynamoDB
/// Streams and Time to Live".)
///
/// # Example
/// ```
/// use serde_json::json;
/// use sls_test::event::{DynamoDbEvent, DynamoDbRecord};
///
/// let record = DynamoDbRecord::expire(&json!({"id": "a"})).sequence_number("42");
/// let event = DynamoDbEvent::new("sessions").record(record).build();
/// let record = &event["Records"][0];
/// assert_eq!(record["eventName"], "REMOVE");
/// assert_eq!(record["userIdentity"]["principalId"], "dynamodb.amazonaws.com");
/// assert_eq!(record["dynamodb"]["SequenceNumber"], "42");
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub struct DynamoDbRecord {
    change: Change,
    keys: Option<DynamoDbItem>,
    sequence_number: Option<String>,
    changed_at: Option<SystemTime>,
}

#[derive(Clone, Debug, PartialEq)]
enum Change {
    Insert { new: DynamoDbItem },
    Modify { old: DynamoDbItem, new: DynamoDbItem },
    Remove { old: DynamoDbItem, by: Remover },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Remover {
    Client,
    TimeToLive,
}

impl DynamoDbRecord {
    /// An item was created.
    ///
    /// # Panics
    /// If the item is not a map or a structure.
    #[track_caller]
    pub fn insert(new: impl Into<DynamoDbItem>) -> Self {
        Self::of(Change::Insert { new: new.into() })
    }

    /// An item was changed.
    ///
    /// # Panics
    /// If one of the items is not a map or a structure.
    #[track_caller]
    pub fn modify(old: impl Into<DynamoDbItem>, new: impl Into<DynamoDbItem>) -> Self {
        Self::of(Change::Modify { old: old.into(), new: new.into() })
    }

    /// A client deleted an item.
    ///
    /// # Panics
    /// If the item is not a map or a structure.
    #[track_caller]
    pub fn remove(old: impl Into<DynamoDbItem>) -> Self {
        Self::of(Change::Remove { old: old.into(), by: Remover::Client })
    }

    /// DynamoDB deleted an item whose time to live had passed.
    ///
    /// # Panics
    /// If the item is not a map or a structure.
    #[track_caller]
    pub fn expire(old: impl Into<DynamoDbItem>) -> Self {
        Self::of(Change::Remove { old: old.into(), by: Remover::TimeToLive })
    }

    /// Default: taken from the item, by the names that the event was given.
    ///
    /// # Panics
    /// If the keys are not a map or a structure.
    #[track_caller]
    pub fn keys(mut self, keys: impl Into<DynamoDbItem>) -> Self {
        self.keys = Some(keys.into());
        self
    }

    /// Default: 40 digits, greater than that of every record built before.
    pub fn sequence_number(mut self, digits: impl Into<String>) -> Self {
        self.sequence_number = Some(digits.into());
        self
    }

    /// Default: the time of the event. Kept to the second.
    pub fn changed_at(mut self, time: SystemTime) -> Self {
        self.changed_at = Some(time);
        self
    }

    pub(crate) fn given_sequence_number(&self) -> Option<&str> {
        self.sequence_number.as_deref()
    }

    pub(crate) fn change_time(&self) -> Option<SystemTime> {
        self.changed_at
    }

    /// The record in a batch; `stream` is an ARN.
    pub(crate) fn build(
        &self,
        origin: &Origin,
        stream: &str,
        keys: &[String],
        view: StreamViewType,
    ) -> Value {
        let sequence_number =
            self.sequence_number.clone().unwrap_or_else(|| origin.dynamodb_sequence_number());
        let keys = self.key_attributes(keys);
        let (old, new) = (self.change.old_image(), self.change.new_image());
        let images = [
            ("OldImage", old.filter(|_| view.has_old())),
            ("NewImage", new.filter(|_| view.has_new())),
        ];
        let images =
            || images.iter().filter_map(|(name, item)| Some((*name, (*item)?.attributes())));
        let size =
            size::of_item(&keys) + images().map(|(_, item)| size::of_item(item)).sum::<usize>();
        let mut change = json!({
            "ApproximateCreationDateTime":
                epoch_seconds(self.changed_at.unwrap_or(origin.now)).floor(),
            "Keys": keys,
            "SequenceNumber": sequence_number,
            "SizeBytes": size,
            "StreamViewType": view.as_str(),
        });
        for (name, item) in images() {
            change[name] = item.clone().into();
        }
        let mut record = json!({
            "eventID": origin.ids.hex(32),
            "eventName": self.change.name(),
            "eventVersion": "1.1",
            "eventSource": "aws:dynamodb",
            "awsRegion": origin.region,
            "dynamodb": change,
            "eventSourceARN": stream,
        });
        if let Change::Remove { by: Remover::TimeToLive, .. } = self.change {
            record["userIdentity"] =
                json!({"type": "Service", "principalId": "dynamodb.amazonaws.com"});
        }
        record
    }

    pub(crate) fn key_attributes(&self, names: &[String]) -> Map<String, Value> {
        if let Some(keys) = &self.keys {
            return keys.attributes().clone();
        }
        let item = self.change.item().attributes();
        let key = |name: &String| match item.get(name) {
            Some(value) => (name.clone(), value.clone()),
            None => panic!(
                "the item has no key attribute `{name}`, only {:?}; \
                 name those of the table with `.keys([..])`",
                item.keys().collect::<Vec<_>>()
            ),
        };
        names.iter().map(key).collect()
    }

    fn of(change: Change) -> Self {
        Self { change, keys: None, sequence_number: None, changed_at: None }
    }
}

impl Change {
    fn name(&self) -> &'static str {
        match self {
            Self::Insert { .. } => "INSERT",
            Self::Modify { .. } => "MODIFY",
            Self::Remove { .. } => "REMOVE",
        }
    }

    fn old_image(&self) -> Option<&DynamoDbItem> {
        match self {
            Self::Insert { .. } => None,
            Self::Modify { old, .. } | Self::Remove { old, .. } => Some(old),
        }
    }

    fn new_image(&self) -> Option<&DynamoDbItem> {
        match self {
            Self::Insert { new } | Self::Modify { new, .. } => Some(new),
            Self::Remove { .. } => None,
        }
    }

    /// The item, whichever image of it there is.
    fn item(&self) -> &DynamoDbItem {
        match self {
            Self::Insert { new } | Self::Modify { new, .. } => new,
            Self::Remove { old, .. } => old,
        }
    }
}
