//! What a destination is told of records that were given up.
//!
//! (AWS Lambda developer guide, "Retain discarded batch records for Kinesis Data Streams event
//! sources in Lambda" and "Retain discarded batch records for DynamoDB event sources".)

use std::time::SystemTime;

use serde::Serialize;

use super::delivery::DiscardReason;
use super::lane::{Item, LastInvoke};
use super::mapping::Config;
use crate::event::{Origin, iso_millis, iso_seconds, to_text};
use crate::platform::desk::Desk;
use crate::platform::destination::service;
use crate::platform::lambda::unqualified;
use crate::platform::parcel::{Message, Parcel};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Record<'a> {
    request_context: RequestContext<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_context: Option<ResponseContext>,
    version: &'static str,
    timestamp: String,
    #[serde(rename = "KinesisBatchInfo", skip_serializing_if = "Option::is_none")]
    kinesis: Option<&'a BatchInfo<'a>>,
    #[serde(rename = "DDBStreamBatchInfo", skip_serializing_if = "Option::is_none")]
    dynamodb: Option<&'a BatchInfo<'a>>,
    /// Only buckets get the event.
    #[serde(skip_serializing_if = "Option::is_none")]
    payload: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RequestContext<'a> {
    request_id: String,
    function_arn: &'a str,
    condition: &'static str,
    approximate_invoke_count: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ResponseContext {
    status_code: u16,
    executed_version: &'static str,
    function_error: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct BatchInfo<'a> {
    shard_id: &'a str,
    start_sequence_number: &'a str,
    end_sequence_number: &'a str,
    approximate_arrival_of_first_record: String,
    approximate_arrival_of_last_record: String,
    batch_size: usize,
    stream_arn: &'a str,
}

/// Records that are given up, and why.
#[derive(Debug)]
pub(super) struct Loss<'a> {
    pub(super) items: &'a [Item],
    pub(super) shard_id: &'a str,
    pub(super) reason: DiscardReason,
    pub(super) invokes: u32,
    pub(super) last: Option<&'a LastInvoke>,
}

impl Loss<'_> {
    /// Sends a record to the mapping's destination, if there is one, and returns it.
    pub(super) fn report(&self, config: &Config, desk: &mut Desk) -> Option<String> {
        let to = config.settings.on_failure.as_deref()?;
        let condition = self.reason.condition()?;
        let record = self.record(config, condition, service(to) == "s3", &desk.origin)?;
        let parcel = match service(to) {
            "sqs" => Parcel::SendMessage { queue: to.to_owned(), message: Message::new(&*record) },
            "sns" => Parcel::Publish { topic: to.to_owned(), message: Message::new(&*record) },
            "s3" => {
                let key = self.object_key(config, desk);
                Parcel::PutObject { bucket: to.to_owned(), key, body: record.clone().into() }
            }
            _ => {
                let why = || format!("a record is lost: {to} is no destination for a stream");
                desk.note(&config.function, why);
                return None;
            }
        };
        desk.post(parcel);
        Some(record)
    }

    fn record(
        &self,
        config: &Config,
        condition: &'static str,
        with_payload: bool,
        origin: &Origin,
    ) -> Option<String> {
        let (first, last) = (self.items.first()?, self.items.last()?);
        let is_kinesis = config.reading.source == "aws:kinesis";
        let iso = |time: SystemTime| if is_kinesis { iso_millis(time) } else { iso_seconds(time) };
        let info = BatchInfo {
            shard_id: self.shard_id,
            start_sequence_number: &first.sequence_number,
            end_sequence_number: &last.sequence_number,
            approximate_arrival_of_first_record: iso(first.arrived),
            approximate_arrival_of_last_record: iso(last.arrived),
            batch_size: self.items.len(),
            stream_arn: &config.stream,
        };
        let response_context = match self.reason {
            DiscardReason::RetryAttemptsExhausted => self.last.map(|last| ResponseContext {
                status_code: 200,
                executed_version: "$LATEST",
                function_error: last.function_failed.then_some("Unhandled"),
            }),
            DiscardReason::Expired | DiscardReason::RecordAgeExceeded => None,
        };
        let request_id = self.last.map(|last| last.request_id.clone());
        let record = Record {
            request_context: RequestContext {
                request_id: request_id.unwrap_or_else(|| origin.ids.uuid()),
                function_arn: unqualified(&config.function),
                condition,
                approximate_invoke_count: self.invokes.max(1),
            },
            response_context,
            version: "1.0",
            timestamp: iso_millis(origin.now),
            kinesis: is_kinesis.then_some(&info),
            dynamodb: (!is_kinesis).then_some(&info),
            payload: with_payload.then(|| event(self.items)),
        };
        Some(to_text(&record))
    }

    /// `aws/lambda/<mapping>/<shard>/YYYY/MM/DD/YYYY-MM-DDTHH.MM.SS-<random>`.
    fn object_key(&self, config: &Config, desk: &Desk) -> String {
        let seconds = iso_seconds(desk.now()).replace(':', ".");
        let (uuid, shard, random) = (&config.uuid, self.shard_id, desk.origin.ids.uuid());
        let day = desk.origin.day();
        format!("aws/lambda/{uuid}/{shard}/{day}/{}-{random}", seconds.trim_end_matches('Z'))
    }
}

/// The event with these records.
pub(super) fn event(items: &[Item]) -> String {
    format!("{{{}}}", records(items))
}

/// The member `Records` of an event.
pub(super) fn records(items: &[Item]) -> String {
    let bytes: usize = items.iter().map(|item| item.json.len() + 1).sum();
    let mut text = String::with_capacity(bytes + 16);
    text.push_str(r#""Records":["#);
    for (position, item) in items.iter().enumerate() {
        if position > 0 {
            text.push(',');
        }
        text.push_str(&item.json);
    }
    text.push(']');
    text
}
