//! Which buckets, objects and events a handler serves.

use std::fmt;

use serde::Serialize;

use crate::event::s3::wire::bare;

/// The bucket whose events a handler takes, and which of them.
///
/// The names of the parts are those of the bucket's notification configuration
/// (Amazon S3 user guide, "Configuring event notifications using object key name filtering").
///
/// # Example
/// ```
/// use sls_core::event::s3::Notification;
///
/// let receipts = Notification::bucket("receipts").on(["s3:ObjectCreated:*"]).suffix(".pdf");
/// assert_eq!(receipts.to_string(), "S3 bucket `receipts` (ObjectCreated:*, *.pdf)");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[must_use]
pub struct Notification {
    /// Every bucket if there is none.
    bucket: Option<String>,
    /// Every event if it is empty.
    #[serde(rename = "on")]
    events: Vec<String>,
    prefix: String,
    suffix: String,
}

impl Notification {
    /// Every event of a bucket.
    pub fn bucket(name: impl Into<String>) -> Self {
        Self { bucket: Some(name.into()), ..Self::any() }
    }

    /// Every bucket that no other handler names.
    pub const fn any() -> Self {
        Self { bucket: None, events: Vec::new(), prefix: String::new(), suffix: String::new() }
    }

    /// Default: every event. Takes only these, such as `ObjectCreated:*` or `ObjectRemoved:Delete`.
    ///
    /// The prefix `s3:` may be left out. Further calls add to the earlier ones.
    pub fn on(mut self, events: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.events.extend(events.into_iter().map(|event| bare(&event.into()).to_owned()));
        self
    }

    /// Default: empty. Takes only objects whose key, decoded, starts with this.
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self
    }

    /// Default: empty. Takes only objects whose key, decoded, ends with this.
    pub fn suffix(mut self, suffix: impl Into<String>) -> Self {
        self.suffix = suffix.into();
        self
    }

    /// The bucket's name; `None` if every bucket is meant.
    #[must_use]
    pub fn bucket_name(&self) -> Option<&str> {
        self.bucket.as_deref()
    }

    pub(crate) fn matches(&self, bucket: &str, key: &str, event_name: &str) -> bool {
        let event_name = bare(event_name);
        self.bucket.as_deref().is_none_or(|own| own == bucket)
            && (self.events.is_empty() || self.events.iter().any(|own| covers(own, event_name)))
            && key.starts_with(&self.prefix)
            && key.ends_with(&self.suffix)
    }

    /// Whether two handlers would claim the same events.
    ///
    /// The rule is the one by which S3 refuses overlapping configurations of a bucket.
    pub(crate) fn overlaps(&self, other: &Self) -> bool {
        let (one, two) = (&self.events, &other.events);
        let share_events = one.is_empty()
            || two.is_empty()
            || one.iter().any(|one| two.iter().any(|two| have_events_in_common(one, two)));
        self.bucket == other.bucket
            && share_events
            && (self.prefix.starts_with(&other.prefix) || other.prefix.starts_with(&self.prefix))
            && (self.suffix.ends_with(&other.suffix) || other.suffix.ends_with(&self.suffix))
    }
}

impl From<&str> for Notification {
    fn from(bucket: &str) -> Self {
        Self::bucket(bucket)
    }
}

impl From<String> for Notification {
    fn from(bucket: String) -> Self {
        Self::bucket(bucket)
    }
}

impl fmt::Display for Notification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.bucket {
            Some(bucket) => write!(f, "S3 bucket `{bucket}`")?,
            None => f.write_str("any S3 bucket")?,
        }
        let mut limits = self.events.clone();
        if !(self.prefix.is_empty() && self.suffix.is_empty()) {
            limits.push(format!("{}*{}", self.prefix, self.suffix));
        }
        if limits.is_empty() { Ok(()) } else { write!(f, " ({})", limits.join(", ")) }
    }
}

/// Whether a name such as `ObjectCreated:*` stands for an event.
fn covers(name: &str, event: &str) -> bool {
    match name.strip_suffix('*') {
        Some(group) => event.starts_with(group),
        None => name == event,
    }
}

