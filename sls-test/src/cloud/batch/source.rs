//! The sources whose poller reads which records failed: what they call a record, one line each.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

/// What tells one such source from another.
#[derive(Debug)]
pub(super) struct Source {
    /// `eventSource`, of each record or of the event.
    name: &'static str,
    identifier: Identifier,
    content: Content,
}

/// How a reply names a record.
#[derive(Debug)]
enum Identifier {
    /// By the text at this place of the record.
    At(&'static str),
    /// By `{"partition": "TOPIC-PARTITION", "offset": OFFSET}`.
    Offset,
}

/// Where a person finds what the record says.
#[derive(Debug)]
enum Content {
    Base64At(&'static str),
    PlainAt(&'static str),
}

use Content::{Base64At, PlainAt};
use Identifier::{At, Offset};

const SOURCES: [Source; 6] = [
    Source::new("aws:dynamodb", At("/dynamodb/SequenceNumber"), PlainAt("/dynamodb/Keys")),
    Source::new("aws:kafka", Offset, Base64At("/value")),
    Source::new("aws:kinesis", At("/kinesis/sequenceNumber"), Base64At("/kinesis/data")),
    Source::new("aws:SelfManagedKafka", Offset, Base64At("/value")),
    Source::new("SelfManagedKafka", Offset, Base64At("/value")),
    Source::new("aws:sqs", At("/messageId"), PlainAt("/body")),
];

impl Source {
    const fn new(name: &'static str, identifier: Identifier, content: Content) -> Self {
        Self { name, identifier, content }
    }

    pub(super) fn named(name: &str) -> Option<&'static Self> {
        SOURCES.iter().find(|source| source.name == name)
    }

    /// The source of an event, if its poller reads which records failed.
    pub(super) fn of(event: &Value) -> Option<&'static Self> {
        let named = event.get("eventSource").or_else(|| event.pointer("/Records/0/eventSource"));
        match named.and_then(Value::as_str) {
            Some(name) => Self::named(name),
            // Only the ARN tells when the last batch of a tumbling window has no records.
            None => {
                let service = event.get("eventSourceARN")?.as_str()?.split(':').nth(2)?;
                SOURCES.iter().find(|source| source.name.strip_prefix("aws:") == Some(service))
            }
        }
    }

    /// The identifier of a record, unless a test took it out.
    pub(super) fn identifier(&self, record: &Value) -> Option<String> {
        match self.identifier {
            At(place) => Some(record.pointer(place)?.as_str()?.to_owned()),
            Offset => {
                let partition =
                    format!("{}-{}", record["topic"].as_str()?, record["partition"].as_u64()?);
                Some(offset_of(&partition, record["offset"].as_u64()?))
            }
        }
    }

    /// The identifier in one element of `batchItemFailures`.
    ///
    /// # Errors
    /// The element names no record.
    pub(super) fn reported(&self, item: &Value) -> Result<String, String> {
        let identifier = &item["itemIdentifier"];
        match self.identifier {
            At(_) => match identifier.as_str() {
                Some("") | None => {
                    Err(format!("{item} has no `itemIdentifier` that is a text and not empty"))
                }
                Some(identifier) => Ok(identifier.to_owned()),
            },
            Offset => match (identifier["partition"].as_str(), identifier["offset"].as_u64()) {
                (Some(partition), Some(offset)) => Ok(offset_of(partition, offset)),
                _ => Err(format!(
                    "{item} has no `itemIdentifier` like {{\"partition\":\"TOPIC-0\",\"offset\":7}}"
                )),
            },
        }
    }

    /// What the record says, as far as it says it in one place.
    pub(super) fn content(&self, record: &Value) -> Vec<u8> {
        let (Base64At(place) | PlainAt(place)) = self.content;
        match (&self.content, record.pointer(place)) {
            (_, None) => Vec::new(),
            (Base64At(_), Some(Value::String(text))) => {
                STANDARD.decode(text).unwrap_or_else(|_| text.as_bytes().to_vec())
            }
            (_, Some(Value::String(text))) => text.as_bytes().to_vec(),
            (_, Some(other)) => other.to_string().into_bytes(),
        }
    }
}

/// `clicks-0:17`, one text for both parts.
fn offset_of(partition: &str, offset: u64) -> String {
    format!("{partition}:{offset}")
}
