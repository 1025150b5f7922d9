//! Notifications of an S3 bucket through EventBridge.

use serde_json::{Map, Value, json};

use super::change::S3Change;
use super::envelope;
use crate::event::patch::Patches;
use crate::event::{Origin, digest, event_builder};

/// One notification of an S3 bucket, as EventBridge delivers it.
///
/// Names are spelt with hyphens and the key is not encoded, unlike in an
/// [`S3Event`](crate::event::S3Event). Each kind of change has the fields that S3 gives it.
/// (Amazon S3 user guide, "EventBridge event message structure".)
///
/// # Example
/// ```
/// use sls_test::event::EventBridgeS3Event;
///
/// let event = EventBridgeS3Event::put("receipts", "in/my file.txt").content("hello").build();
/// assert_eq!(event["detail-type"], "Object Created");
/// assert_eq!(event["detail"]["object"]["key"], "in/my file.txt");
/// assert_eq!(event["detail"]["object"]["etag"], "5d41402abc4b2a76b9719d911017c592");
/// assert_eq!(event["detail"]["reason"], "PutObject");
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct EventBridgeS3Event {
    change: S3Change,
    bucket: String,
    key: String,
    size: u64,
    etag: Option<String>,
    version: Version,
    sequencer: Option<String>,
    patches: Patches,
}

#[derive(Clone, Debug)]
enum Version {
    None,
    Generated,
    Given(String),
}

event_builder!(EventBridgeS3Event);

impl EventBridgeS3Event {
    /// Whatever happened to an object.
    pub fn new(change: S3Change, bucket: impl Into<String>, key: impl Into<String>) -> Self {
        Self {
            change,
            bucket: bucket.into(),
            key: key.into(),
            size: 1024,
            etag: None,
            version: Version::None,
            sequencer: None,
            patches: Patches::default(),
        }
    }

    /// An object was stored.
    pub fn put(bucket: impl Into<String>, key: impl Into<String>) -> Self {
        Self::new(S3Change::CreatedByPut, bucket, key)
    }

    /// An object is gone.
    pub fn delete(bucket: impl Into<String>, key: impl Into<String>) -> Self {
        Self::new(S3Change::Deleted, bucket, key)
    }

    /// Default: a size of 1024 and a random ETag. Sets both from the content.
    pub fn content(mut self, content: impl AsRef<[u8]>) -> Self {
        let content = content.as_ref();
        self.size = content.len() as u64;
        self.etag = Some(digest::hex(digest::md5(content)));
        self
    }

    /// Default: 1024, in bytes. Left out of events that have no size.
    pub fn size(mut self, bytes: u64) -> Self {
        self.size = bytes;
        self
    }

    /// Default: random, in the form of an MD5 digest. Left out of deletions.
    pub fn etag(mut self, etag: impl Into<String>) -> Self {
        self.etag = Some(etag.into());
        self
    }

    /// Default: no version, except for a delete marker, which is one.
    pub fn version_id(mut self, id: impl Into<String>) -> Self {
        self.version = Version::Given(id.into());
        self
    }

    /// Default: no version, except for a delete marker. Gives the object a new version id.
    pub fn versioned(mut self) -> Self {
        self.version = Version::Generated;
        self
    }

    /// Default: greater than that of every event built before. In hexadecimal.
    pub fn sequencer(mut self, hex: impl Into<String>) -> Self {
        self.sequencer = Some(hex.into());
        self
    }

    fn event(&self, origin: &Origin) -> Value {
        let by_s3 = self.change.by_s3();
        let requester = if by_s3 { "s3.amazonaws.com" } else { origin.account_id.as_str() };
        let mut detail = json!({
            "version": "0",
            "bucket": {"name": self.bucket},
            "object": self.object(origin),
            "request-id": origin.ids.hex(16).to_uppercase(),
            "requester": requester,
        });
        if !by_s3 {
            detail["source-ip-address"] = "203.0.113.9".into();
        }
        for (name, value) in self.change.more(origin.now) {
            detail[name] = value.into();
        }
        let bucket = vec![origin.arn("s3", &self.bucket)];
        envelope(origin, "aws.s3", self.change.detail_type(), bucket, detail)
    }

    fn object(&self, origin: &Origin) -> Map<String, Value> {
        let change = self.change;
        let version = match &self.version {
            Version::Given(id) => Some(id.clone()),
            Version::None if !change.is_marker() => None,
            Version::Generated | Version::None => Some(origin.ids.hex(32)),
        };
        let etag = if change.is_marker() {
            Some(digest::hex(digest::md5(b"")))
        } else if change.is_deletion() {
            None
        } else {
            Some(self.etag.clone().unwrap_or_else(|| origin.ids.hex(32)))
        };
        let sequencer = change
            .is_ordered()
            .then(|| self.sequencer.clone().unwrap_or_else(|| origin.sequencer()));
        let members = [
            ("key", Some(self.key.clone().into())),
            ("size", change.has_size().then(|| self.size.into())),
            ("etag", etag.map(Value::from)),
            ("version-id", version.map(Value::from)),
            ("sequencer", sequencer.map(Value::from)),
        ];
        let present = members.into_iter().filter_map(|(name, value)| Some((name, value?)));
        present.map(|(name, value)| (name.to_owned(), value)).collect()
    }
}
