//! Which topics a handler serves.

use std::fmt;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::event::shared::is_arn;

/// The topic whose messages a handler takes, by its name or its ARN.
///
/// A name matches in every Region and account, which suits one binary in several of them.
///
/// The settings describe the subscription (Amazon SNS API reference, "SetSubscriptionAttributes"):
/// a deployment has to follow them. What is delivered is handled, whatever they say.
///
/// # Example
/// ```
/// use sls_core::event::sns::Topic;
///
/// assert_eq!(Topic::new("orders").to_string(), "SNS topic `orders`");
/// assert_eq!(Topic::new("arn:aws:sns:eu-west-1:111122223333:orders").name(), Some("orders"));
///
/// let large = Topic::new("orders")
///     .filter_policy(r#"{"total": [{"numeric": [">", 100]}]}"#)
///     .filter_policy_scope("MessageBody");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[must_use]
pub struct Topic {
    /// Every topic if there is none.
    #[serde(rename = "topic")]
    name_or_arn: Option<String>,
    filter_policy: Option<String>,
    filter_policy_scope: String,
}

impl Topic {
    /// A topic by its name, or by its ARN.
    pub fn new(name_or_arn: impl Into<String>) -> Self {
        Self { name_or_arn: Some(name_or_arn.into()), ..Self::any() }
    }

    /// Every topic that no other handler names.
    pub fn any() -> Self {
        let filter_policy_scope = ATTRIBUTES.to_owned();
        Self { name_or_arn: None, filter_policy: None, filter_policy_scope }
    }

    /// Default: none. What a message has to match to be delivered, as JSON (`FilterPolicy`).
    pub fn filter_policy(mut self, policy: impl Into<String>) -> Self {
        self.filter_policy = Some(policy.into());
        self
    }

    /// Default: `MessageAttributes`. What the policy is compared with, or `MessageBody`.
    pub fn filter_policy_scope(mut self, scope: impl Into<String>) -> Self {
        self.filter_policy_scope = scope.into();
        self
    }

    /// The topic's name; `None` if every topic is meant.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name_or_arn.as_deref().map(name_of)
    }

    /// What SNS would refuse, in its own terms.
    pub(super) fn problems(&self) -> Vec<String> {
        let scope = &self.filter_policy_scope;
        let unknown = (![ATTRIBUTES, BODY].contains(&scope.as_str()))
            .then(|| format!("`FilterPolicyScope` has to be `{ATTRIBUTES}` or `{BODY}`"));
        let policy = self.filter_policy.as_ref().and_then(|policy| {
            match serde_json::from_str::<Map<String, Value>>(policy) {
                Err(_) => Some(format!("`FilterPolicy` is a JSON object, and `{policy}` is none")),
                Ok(keys) if scope == ATTRIBUTES && keys.values().any(Value::is_object) => {
                    let problem = "is inside of others, which attributes are not";
                    Some(format!("`FilterPolicy` {problem}: set `FilterPolicyScope` to `{BODY}`"))
                }
                Ok(_) => None,
            }
        });
        [unknown, policy].into_iter().flatten().collect()
    }

    pub(crate) fn matches(&self, topic_arn: &str) -> bool {
        match &self.name_or_arn {
            None => true,
            Some(arn) if is_arn(arn) => arn == topic_arn,
            Some(name) => name == name_of(topic_arn),
        }
    }

    /// Whether two handlers would claim the same messages.
    pub(crate) fn overlaps(&self, other: &Self) -> bool {
        match (&self.name_or_arn, &other.name_or_arn) {
            (None, None) => true,
            (Some(one), Some(two)) => self.matches(two) || other.matches(one),
            _ => false,
        }
    }
}

impl From<&str> for Topic {
    fn from(name_or_arn: &str) -> Self {
        Self::new(name_or_arn)
    }
}

impl From<String> for Topic {
    fn from(name_or_arn: String) -> Self {
        Self::new(name_or_arn)
    }
}

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name_or_arn {
            Some(topic) => write!(f, "SNS topic `{topic}`"),
            None => f.write_str("any SNS topic"),
        }
    }
}

const ATTRIBUTES: &str = "MessageAttributes";
const BODY: &str = "MessageBody";

/// The last part of a topic's ARN; a name is its own.
pub(super) fn name_of(topic_arn: &str) -> &str {
    topic_arn.rsplit(':').next().unwrap_or(topic_arn)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORDERS: &str = "arn:aws:sns:eu-west-1:111122223333:orders";
    const ELSEWHERE: &str = "arn:aws:sns:us-east-1:111122223333:orders";

    #[test]
    fn matches_a_name_everywhere_and_an_arn_only_whole() {
        assert!(Topic::new("orders").matches(ORDERS));
        assert!(Topic::new("orders").matches(ELSEWHERE));
        assert!(!Topic::new("rders").matches(ORDERS));
        assert!(!Topic::new("Orders").matches(ORDERS));
        assert!(Topic::new(ORDERS).matches(ORDERS));
        assert!(!Topic::new(ORDERS).matches(ELSEWHERE));
        assert!(Topic::any().matches(ORDERS));
    }

    #[track_caller]
    fn check_overlap(one: &Topic, two: &Topic, expected: bool) {
        assert_eq!(one.overlaps(two), expected, "{one} and {two}");
        assert_eq!(two.overlaps(one), expected, "{two} and {one}");
    }

    #[test]
    fn overlaps_where_both_claim_the_same_messages() {
        let (name, arn) = (Topic::new("orders"), Topic::new(ORDERS));
        check_overlap(&name, &name, true);
        check_overlap(&name, &arn, true);
        check_overlap(&arn, &Topic::new(ELSEWHERE), false);
        check_overlap(&name, &Topic::new("returns"), false);
        check_overlap(&name, &Topic::any(), false);
        check_overlap(&Topic::any(), &Topic::any(), true);
    }

    #[test]
    fn says_what_sns_would_refuse() {
        let problems = |policy: &str, scope: &str| {
            Topic::any().filter_policy(policy).filter_policy_scope(scope).problems()
        };
        let (flat, nested) = (r#"{"kind": ["order"]}"#, r#"{"order": {"kind": ["tea"]}}"#);
        assert_eq!(Topic::new("orders").problems(), [""; 0]);
        assert_eq!(problems(flat, ATTRIBUTES), [""; 0]);
        assert_eq!(problems(nested, BODY), [""; 0]);
        assert!(
            problems(nested, ATTRIBUTES)[0].ends_with("set `FilterPolicyScope` to `MessageBody`")
        );
        assert!(problems("order", BODY)[0].starts_with("`FilterPolicy` is a JSON object"));
        assert!(problems(flat, "Body")[0].starts_with("`FilterPolicyScope` has to be"));
    }

    #[test]
    fn names_itself_in_messages() {
        assert_eq!(Topic::from("orders").to_string(), "SNS topic `orders`");
        assert_eq!(Topic::any().to_string(), "any SNS topic");
    }
}
