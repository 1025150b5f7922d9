//! Which topics a handler serves.

use std::fmt;

use serde::Serialize;

use crate::event::shared::is_arn;

/// The topic whose messages a handler takes, by its name or its ARN.
///
/// A name matches in every Region and account, which suits one binary in several of them.
///
/// # Example
/// ```
/// use sls_core::event::sns::Topic;
///
/// assert_eq!(Topic::new("orders").to_string(), "SNS topic `orders`");
/// assert_eq!(Topic::new("arn:aws:sns:eu-west-1:111122223333:orders").name(), Some("orders"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[must_use]
pub struct Topic {
    /// Every topic if there is none.
    #[serde(rename = "topic")]
    name_or_arn: Option<String>,
}

impl Topic {
    /// A topic by its name, or by its ARN.
    pub fn new(name_or_arn: impl Into<String>) -> Self {
        Self { name_or_arn: Some(name_or_arn.into()) }
    }

    /// Every topic that no other handler names.
    pub const fn any() -> Self {
        Self { name_or_arn: None }
    }

    /// The topic's name; `None` if every topic is meant.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name_or_arn.as_deref().map(name_of)
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
    fn names_itself_in_messages() {
        assert_eq!(Topic::from("orders").to_string(), "SNS topic `orders`");
        assert_eq!(Topic::any().to_string(), "any SNS topic");
    }
}
