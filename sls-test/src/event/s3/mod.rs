//! Notifications of an S3 bucket.

mod name;
mod record;
mod test_event;

use serde_json::{Value, json};

pub use name::{S3EventName, UnknownS3EventName};
use record::{Record, Version};
pub use test_event::S3TestEvent;

use super::patch::Patches;
use super::{Origin, event_builder};

/// Notifications about objects of a bucket.
///
/// Keys are form-encoded as S3 does it (a space is `+`, a slash stays), ETags have no quotes, names
/// no `s3:` prefix, and each kind of event has exactly the fields that S3 gives it:
/// no `size` for what was removed, no `sequencer` for tags and ACLs.
/// (Amazon S3 user guide, "Event message structure".)
///
/// # Example
/// ```
/// use sls_test::event::S3Event;
///
/// let event = S3Event::put("receipts", "in/my file.txt").content("hello").build();
/// let object = &event["Records"][0]["s3"]["object"];
/// assert_eq!(object["key"], "in/my+file.txt");
/// assert_eq!(object["size"], 5);
/// assert_eq!(object["eTag"], "5d41402abc4b2a76b9719d911017c592");
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct S3Event {
    /// All but the last, which the methods are still about.
    earlier: Vec<Record>,
    last: Record,
    patches: Patches,
}

event_builder!(S3Event);

impl S3Event {
    /// Whatever happened to an object.
    pub fn new(name: S3EventName, bucket: impl Into<String>, key: impl Into<String>) -> Self {
        Self {
            earlier: Vec::new(),
            last: Record::new(name, bucket.into(), key.into()),
            patches: Patches::default(),
        }
    }

    /// An object was stored.
    pub fn put(bucket: impl Into<String>, key: impl Into<String>) -> Self {
        Self::new(S3EventName::ObjectCreatedPut, bucket, key)
    }

    /// An object was copied here.
    pub fn copy(bucket: impl Into<String>, key: impl Into<String>) -> Self {
        Self::new(S3EventName::ObjectCreatedCopy, bucket, key)
    }

    /// A multipart upload was completed.
    pub fn multipart(bucket: impl Into<String>, key: impl Into<String>) -> Self {
        Self::new(S3EventName::ObjectCreatedCompleteMultipartUpload, bucket, key)
    }

    /// An object is gone.
    pub fn delete(bucket: impl Into<String>, key: impl Into<String>) -> Self {
        Self::new(S3EventName::ObjectRemovedDelete, bucket, key)
    }

    /// An object of a versioned bucket was hidden.
    pub fn delete_marker(bucket: impl Into<String>, key: impl Into<String>) -> Self {
        Self::new(S3EventName::ObjectRemovedDeleteMarkerCreated, bucket, key)
    }

    /// Default: a size of 1024 and a random ETag. Sets both from the content.
    pub fn content(mut self, content: impl AsRef<[u8]>) -> Self {
        self.last.set_content(content.as_ref());
        self
    }

    /// Default: 1024, in bytes. Left out of events that have no size.
    pub fn size(mut self, bytes: u64) -> Self {
        self.last.size = Some(bytes);
        self
    }

    /// Default: random, in the form of an MD5 digest. Without quotes; left out of deletions.
    pub fn etag(mut self, etag: impl Into<String>) -> Self {
        self.last.etag = Some(etag.into());
        self
    }

    /// Default: no version, except for a delete marker, which is one.
    pub fn version_id(mut self, id: impl Into<String>) -> Self {
        self.last.version = Version::Given(id.into());
        self
    }

    /// Default: no version, except for a delete marker. Gives the object a new version id.
    pub fn versioned(mut self) -> Self {
        self.last.version = Version::Generated;
        self
    }

    /// Default: greater than that of every event built before. In hexadecimal.
    pub fn sequencer(mut self, hex: impl Into<String>) -> Self {
        self.last.sequencer = Some(hex.into());
        self
    }

    /// Adds the records of another event.
    ///
    /// S3 sends one record per event in practice, and its documentation promises no such thing.
    /// From here on the methods are about the last record, and JSON pointers count through all.
    pub fn and(mut self, next: Self) -> Self {
        self.earlier.push(self.last);
        self.patches.append(next.patches, self.earlier.len());
        self.earlier.extend(next.earlier);
        self.last = next.last;
        self
    }

    fn event(&self, origin: &Origin) -> Value {
        let records = self.earlier.iter().chain([&self.last]);
        json!({"Records": records.map(|record| record.build(origin)).collect::<Vec<_>>()})
    }
}