fn have_events_in_common(one: &str, two: &str) -> bool {
    match (one.strip_suffix('*'), two.strip_suffix('*')) {
        (Some(one), Some(two)) => one.starts_with(two) || two.starts_with(one),
        _ => covers(one, two) || covers(two, one),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn receipts() -> Notification {
        Notification::bucket("receipts")
    }

    #[test]
    fn matches_every_event_of_its_bucket_unless_told_otherwise() {
        assert!(receipts().matches("receipts", "a", "ObjectCreated:Put"));
        assert!(receipts().matches("receipts", "a", "IntelligentTiering"));
        assert!(!receipts().matches("invoices", "a", "ObjectCreated:Put"));
        assert!(Notification::any().matches("invoices", "a", "ObjectCreated:Put"));
    }

    #[test]
    fn matches_events_by_name_and_by_group_with_or_without_prefix() {
        for name in ["ObjectCreated:*", "s3:ObjectCreated:*", "ObjectCreated:Put", "*"] {
            let notification = receipts().on([name]);
            assert!(notification.matches("receipts", "a", "ObjectCreated:Put"), "{name}");
            assert!(notification.matches("receipts", "a", "s3:ObjectCreated:Put"), "{name}");
        }
        for name in ["ObjectRemoved:*", "ObjectCreated:P", "ObjectCreated", "Put"] {
            let notification = receipts().on([name]);
            assert!(!notification.matches("receipts", "a", "ObjectCreated:Put"), "{name}");
        }
        let two = receipts().on(["ObjectCreated:Put"]).on(["ObjectRemoved:*"]);
        assert!(two.matches("receipts", "a", "ObjectCreated:Put"));
        assert!(two.matches("receipts", "a", "ObjectRemoved:Delete"));
    }

    #[test]
    fn matches_prefix_and_suffix_of_the_key() {
        let notification = receipts().prefix("in my/").suffix(".pdf");
        assert!(notification.matches("receipts", "in my/1.pdf", "ObjectCreated:Put"));
        assert!(!notification.matches("receipts", "in+my/1.pdf", "ObjectCreated:Put"));
        assert!(!notification.matches("receipts", "in my/1.png", "ObjectCreated:Put"));
    }

    #[track_caller]
    fn check_overlap(one: &Notification, two: &Notification, expected: bool) {
        assert_eq!(one.overlaps(two), expected, "{one} and {two}");
        assert_eq!(two.overlaps(one), expected, "{two} and {one}");
    }

    #[test]
    fn overlaps_where_both_claim_the_same_events() {
        check_overlap(&receipts(), &receipts().on(["ObjectCreated:Put"]).suffix(".pdf"), true);
        check_overlap(&receipts(), &Notification::bucket("invoices"), false);
        check_overlap(&receipts(), &Notification::any(), false);
        check_overlap(&Notification::any(), &Notification::any(), true);

        let on = |event: &str| receipts().on([event]);
        check_overlap(&on("ObjectCreated:*"), &on("s3:ObjectCreated:Put"), true);
        check_overlap(&on("ObjectCreated:*"), &on("ObjectRemoved:*"), false);
        check_overlap(&on("ObjectCreated:Copy"), &on("ObjectCreated:Put"), false);

        check_overlap(&receipts().suffix(".pdf"), &receipts().suffix(".png"), false);
        check_overlap(&receipts().suffix(".gz"), &receipts().suffix(".tar.gz"), true);
        check_overlap(&receipts().prefix("in/"), &receipts().prefix("out/"), false);
        check_overlap(&receipts().prefix("in/"), &receipts().prefix("in/2026/"), true);
        check_overlap(&receipts().prefix("in/"), &receipts().suffix(".pdf"), true);
    }

    #[test]
    fn names_itself_in_messages() {
        assert_eq!(Notification::from("receipts").to_string(), "S3 bucket `receipts`");
        assert_eq!(Notification::any().prefix("in/").to_string(), "any S3 bucket (in/*)");
    }
}
