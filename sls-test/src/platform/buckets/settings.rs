//! What is configured about buckets and their notifications.

use crate::event::S3EventName;
use crate::platform::desk::Desk;
use crate::platform::destination;

/// The configuration of a bucket, with S3's defaults.
///
/// # Example
/// ```
/// use sls_test::Cloud;
/// use sls_test::platform::BucketSettings;
///
/// let bucket = Cloud::empty().create_bucket(BucketSettings::new("receipts").versioning());
/// let version = bucket.put("a.pdf", "%PDF");
/// assert!(version.is_some());
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct BucketSettings {
    pub(crate) name: String,
    pub(crate) versioning: bool,
    pub(crate) event_bridge: bool,
}

impl BucketSettings {
    /// A bucket with this name.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), versioning: false, event_bridge: false }
    }

    /// Default: off. Every object has versions, and a deletion leaves a delete marker.
    pub fn versioning(mut self) -> Self {
        self.versioning = true;
        self
    }

    /// Default: off. Everything that happens goes to the account's default event bus as well.
    pub fn event_bridge(mut self) -> Self {
        self.event_bridge = true;
        self
    }
}

/// Who is told of what happens in a bucket.
///
/// # Example
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// use sls_test::Cloud;
/// use sls_test::platform::{BucketSettings, Function, NotificationSettings, Outcome, Script};
///
/// let cloud = Cloud::empty();
/// let function = cloud.add_function(Function::new("index"), Script::always(Outcome::ok()));
/// let bucket = cloud.create_bucket(BucketSettings::new("receipts"));
/// let notification = NotificationSettings::to(function.arn(), ["s3:ObjectCreated:*"]);
/// bucket.put_notifications([notification.prefix("in/").suffix(".pdf")]);
///
/// bucket.put("in/a.pdf", "%PDF");
/// bucket.put("in/a.txt", "text");
/// cloud.run_until_idle().await;
/// assert_eq!(function.invocations().len(), 1);
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct NotificationSettings {
    pub(crate) id: Option<String>,
    pub(crate) target: String,
    pub(crate) events: Vec<String>,
    pub(crate) prefix: String,
    pub(crate) suffix: String,
}

impl NotificationSettings {
    /// The function, queue or topic with this ARN is told of events such as `s3:ObjectCreated:*`.
    pub fn to<E: Into<String>>(
        target: impl Into<String>,
        events: impl IntoIterator<Item = E>,
    ) -> Self {
        Self {
            id: None,
            target: target.into(),
            events: events.into_iter().map(Into::into).collect(),
            prefix: String::new(),
            suffix: String::new(),
        }
    }

    /// Default: made by S3. What records have as their `configurationId`.
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Default: every key. How keys begin, not encoded.
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self
    }

    /// Default: every key. How keys end, not encoded.
    pub fn suffix(mut self, suffix: impl Into<String>) -> Self {
        self.suffix = suffix.into();
        self
    }

    pub(super) fn wants(&self, name: S3EventName, key: &str) -> bool {
        key.starts_with(&self.prefix)
            && key.ends_with(&self.suffix)
            && self.events.iter().any(|event| covers(event, name))
    }

    fn overlaps(&self, other: &Self) -> bool {
        let within = |a: &str, b: &str| a.starts_with(b) || b.starts_with(a);
        let ends = |a: &str, b: &str| a.ends_with(b) || b.ends_with(a);
        let shared = |name| {
            let covered = |one: &Self| one.events.iter().any(|event| covers(event, name));
            covered(self) && covered(other)
        };
        within(&self.prefix, &other.prefix)
            && ends(&self.suffix, &other.suffix)
            && S3EventName::ALL.into_iter().any(shared)
    }
}

/// Whether an event of a configuration, which may end in a star, stands for this one.
fn covers(event: &str, name: S3EventName) -> bool {
    let event = event.strip_prefix("s3:").unwrap_or_default();
    match event.strip_suffix('*') {
        Some(group) => group.ends_with(':') && name.as_str().starts_with(group),
        None => event == name.as_str(),
    }
}

/// What `PutBucketNotificationConfiguration` says to a list that it does not take.
pub(super) fn check(list: &[NotificationSettings], desk: &Desk) -> Result<(), String> {
    for (position, one) in list.iter().enumerate() {
        let known = |event: &String| S3EventName::ALL.into_iter().any(|name| covers(event, name));
        if let Some(event) = one.events.iter().find(|event| !known(event)) {
            return Err(format!(
                "InvalidArgument: The event is not supported for notifications: {event}"
            ));
        }
        let valid = match destination::service(&one.target) {
            "lambda" => desk.knows_function(&one.target),
            "sqs" | "sns" => !one.target.ends_with(".fifo"),
            _ => false,
        };
        if !valid {
            return Err(format!(
                "InvalidArgument: Unable to validate the following destination configurations: {}",
                one.target
            ));
        }
        if list[..position].iter().any(|other| one.overlaps(other)) {
            return Err("InvalidArgument: Configuration is ambiguously defined. Cannot have \
                        overlapping suffixes in two rules if the prefixes are overlapping for the \
                        same event type."
                .to_owned());
        }
    }
    Ok(())
}
