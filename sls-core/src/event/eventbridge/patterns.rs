//! What a field of an event has to be.

use std::fmt;

use serde::Serialize;

/// One value that a field may have, or several of them.
///
/// A `*` at the end stands for any rest, as `prefix` does in an event pattern
/// (Amazon EventBridge user guide, "Comparison operators for use in event patterns").
///
/// # Example
/// ```
/// use sls_core::event::eventbridge::Patterns;
///
/// assert_eq!(Patterns::from("shop").to_string(), "`shop`");
/// assert_eq!(Patterns::from(["shop", "aws.*"]).to_string(), "`shop` or `aws.*`");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Patterns(Vec<String>);

impl Patterns {
    pub(super) const fn new() -> Self {
        Self(Vec::new())
    }

    pub(super) fn extend(&mut self, more: Self) {
        self.0.extend(more.0);
    }

    /// Whether nothing is asked of the field.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn iter(&self) -> std::slice::Iter<'_, String> {
        self.0.iter()
    }

    pub(super) fn match_value(&self, value: &str) -> bool {
        self.is_empty() || self.iter().any(|pattern| covers(pattern, value))
    }

    /// Whether some value matches both.
    pub(super) fn overlap(&self, other: &Self) -> bool {
        self.is_empty()
            || other.is_empty()
            || self.iter().any(|one| other.iter().any(|two| have_values_in_common(one, two)))
    }
}

impl From<&str> for Patterns {
    fn from(pattern: &str) -> Self {
        Self(vec![pattern.to_owned()])
    }
}

impl From<String> for Patterns {
    fn from(pattern: String) -> Self {
        Self(vec![pattern])
    }
}

impl<T: Into<String>, const N: usize> From<[T; N]> for Patterns {
    fn from(patterns: [T; N]) -> Self {
        patterns.into_iter().collect()
    }
}

impl<T: Into<String>> From<Vec<T>> for Patterns {
    fn from(patterns: Vec<T>) -> Self {
        patterns.into_iter().collect()
    }
}

impl<T: Into<String>> FromIterator<T> for Patterns {
    fn from_iter<I: IntoIterator<Item = T>>(patterns: I) -> Self {
        Self(patterns.into_iter().map(Into::into).collect())
    }
}

impl fmt::Display for Patterns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, pattern) in self.iter().enumerate() {
            let separator = if position == 0 { "" } else { " or " };
            write!(f, "{separator}`{pattern}`")?;
        }
        Ok(())
    }
}

fn covers(pattern: &str, value: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(prefix) => value.starts_with(prefix),
        None => pattern == value,
    }
}

fn have_values_in_common(one: &str, two: &str) -> bool {
    match (one.strip_suffix('*'), two.strip_suffix('*')) {
        (Some(one), Some(two)) => one.starts_with(two) || two.starts_with(one),
        _ => covers(one, two) || covers(two, one),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn match_values_whole_or_by_their_beginning() {
        let patterns = Patterns::from(vec!["shop", "aws.*"]);
        for value in ["shop", "aws.", "aws.s3"] {
            assert!(patterns.match_value(value), "{value}");
        }
        for value in ["shops", "Shop", "aws", ""] {
            assert!(!patterns.match_value(value), "{value}");
        }
        assert!(Patterns::new().match_value("anything"));
        assert!(Patterns::from("*".to_owned()).match_value(""));
    }

    proptest! {
        #[test]
        fn overlap_if_a_value_matches_both(
            one in prop::collection::vec("[ab]{0,2}\\*?", 0..3),
            two in prop::collection::vec("[ab]{0,2}\\*?", 0..3),
            value in "[ab]{0,4}",
        ) {
            let (one, two) = (Patterns::from(one), Patterns::from(two));
            prop_assert_eq!(one.overlap(&two), two.overlap(&one));
            if one.match_value(&value) && two.match_value(&value) {
                prop_assert!(one.overlap(&two), "{} and {}: {}", one, two, value);
            }
        }

        #[test]
        fn do_not_overlap_without_such_a_value(
            one in prop::collection::vec("[ab]{0,2}\\*?", 1..3),
            two in prop::collection::vec("[ab]{0,2}\\*?", 1..3),
        ) {
            let (one, two) = (Patterns::from(one), Patterns::from(two));
            if one.overlap(&two) {
                // The longest of the patterns without its star is matched by both, if any is.
                let mut values = one.iter().chain(two.iter()).map(|it| it.trim_end_matches('*'));
                prop_assert!(values.any(|value| one.match_value(value) && two.match_value(value)));
            }
        }
    }
}
