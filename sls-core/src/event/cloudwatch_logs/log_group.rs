//! Which log groups a handler serves.

use std::fmt;

use serde::Serialize;

use crate::extract::DECOMPRESSION_LIMIT;

/// The log group whose log events a handler takes, by its name.
///
/// # Example
/// ```
/// use sls_core::event::cloudwatch_logs::LogGroup;
///
/// let errors = LogGroup::new("/aws/lambda/shop").subscription_filter("errors");
/// assert_eq!(errors.to_string(), "log group `/aws/lambda/shop` (subscription filter `errors`)");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[must_use]
pub struct LogGroup {
    /// Every log group if there is none.
    #[serde(rename = "log_group")]
    name: Option<String>,
    /// Every filter if there is none.
    subscription_filter: Option<String>,
    decompression_limit: usize,
}

impl LogGroup {
    /// A log group by its name, such as `/aws/lambda/shop`.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: Some(name.into()), ..Self::any() }
    }

    /// Every log group that no other handler names.
    pub const fn any() -> Self {
        Self { name: None, subscription_filter: None, decompression_limit: DECOMPRESSION_LIMIT }
    }

    /// Default: any. Takes only what the subscription filter of this name selected.
    pub fn subscription_filter(mut self, name: impl Into<String>) -> Self {
        self.subscription_filter = Some(name.into());
        self
    }

    /// Default: 64 MiB. Refuses log events that are more bytes than this when decompressed.
    ///
    /// The name of the log group is compressed too, so that the largest limit of all handlers
    /// holds until it is known.
    pub fn decompression_limit(mut self, bytes: usize) -> Self {
        self.decompression_limit = bytes;
        self
    }

    /// The log group's name; `None` if every log group is meant.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    pub(super) fn limit(&self) -> usize {
        self.decompression_limit
    }

    pub(crate) fn matches<'f>(
        &self,
        log_group: &str,
        mut subscription_filters: impl Iterator<Item = &'f str>,
    ) -> bool {
        let own_filter = self.subscription_filter.as_deref();
        self.name.as_deref().is_none_or(|own| own == log_group)
            && own_filter.is_none_or(|own| subscription_filters.any(|filter| filter == own))
    }

    /// Whether two handlers would claim the same events.
    ///
    /// Each filter of a log group invokes the function on its own.
    pub(crate) fn overlaps(&self, other: &Self) -> bool {
        let share_filters = match (&self.subscription_filter, &other.subscription_filter) {
            (Some(one), Some(two)) => one == two,
            _ => true,
        };
        self.name == other.name && share_filters
    }

    /// What AWS would refuse.
    pub(crate) fn problems(&self) -> Vec<String> {
        let name = self.name.as_deref().filter(|name| !is_name(name)).map(|name| {
            format!("`{name}` is not up to 512 letters, digits, `.`, `-`, `_`, `/` and `#`")
        });
        let filter = self.subscription_filter.as_deref().filter(|filter| !is_filter(filter));
        let filter = filter.map(|filter| {
            format!("`{filter}` is no subscription filter: up to 512 characters but `:` and `*`")
        });
        name.into_iter().chain(filter).collect()
    }
}

fn is_name(name: &str) -> bool {
    (1..=512).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_/#".contains(&byte))
}

fn is_filter(filter: &str) -> bool {
    (1..=512).contains(&filter.chars().count()) && !filter.contains([':', '*'])
}

impl From<&str> for LogGroup {
    fn from(name: &str) -> Self {
        Self::new(name)
    }
}

impl From<String> for LogGroup {
    fn from(name: String) -> Self {
        Self::new(name)
    }
}

impl fmt::Display for LogGroup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => write!(f, "log group `{name}`")?,
            None => f.write_str("any log group")?,
        }
        let filter = self.subscription_filter.iter();
        filter.into_iter().try_for_each(|name| write!(f, " (subscription filter `{name}`)"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matches_its_name_and_its_filter() {
        let shop = LogGroup::new("/aws/lambda/shop");
        let matches = |group: &LogGroup, name| group.matches(name, ["all", "errors"].into_iter());
        assert!(matches(&shop, "/aws/lambda/shop"));
        assert!(!matches(&shop, "/aws/lambda/shopping"));
        assert!(matches(&shop.clone().subscription_filter("errors"), "/aws/lambda/shop"));
        assert!(!matches(&shop.subscription_filter("warnings"), "/aws/lambda/shop"));
        assert!(matches(&LogGroup::any(), "anything"));
    }

    #[track_caller]
    fn check_overlap(one: &LogGroup, two: &LogGroup, expected: bool) {
        assert_eq!(one.overlaps(two), expected, "{one} and {two}");
        assert_eq!(two.overlaps(one), expected, "{two} and {one}");
    }

    #[test]
    fn overlaps_where_both_claim_the_same_events() {
        let shop = LogGroup::new("shop");
        let with = |filter: &str| shop.clone().subscription_filter(filter);
        check_overlap(&shop, &with("errors"), true);
        check_overlap(&with("errors"), &with("all"), false);
        check_overlap(&with("errors"), &with("errors").decompression_limit(1), true);
        check_overlap(&shop, &LogGroup::new("warehouse"), false);
        check_overlap(&shop, &LogGroup::any(), false);
        check_overlap(&LogGroup::any(), &LogGroup::any().subscription_filter("errors"), true);
    }

    #[test]
    fn lists_what_aws_would_refuse() {
        let group = LogGroup::new("a b").subscription_filter("a:b");
        assert_eq!(
            group.problems(),
            [
                "`a b` is not up to 512 letters, digits, `.`, `-`, `_`, `/` and `#`",
                "`a:b` is no subscription filter: up to 512 characters but `:` and `*`",
            ]
        );
        assert!(LogGroup::any().problems().is_empty());
    }

    #[test]
    fn is_written_down_in_the_words_of_the_attribute() {
        let group = LogGroup::new("shop").subscription_filter("all").decompression_limit(7);
        let written = serde_json::to_string(&group).unwrap();
        assert_eq!(
            written,
            r#"{"log_group":"shop","subscription_filter":"all","decompression_limit":7}"#
        );
    }

    #[test]
    fn names_itself_in_messages() {
        assert_eq!(LogGroup::from("shop").to_string(), "log group `shop`");
        assert_eq!(LogGroup::any().to_string(), "any log group");
        assert_eq!(LogGroup::from("shop".to_owned()).name(), Some("shop"));
    }
}
