//! What a poller hands over, and which records of it the function's reply fails.
//!
//! (AWS Lambda developer guide, "Configuring partial batch response with Kinesis Data Streams and
//! Lambda", "Configuring partial batch response with DynamoDB and Lambda", "Handling errors for an
//! SQS event source in Lambda" and "Configuring error handling controls for Kafka event sources".)
//! Where the guide names no rule, the batch counts as failed.

mod source;

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::ops::Range;

use serde_json::Value;

use self::source::Source;
use super::readable::excerpt_within;

/// The records of one event, of a source whose poller reads which of them failed.
#[derive(Debug)]
pub(crate) struct Batch {
    source: &'static Source,
    /// In the order of the event; empty where a test took the identifier out.
    identifiers: Vec<String>,
    wants_state: bool,
}

impl Batch {
    /// `None` if nobody reads from the reply which records failed.
    pub(crate) fn of(event: &Value) -> Option<Self> {
        let source = Source::of(event)?;
        let identifier = |record| source.identifier(record).unwrap_or_default();
        let identifiers = records(event).into_iter().map(identifier).collect();
        Some(Self { source, identifiers, wants_state: event.get("window").is_some() })
    }

    /// The records with these identifiers of a source with this name, like `aws:kinesis`.
    pub(crate) fn named(source: &str, identifiers: Vec<String>) -> Option<Self> {
        Some(Self { source: Source::named(source)?, identifiers, wants_state: false })
    }

    pub(super) fn into_identifiers(self) -> Vec<String> {
        self.identifiers
    }

    /// The positions of the records that failed, in ascending order.
    ///
    /// # Errors
    /// Why all of them count as failed.
    pub(crate) fn failed_positions(&self, reply: &[u8]) -> Result<Vec<usize>, String> {
        let reply: Value = serde_json::from_slice(reply)
            .map_err(|error| format!("the reply is not JSON: {error}"))?;
        if self.wants_state && reply.get("state").is_none() {
            return Err("the reply to a batch of a tumbling window has no `state`".to_owned());
        }
        let items = match &reply {
            Value::Null => return Ok(Vec::new()),
            Value::String(text) if text.is_empty() => return Ok(Vec::new()),
            Value::Array(list) if list.is_empty() => return Ok(Vec::new()),
            Value::Object(members) => match members.get("batchItemFailures") {
                None | Some(Value::Null) => return Ok(Vec::new()),
                Some(Value::Array(items)) => items,
                Some(_) => return Err("`batchItemFailures` is not a list".to_owned()),
            },
            _ => return Err("the reply is not an object".to_owned()),
        };
        let positions: HashMap<&str, usize> =
            self.identifiers.iter().map(String::as_str).zip(0..).collect();
        let position = |item: &Value| {
            let identifier = self.source.reported(item)?;
            let position = positions.get(identifier.as_str()).copied();
            position.ok_or_else(|| format!("there is no record {identifier:?} in the batch"))
        };
        let mut failed = items.iter().map(position).collect::<Result<Vec<_>, _>>()?;
        failed.sort_unstable();
        failed.dedup();
        Ok(failed)
    }
}

/// The batch in a few words: how many records, and of what.
pub(super) fn describe(event: &Value) -> Option<String> {
    Source::of(event)?;
    let records = records(event);
    let first = records.first().copied().unwrap_or(event);
    let arn = first.get("eventSourceARN").or_else(|| first.get("topic"));
    let (count, origin) = (records.len(), arn.and_then(Value::as_str).unwrap_or("?"));
    Some(format!("the batch of {count} record{} of {origin}", if count == 1 { "" } else { "s" }))
}

/// One line for each record that failed, and one for those between them.
///
/// Empty for an event that is no batch. `failed` is in ascending order.
pub(super) fn report(event: &Value, failed: &[usize]) -> String {
    let Some(source) = Source::of(event) else { return String::new() };
    let records = records(event);
    let mut lines = vec!["\n  records:".to_owned()];
    let mut next = 0;
    for &position in failed.iter().take(MOST_LINES) {
        let record = records[position];
        let identifier = source.identifier(record).unwrap_or_default();
        let content = excerpt_within(&source.content(record), MOST_CHARACTERS);
        lines.extend(handled(next..position));
        lines.push(format!("{position} failed: {identifier} {content}"));
        next = position + 1;
    }
    match failed.len().checked_sub(MOST_LINES) {
        None | Some(0) => lines.extend(handled(next..records.len())),
        Some(more) => lines.push(format!("… and {more} more failed")),
    }
    lines.join("\n    ")
}

fn handled(positions: Range<usize>) -> Option<String> {
    match positions.len() {
        0 => None,
        1 => Some(format!("{} handled", positions.start)),
        _ => Some(format!("{} to {} handled", positions.start, positions.end - 1)),
    }
}

/// How many failed records a report shows, and how much of each.
const MOST_LINES: usize = 10;
const MOST_CHARACTERS: usize = 120;

/// The records of a batch: a list, or lists by the partition that they were read from.
fn records(event: &Value) -> Vec<&Value> {
    match event.get("Records").or_else(|| event.get("records")) {
        Some(Value::Array(records)) => records.iter().collect(),
        Some(Value::Object(partitions)) => {
            partitions.values().filter_map(Value::as_array).flatten().collect()
        }
        _ => Vec::new(),
    }
}
