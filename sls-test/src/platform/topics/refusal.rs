//! What SNS does not take, and what it says then.

use std::collections::BTreeMap;

use serde_json::Value;

use super::settings::Scope;
use super::{SubscriptionSettings, TopicSettings};
use crate::platform::destination;
use crate::platform::parcel::Message;
use crate::platform::pattern::Pattern;

/// How many keys a filter policy may have.
const POLICY_KEYS: usize = 5;

/// How many combinations of values a filter policy may have.
const POLICY_COMBINATIONS: usize = 150;

pub(super) fn no_topic(arn: &str) -> String {
    format!("NotFound: Topic does not exist: {arn}")
}

fn invalid(what: impl std::fmt::Display) -> String {
    format!("InvalidParameter: Invalid parameter: {what}")
}

pub(super) fn of_subscription(
    topic: &TopicSettings,
    subscription: &SubscriptionSettings,
) -> Result<(), String> {
    let endpoint = &subscription.endpoint;
    match destination::service(endpoint) {
        "lambda" if topic.is_fifo() => Err(invalid(
            "Endpoint Reason: a FIFO topic delivers to queues; subscribe a queue, and map it to \
             the function",
        )),
        "lambda" if subscription.raw => {
            Err(invalid("RawMessageDelivery: functions receive messages in an envelope only"))
        }
        "sqs" if !topic.is_fifo() && endpoint.ends_with(".fifo") => Err(invalid(
            "Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics",
        )),
        "lambda" | "sqs" => Ok(()),
        _ => Err(invalid(format_args!(
            "Endpoint: the ARN of a function or a queue is expected, not {endpoint}"
        ))),
    }
}

pub(super) fn of_policy(policy: &str, scope: Scope) -> Result<Pattern, String> {
    let invalid = |what: String| invalid(format_args!("FilterPolicy: {what}"));
    let pattern = Pattern::parse(policy).map_err(|problem| invalid(problem.to_string()))?;
    if scope == Scope::Attributes && pattern.is_nested() {
        return Err(invalid("attributes are not nested, only a message body is".to_owned()));
    }
    let keys = pattern.names().count();
    if keys > POLICY_KEYS {
        return Err(invalid(format!(
            "at most {POLICY_KEYS} keys are possible, and there are {keys}"
        )));
    }
    let combinations = pattern.combinations();
    if combinations > POLICY_COMBINATIONS {
        return Err(invalid(format!(
            "at most {POLICY_COMBINATIONS} combinations of values are possible, and there are \
             {combinations}"
        )));
    }
    Ok(pattern)
}

pub(super) fn of_message(
    topic: &TopicSettings,
    message: &Message,
    limit: usize,
) -> Result<(), String> {
    if message.body.is_empty() {
        return Err(invalid("Empty message"));
    }
    let attributes = message.attributes.iter();
    let attributes =
        attributes.map(|(name, one)| name.len() + one.data_type.len() + one.value.len());
    let size = message.body.len() + attributes.sum::<usize>();
    if size > limit {
        return Err(invalid(format_args!(
            "Message too long: {size} bytes with its attributes, of {limit}"
        )));
    }
    match (topic.is_fifo(), &message.group_id, &message.deduplication_id) {
        (true, None, _) => Err(invalid("The MessageGroupId parameter is required for FIFO topics")),
        (true, _, None) if !topic.content_based_deduplication => Err(invalid(
            "The topic should either have ContentBasedDeduplication enabled or \
             MessageDeduplicationId provided explicitly",
        )),
        (false, _, Some(_)) => Err(invalid(
            "The request includes MessageDeduplicationId parameter that is not valid for this \
             topic type",
        )),
        _ => Ok(()),
    }
}

/// The texts by protocol of a message with the structure `json`.
pub(super) fn of_texts(body: &str) -> Result<BTreeMap<String, String>, String> {
    let problem = "Message Structure - JSON message body failed to parse";
    let texts: BTreeMap<String, Value> =
        serde_json::from_str(body).map_err(|_| invalid(problem))?;
    let texts = texts.into_iter();
    let texts: BTreeMap<_, _> =
        texts.filter_map(|(protocol, text)| Some((protocol, text.as_str()?.to_owned()))).collect();
    match texts.contains_key("default") {
        true => Ok(texts),
        false => Err(invalid("Message Structure - No default entry in JSON message body")),
    }
}
