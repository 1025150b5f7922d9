//! Which delivery streams a handler serves.

use std::fmt;

use serde::Serialize;

use crate::event::shared::is_arn;

/// The delivery stream whose records a handler transforms, by its name or its ARN.
///
/// A name matches in every Region and account, which suits one binary in several of them.
///
/// # Example
/// ```
/// use sls_core::event::firehose::DeliveryStream;
///
/// let clicks = DeliveryStream::new("clicks");
/// assert_eq!(clicks.to_string(), "Firehose delivery stream `clicks`");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[must_use]
pub struct DeliveryStream {
    /// Every delivery stream if there is none.
    #[serde(rename = "delivery_stream")]
    name_or_arn: Option<String>,
}

impl DeliveryStream {
    /// A delivery stream by its name, or by its ARN.
    pub fn new(name_or_arn: impl Into<String>) -> Self {
        Self { name_or_arn: Some(name_or_arn.into()) }
    }

    /// Every delivery stream that no other handler names.
    pub const fn any() -> Self {
        Self { name_or_arn: None }
    }

    /// The delivery stream's name; `None` if every one is meant.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name_or_arn.as_deref().map(name_of)
    }

    /// What Firehose would refuse, in its own terms.
    pub(super) fn problems(&self) -> Vec<String> {
        let allowed = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
        let is_name = |name: &str| (1..=64).contains(&name.len()) && name.chars().all(allowed);
        let bad = self.name().is_some_and(|name| !is_name(name));
        let problem = || {
            "the delivery stream's name has to be 1 to 64 of the characters a-z, A-Z, 0-9, `_`, \
             `.` and `-`"
                .to_owned()
        };
        bad.then(problem).into_iter().collect()
    }

    pub(super) fn matches(&self, delivery_stream_arn: &str) -> bool {
        match &self.name_or_arn {
            None => true,
            Some(arn) if is_arn(arn) => arn == delivery_stream_arn,
            Some(name) => name == name_of(delivery_stream_arn),
        }
    }

    pub(super) fn overlaps(&self, other: &Self) -> bool {
        match (&self.name_or_arn, &other.name_or_arn) {
            (None, None) => true,
            (Some(one), Some(two)) => self.matches(two) || other.matches(one),
            _ => false,
        }
    }
}

impl From<&str> for DeliveryStream {
    fn from(name_or_arn: &str) -> Self {
        Self::new(name_or_arn)
    }
}

impl From<String> for DeliveryStream {
    fn from(name_or_arn: String) -> Self {
        Self::new(name_or_arn)
    }
}

impl fmt::Display for DeliveryStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name_or_arn {
            Some(stream) => write!(f, "Firehose delivery stream `{stream}`"),
            None => f.write_str("any Firehose delivery stream"),
        }
    }
}

/// The name in a delivery stream's ARN; a name is its own.
pub(super) fn name_of(name_or_arn: &str) -> &str {
    name_or_arn.split_once(":deliverystream/").map_or(name_or_arn, |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLICKS: &str = "arn:aws:firehose:eu-west-1:111122223333:deliverystream/clicks";
    const ELSEWHERE: &str = "arn:aws:firehose:us-east-1:111122223333:deliverystream/clicks";

    #[test]
    fn matches_a_name_everywhere_and_an_arn_only_whole() {
        assert!(DeliveryStream::new("clicks").matches(CLICKS));
        assert!(DeliveryStream::new("clicks").matches(ELSEWHERE));
        assert!(!DeliveryStream::new("licks").matches(CLICKS));
        assert!(DeliveryStream::new(CLICKS).matches(CLICKS));
        assert!(!DeliveryStream::new(CLICKS).matches(ELSEWHERE));
        assert!(DeliveryStream::any().matches(CLICKS));
        assert_eq!(DeliveryStream::new(CLICKS).name(), Some("clicks"));
    }

    #[track_caller]
    fn check_overlap(one: &DeliveryStream, two: &DeliveryStream, expected: bool) {
        assert_eq!(one.overlaps(two), expected, "{one} and {two}");
        assert_eq!(two.overlaps(one), expected, "{two} and {one}");
    }

    #[test]
    fn overlaps_where_both_claim_the_same_records() {
        let (name, arn) = (DeliveryStream::new("clicks"), DeliveryStream::new(CLICKS));
        check_overlap(&name, &name, true);
        check_overlap(&name, &arn, true);
        check_overlap(&arn, &DeliveryStream::new(ELSEWHERE), false);
        check_overlap(&name, &DeliveryStream::new("views"), false);
        check_overlap(&name, &DeliveryStream::any(), false);
        check_overlap(&DeliveryStream::any(), &DeliveryStream::any(), true);
    }

    #[test]
    fn says_what_firehose_would_refuse() {
        for good in [DeliveryStream::any(), DeliveryStream::new("a.b_c-1"), CLICKS.into()] {
            assert_eq!(good.problems(), [""; 0], "{good}");
        }
        for bad in ["", "my clicks", &"a".repeat(65), "arn:aws:kinesis:EXAMPLE"] {
            assert_eq!(DeliveryStream::new(bad).problems().len(), 1, "{bad}");
        }
    }
}
