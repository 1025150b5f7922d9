//! Which events a handler serves.

use std::fmt;

use serde::Serialize;

use crate::event::eventbridge::Patterns;

/// The events that a handler takes, as a rule's pattern selects them.
///
/// A rule in AWS selects events for the function; this says which handler gets which of them.
/// What it asks for should be what the rule's event pattern asks for
/// (Amazon EventBridge user guide, "Creating Amazon EventBridge event patterns").
///
/// # Example
/// ```
/// use sls_core::event::eventbridge::Rule;
///
/// let orders = Rule::any().source("shop").detail_type(["OrderPlaced", "OrderPaid"]);
/// assert_eq!(
///     orders.to_string(),
///     "EventBridge rule (source `shop`, detail type `OrderPlaced` or `OrderPaid`)"
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[must_use]
pub struct Rule {
    #[serde(rename = "source")]
    sources: Patterns,
    #[serde(rename = "detail_type")]
    detail_types: Patterns,
}

impl Rule {
    /// Every event that no other handler names.
    pub const fn any() -> Self {
        Self { sources: Patterns::new(), detail_types: Patterns::new() }
    }

    /// Default: any. Takes only events of these sources, such as `shop`, `aws.s3` or `aws.*`.
    ///
    /// Further calls add to the earlier ones.
    pub fn source(mut self, sources: impl Into<Patterns>) -> Self {
        self.sources.extend(sources.into());
        self
    }

    /// Default: any. Takes only events of these types, such as `OrderPlaced` or `Object *`.
    ///
    /// Further calls add to the earlier ones.
    pub fn detail_type(mut self, detail_types: impl Into<Patterns>) -> Self {
        self.detail_types.extend(detail_types.into());
        self
    }

    /// Whether nothing is asked of an event.
    pub(super) fn takes_everything(&self) -> bool {
        self.sources.is_empty() && self.detail_types.is_empty()
    }

    pub(crate) fn matches(&self, source: &str, detail_type: &str) -> bool {
        self.sources.match_value(source) && self.detail_types.match_value(detail_type)
    }

    /// Whether two handlers would claim the same events.
    pub(crate) fn overlaps(&self, other: &Self) -> bool {
        self.takes_everything() == other.takes_everything()
            && self.sources.overlap(&other.sources)
            && self.detail_types.overlap(&other.detail_types)
    }

    /// What no event can match.
    pub(crate) fn problems(&self) -> Vec<String> {
        let fields = [("source", &self.sources), ("detail_type", &self.detail_types)];
        let mut problems = Vec::new();
        for (field, patterns) in fields {
            for pattern in patterns.iter() {
                let prefix = pattern.strip_suffix('*').unwrap_or(pattern);
                if pattern.is_empty() {
                    problems.push(format!("`{field}` is empty"));
                } else if prefix.contains('*') {
                    problems.push(format!("`{field}` is `{pattern}`: a `*` stands at the end"));
                }
            }
        }
        problems
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { sources, detail_types } = self;
        match (sources.is_empty(), detail_types.is_empty()) {
            (true, true) => f.write_str("any EventBridge rule"),
            (false, true) => write!(f, "EventBridge rule (source {sources})"),
            (true, false) => write!(f, "EventBridge rule (detail type {detail_types})"),
            (false, false) => {
                write!(f, "EventBridge rule (source {sources}, detail type {detail_types})")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matches_what_both_fields_ask_for() {
        let rule = Rule::any().source("shop").source("aws.*").detail_type("OrderPlaced");
        assert!(rule.matches("shop", "OrderPlaced"));
        assert!(rule.matches("aws.ec2", "OrderPlaced"));
        assert!(!rule.matches("shop", "OrderPaid"));
        assert!(!rule.matches("warehouse", "OrderPlaced"));
        assert!(Rule::any().matches("warehouse", "OrderPlaced"));
    }

    #[track_caller]
    fn check_overlap(one: &Rule, two: &Rule, expected: bool) {
        assert_eq!(one.overlaps(two), expected, "{one} and {two}");
        assert_eq!(two.overlaps(one), expected, "{two} and {one}");
    }

    #[test]
    fn overlaps_where_both_claim_the_same_events() {
        let shop = Rule::any().source("shop");
        check_overlap(&shop, &shop.clone().detail_type("OrderPlaced"), true);
        check_overlap(&shop, &Rule::any().detail_type("OrderPlaced"), true);
        check_overlap(&shop, &Rule::any().source("sh*"), true);
        check_overlap(&shop, &Rule::any().source("warehouse"), false);
        check_overlap(&shop, &Rule::any(), false);
        check_overlap(&Rule::any(), &Rule::any(), true);
        check_overlap(
            &shop.clone().detail_type("OrderPlaced"),
            &shop.clone().detail_type("OrderPaid"),
            false,
        );
    }

    #[test]
    fn lists_what_no_event_can_match() {
        let rule = Rule::any().source(["a*b", "", "**", "aws.*"]).detail_type("*Placed");
        assert_eq!(
            rule.problems(),
            [
                "`source` is `a*b`: a `*` stands at the end",
                "`source` is empty",
                "`source` is `**`: a `*` stands at the end",
                "`detail_type` is `*Placed`: a `*` stands at the end",
            ]
        );
        assert!(Rule::any().problems().is_empty());
    }

    #[test]
    fn is_written_down_in_the_words_of_the_attribute() {
        let rule = Rule::any().source("shop");
        let written = serde_json::to_string(&rule).unwrap();
        assert_eq!(written, r#"{"source":["shop"],"detail_type":[]}"#);
        let rule = Rule::any().detail_type(["a", "b*"]);
        let written = serde_json::to_string(&rule).unwrap();
        assert_eq!(written, r#"{"source":[],"detail_type":["a","b*"]}"#);
    }

    #[test]
    fn names_itself_in_messages() {
        assert_eq!(Rule::any().to_string(), "any EventBridge rule");
        assert_eq!(Rule::any().source("a").to_string(), "EventBridge rule (source `a`)");
        assert_eq!(Rule::any().detail_type("a").to_string(), "EventBridge rule (detail type `a`)");
    }
}
