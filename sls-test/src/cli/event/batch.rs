//! Services that hand over several records at once.

use clap::Args;
use serde_json::Value;

use super::json;
use crate::cli::problem::Problem;
use crate::event::{
    DynamoDbEvent, FirehoseEvent, KafkaEvent, KafkaRecord, KinesisEvent, Origin, SqsEvent,
    SqsMessage,
};

#[derive(Debug, Args)]
pub(super) struct SqsArgs {
    /// The queue, a name or an ARN; a name that ends in `.fifo` is that of a FIFO queue
    #[arg(long)]
    queue: String,
    /// The body of a message; may be repeated
    #[arg(long = "body", value_name = "TEXT", default_value = "hello")]
    bodies: Vec<String>,
    /// The message group of all messages
    #[arg(long)]
    group: Option<String>,
}

impl SqsArgs {
    pub(super) fn event(&self, origin: &Origin) -> Value {
        let messages = self.bodies.iter().map(SqsMessage::new).map(|message| match &self.group {
            Some(group) => message.group(group),
            None => message,
        });
        SqsEvent::new(&self.queue).messages(messages).build_in(origin)
    }
}

#[derive(Debug, Args)]
pub(super) struct DynamoDbArgs {
    /// The table, a name or an ARN
    #[arg(long)]
    table: String,
    /// The item as it is now, as plain JSON; without --old it was created
    #[arg(long, value_name = "JSON", required_unless_present = "old")]
    new: Option<String>,
    /// The item as it was before, as plain JSON; without --new it was deleted
    #[arg(long, value_name = "JSON")]
    old: Option<String>,
    /// An attribute of the table's key; may be repeated
    #[arg(long = "key", value_name = "NAME", default_value = "id")]
    keys: Vec<String>,
}

impl DynamoDbArgs {
    pub(super) fn event(&self, origin: &Origin) -> Result<Value, Problem> {
        let event = DynamoDbEvent::new(&self.table).keys(&self.keys);
        let event = match (self.item("--old", &self.old)?, self.item("--new", &self.new)?) {
            (None, None) => event,
            (None, Some(new)) => event.insert(&new),
            (Some(old), None) => event.remove(&old),
            (Some(old), Some(new)) => event.modify(&old, &new),
        };
        Ok(event.build_in(origin))
    }

    /// An item with the attributes of the key.
    fn item(&self, option: &str, text: &Option<String>) -> Result<Option<Value>, Problem> {
        let Some(text) = text else { return Ok(None) };
        let item = json(&format!("`{option}`"), text)?;
        if !item.is_object() {
            return Err(Problem::new(format!(
                "`{option}` is no item; write one like '{{\"id\":7}}'"
            )));
        }
        match self.keys.iter().find(|&key| item.get(key).is_none()) {
            Some(key) => Err(Problem::new(format!(
                "the item of `{option}` has no `{key}`; name the table's key with `--key NAME`"
            ))),
            None => Ok(Some(item)),
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct KinesisArgs {
    /// The stream, a name or an ARN
    #[arg(long)]
    stream: String,
    /// The data of a record as text; may be repeated
    #[arg(long, default_value = "hello")]
    data: Vec<String>,
    /// The partition key of all records
    #[arg(long, default_value = "key")]
    partition_key: String,
}

impl KinesisArgs {
    pub(super) fn event(&self, origin: &Origin) -> Value {
        let event = self.data.iter().fold(KinesisEvent::new(&self.stream), |event, data| {
            event.data(&self.partition_key, data.clone())
        });
        event.build_in(origin)
    }
}

#[derive(Debug, Args)]
pub(super) struct KafkaArgs {
    /// The topic
    #[arg(long)]
    topic: String,
    /// The value of a record as text; may be repeated
    #[arg(long = "value", value_name = "TEXT", default_value = "hello")]
    values: Vec<String>,
    /// The key of all records, as text
    #[arg(long)]
    key: Option<String>,
}

impl KafkaArgs {
    pub(super) fn event(&self, origin: &Origin) -> Value {
        let records = self.values.iter().cloned().map(KafkaRecord::new);
        let records = records.map(|record| match &self.key {
            Some(key) => record.key(key.clone()),
            None => record,
        });
        KafkaEvent::new(&self.topic).records(records).build_in(origin)
    }
}

#[derive(Debug, Args)]
pub(super) struct FirehoseArgs {
    /// The Firehose stream, a name or an ARN
    #[arg(long)]
    stream: String,
    /// The data of a record as text; may be repeated
    #[arg(long, default_value = "hello")]
    data: Vec<String>,
}

impl FirehoseArgs {
    pub(super) fn event(&self, origin: &Origin) -> Value {
        let data = self.data.iter().cloned();
        data.fold(FirehoseEvent::new(&self.stream), FirehoseEvent::data).build_in(origin)
    }
}
