//! Direct payloads, messages, notifications and records, each to its handler.
//!
//! Every function here serves one source, and answers `None` when no handler claims the event.
//! Nothing of an event is handled before all of it is known to have a handler.

use serde::Serialize;
use serde_json::value::RawValue;
use tower::ServiceExt;

use crate::app::dispatch::{RecordTarget, Target, attempt};
use crate::error::Error;
use crate::event::{Source, kinesis, s3, sns};
use crate::extract::{States, Work};
use crate::failure::Failure;
use crate::invocation::Invocation;
use crate::reply::Reply;
use crate::runtime::panic::catch;

type Claimed = Result<Option<Reply>, Failure>;

pub(super) async fn direct(
    target: &Target<(), Result<Reply, Error>>,
    states: &States,
    source: Source,
    invocation: Invocation,
) -> Result<Reply, Failure> {
    match &target.layered {
        Some(layered) => layered.clone().oneshot(invocation).await,
        None => Ok(attempt(&target.endpoint, states, source, &invocation, Work::Direct).await??),
    }
}

pub(super) async fn sns(
    targets: &[RecordTarget<sns::Topic>],
    states: &States,
    invocation: &Invocation,
    rest: Rest,
) -> Claimed {
    if targets.is_empty() {
        return Ok(None);
    }
    let event = sns::wire::decode(text(Source::Sns, invocation)?)?;
    let claims =
        |topic: &sns::Topic, record: &sns::wire::Record<'_>| topic.matches(&record.sns.topic_arn);
    let Some(claimed) = claimed(targets, &event.records, rest, claims) else { return Ok(None) };
    handle_each(claimed, states, Source::Sns, invocation, Work::Sns).await
}

pub(super) async fn s3(
    targets: &[RecordTarget<s3::Notification>],
    states: &States,
    invocation: &Invocation,
    rest: Rest,
) -> Claimed {
    if targets.is_empty() {
        return Ok(None);
    }
    let records = match s3::wire::decode(text(Source::S3, invocation)?)? {
        s3::wire::Event::Records(records) => records,
        // Sent when a notification is configured; it announces nothing.
        s3::wire::Event::Test => return Ok(Some(Reply::json("null"))),
    };
    let claims = |notification: &s3::Notification, record: &s3::wire::Record<'_>| {
        // Filters see the decoded key; one that cannot be decoded is for the handler to refuse.
        let key = record.key().unwrap_or_default();
        notification.matches(record.bucket(), &key, record.event_name())
    };
    let Some(claimed) = claimed(targets, &records, rest, claims) else { return Ok(None) };
    handle_each(claimed, states, Source::S3, invocation, Work::S3).await
}

pub(super) async fn kinesis(
    targets: &[RecordTarget<kinesis::Stream>],
    states: &States,
    invocation: &Invocation,
) -> Claimed {
    if targets.is_empty() {
        return Ok(None);
    }
    let event = kinesis::wire::decode(text(Source::Kinesis, invocation)?)?;
    let arn = event.source_arn().map_or("", AsRef::as_ref);
    let Some(target) = targets.iter().find(|target| target.spec.matches(arn)) else {
        return Ok(None);
    };
    if let Some(layered) = &target.layered {
        return layered.clone().oneshot(invocation.clone()).await.map(Some);
    }
    for (position, record) in event.records.iter().enumerate() {
        let work = Work::Kinesis(&event, record);
        let handled =
            catch(attempt(&target.endpoint, states, Source::Kinesis, invocation, work)).await;
        let failure = match handled {
            Ok(Ok(Ok(()))) => continue,
            Ok(Ok(Err(error))) => error.into(),
            Ok(Err(failure)) | Err(failure) => failure,
        };
        let identifier = &*record.kinesis.sequence_number;
        // Nothing was confirmed, or nothing can name what was not: all of it has to come again.
        if position == 0 || identifier.is_empty() {
            return Err(failure);
        }
        tracing::error!(
            error_type = failure.error_type(),
            error = failure.message(),
            sequence_number = identifier,
            "a record failed; it and what follows come again"
        );
        return Ok(Some(batch_reply(&event, &[identifier])));
    }
    Ok(Some(batch_reply(&event, &[])))
}

/// Confirms a batch up to the first of the failed records
/// (AWS Lambda developer guide, "Configuring partial batch response with Kinesis Data Streams").
fn batch_reply(event: &kinesis::wire::Event<'_>, failed: &[&str]) -> Reply {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct BatchReply<'a> {
        #[serde(skip_serializing_if = "Option::is_none")]
        state: Option<WindowState<'a>>,
        batch_item_failures: Vec<BatchItemFailure<'a>>,
    }

    /// Lambda takes a reply without it for a failure; handlers of records do not change it.
    #[derive(Serialize)]
    #[serde(untagged)]
    enum WindowState<'a> {
        Kept(&'a RawValue),
        Empty {},
    }

    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct BatchItemFailure<'a> {
        item_identifier: &'a str,
    }

    let failures = failed.iter().map(|item_identifier| BatchItemFailure { item_identifier });
    let state = || event.window_state().map_or(WindowState::Empty {}, WindowState::Kept);
    let reply = BatchReply {
        state: event.window.is_some().then(state),
        batch_item_failures: failures.collect(),
    };
    Reply::json(serde_json::to_vec(&reply).expect("strings and JSON always serialise"))
}

/// What becomes of an event of which some records have no handler.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Rest {
    /// They are some other handler's: this is one handler behind its layers.
    Ignored,
    /// The whole event has no handler, lest a record be lost.
    Refused,
}

/// Each handler with the records it is the first to claim.
fn claimed<'t, 'r, Spec, Record>(
    targets: &'t [RecordTarget<Spec>],
    records: &'r [Record],
    rest: Rest,
    claims: impl Fn(&Spec, &Record) -> bool,
) -> Option<Vec<(&'t RecordTarget<Spec>, Vec<&'r Record>)>> {
    let mut claimed: Vec<(&RecordTarget<Spec>, Vec<&Record>)> = Vec::with_capacity(1);
    for record in records {
        let Some(target) = targets.iter().find(|target| claims(&target.spec, record)) else {
            if rest == Rest::Refused {
                return None;
            }
            continue;
        };
        match claimed.iter_mut().find(|(other, _)| std::ptr::eq(*other, target)) {
            Some((_, records)) => records.push(record),
            None => claimed.push((target, vec![record])),
        }
    }
    (!claimed.is_empty()).then_some(claimed)
}

/// Runs the handlers on their records; the first failure fails the invocation.
async fn handle_each<'r, Spec, Record>(
    claimed: Vec<(&RecordTarget<Spec>, Vec<&'r Record>)>,
    states: &States,
    source: Source,
    invocation: &Invocation,
    work: fn(&'r Record) -> Work<'r>,
) -> Claimed {
    for (target, records) in claimed {
        if let Some(layered) = &target.layered {
            layered.clone().oneshot(invocation.clone()).await?;
            continue;
        }
        for record in records {
            attempt(&target.endpoint, states, source, invocation, work(record)).await??;
        }
    }
    Ok(Some(Reply::json("null")))
}

/// The payload as text, checked once for all that is borrowed from it.
pub(super) fn text(source: Source, invocation: &Invocation) -> Result<&str, Failure> {
    simdutf8::basic::from_utf8(invocation.payload()).map_err(|_| {
        Failure::new("Sls.InvalidJson", format!("the event from {source} is not UTF-8"))
    })
}
