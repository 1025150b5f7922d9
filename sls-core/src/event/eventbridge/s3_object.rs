//! An object of a bucket, as EventBridge reports on it, as an argument.

use std::borrow::Cow;

use bytes::Bytes;
use bytestring::ByteString;
use http::StatusCode;
use serde::Deserialize;

use crate::event::cow::{optional, text};
use crate::event::eventbridge::wire;
use crate::event::part;
use crate::event::shared::{share, share_optional};
use crate::extract::{FromInput, Input, Location, Rejection};

/// An object of an Amazon S3 bucket and what happened to it, from an event of a bus.
///
/// Buckets with EventBridge switched on put these events with `aws.s3` as their source
/// (Amazon S3 user guide, "EventBridge event message structure").
/// Other than in a bucket's own notifications, the key is not encoded.
///
/// # Example
/// ```
/// use sls_core::event::eventbridge::{Rule, S3Object};
/// use sls_core::{App, Error, Handler};
///
/// async fn index(object: S3Object) -> Result<(), Error> {
///     println!("{}: s3://{}/{}", object.event(), object.bucket(), object.key());
///     Ok(())
/// }
///
/// let created = Rule::any().source("aws.s3").detail_type("Object Created");
/// let app = App::new().handler(Handler::new("index").on(created, index));
/// # assert!(app.into_service().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct S3Object {
    event: ByteString,
    bucket: ByteString,
    key: ByteString,
    size: Option<u64>,
    etag: Option<ByteString>,
    version_id: Option<ByteString>,
    sequencer: Option<ByteString>,
    reason: Option<ByteString>,
    deletion_type: Option<ByteString>,
    request_id: Option<ByteString>,
    requester: Option<ByteString>,
}

impl S3Object {
    /// What happened: the event's detail type, as in `Object Created`.
    #[must_use]
    pub fn event(&self) -> &str {
        &self.event
    }

    /// The name of the bucket.
    #[must_use]
    pub fn bucket(&self) -> &str {
        &self.bucket
    }

    /// The object's key as it is called in the bucket.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The object's size in bytes; most deletions have none.
    #[must_use]
    pub fn size(&self) -> Option<u64> {
        self.size
    }

    /// The object's entity tag without quotes; most deletions have none.
    #[must_use]
    pub fn etag(&self) -> Option<&str> {
        self.etag.as_deref()
    }

    /// The object's version, if the bucket has versioning.
    #[must_use]
    pub fn version_id(&self) -> Option<&str> {
        self.version_id.as_deref()
    }

    /// Where the event stands among those of the same key.
    ///
    /// Hexadecimal digits; to compare two, fill the shorter one with zeros on the left.
    #[must_use]
    pub fn sequencer(&self) -> Option<&str> {
        self.sequencer.as_deref()
    }

    /// What caused it, as in `PutObject`, `CopyObject` or `Lifecycle Expiration`.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        self.reason.as_deref()
    }

    /// How it was deleted: `Permanently Deleted` or `Delete Marker Created`.
    #[must_use]
    pub fn deletion_type(&self) -> Option<&str> {
        self.deletion_type.as_deref()
    }

    /// The id of the request to S3 that caused the event.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// The account or the AWS service that caused the event.
    #[must_use]
    pub fn requester(&self) -> Option<&str> {
        self.requester.as_deref()
    }

    pub(super) fn shared(event: &Bytes, wire: &wire::Event<'_>) -> Result<Self, Rejection> {
        if wire.source != "aws.s3" {
            let problem = "not about an object of Amazon S3";
            let status = StatusCode::INTERNAL_SERVER_ERROR;
            return Err(Rejection::new(status, Location::Event, problem));
        }
        let detail: Detail<'_> = part::read(wire.detail()?, Location::Event, "detail")?;
        let Detail { bucket, object, .. } = &detail;
        Ok(Self {
            event: share(event, &wire.detail_type),
            bucket: share(event, &bucket.name),
            key: share(event, &object.key),
            size: object.size,
            etag: share_optional(event, &object.etag),
            version_id: share_optional(event, &object.version_id),
            sequencer: share_optional(event, &object.sequencer),
            reason: share_optional(event, &detail.reason),
            deletion_type: share_optional(event, &detail.deletion_type),
            request_id: share_optional(event, &detail.request_id),
            requester: share_optional(event, &detail.requester),
        })
    }
}

#[diagnostic::do_not_recommend]
impl FromInput for S3Object {
    fn from_input(input: &Input<'_>) -> Result<Self, Rejection> {
        input.demand("an Amazon EventBridge event")
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Detail<'a> {
    #[serde(borrow)]
    bucket: Bucket<'a>,
    #[serde(borrow)]
    object: Object<'a>,
    #[serde(borrow, default, deserialize_with = "optional")]
    reason: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "optional")]
    deletion_type: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "optional")]
    request_id: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "optional")]
    requester: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct Bucket<'a> {
    #[serde(borrow, deserialize_with = "text")]
    name: Cow<'a, str>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Object<'a> {
    #[serde(borrow, deserialize_with = "text")]
    key: Cow<'a, str>,
    size: Option<u64>,
    #[serde(borrow, default, deserialize_with = "optional")]
    etag: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "optional")]
    version_id: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "optional")]
    sequencer: Option<Cow<'a, str>>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::Source;
    use crate::event::eventbridge::serve::Unit;
    use crate::event::shared::extract;

    fn object(source: &str, detail: &str) -> Result<S3Object, Rejection> {
        let payload =
            format!(r#"{{"source":"{source}","detail-type":"Object Deleted","detail":{detail}}}"#);
        let raw = Bytes::from(payload);
        let wire = wire::decode(std::str::from_utf8(&raw).unwrap()).unwrap();
        extract(Source::EventBridge, &Unit { raw: &raw, event: &wire })
    }

    #[test]
    fn has_what_the_event_says_about_an_object() {
        let object = object(
            "aws.s3",
            r#"{"version":"0","bucket":{"name":"receipts"},"object":{"key":"in/a b+%41.pdf",
            "size":14,"etag":"6c7b","version-id":"096f","sequencer":"0065"},
            "request-id":"C3D1","requester":"111122223333","source-ip-address":"203.0.113.9",
            "reason":"DeleteObject","deletion-type":"Delete Marker Created"}"#,
        )
        .unwrap();
        assert_eq!(object.event(), "Object Deleted");
        assert_eq!(object.bucket(), "receipts");
        assert_eq!(object.key(), "in/a b+%41.pdf");
        assert_eq!(object.size(), Some(14));
        assert_eq!(object.etag(), Some("6c7b"));
        assert_eq!(object.version_id(), Some("096f"));
        assert_eq!(object.sequencer(), Some("0065"));
        assert_eq!(object.reason(), Some("DeleteObject"));
        assert_eq!(object.deletion_type(), Some("Delete Marker Created"));
        assert_eq!(object.request_id(), Some("C3D1"));
        assert_eq!(object.requester(), Some("111122223333"));
    }

    #[test]
    fn lacks_what_other_events_leave_out() {
        let object = object("aws.s3", r#"{"bucket":{"name":"b"},"object":{"key":"k"}}"#).unwrap();
        assert_eq!((object.size(), object.reason()), (None, None));
    }

    #[test]
    fn is_refused_with_the_path_where_the_detail_is_another() {
        let path = |detail| object("aws.s3", detail).unwrap_err().to_string();
        assert_eq!(
            path(r#"{"bucket":{"name":"b"},"object":{"key":7}}"#),
            "event `detail.object.key`: expected a string"
        );
        assert_eq!(path("{}"), "event `detail`: missing field `bucket`");
        assert_eq!(path("null"), "event `detail`: missing");
        let refused = object("shop", r#"{"bucket":{"name":"b"},"object":{"key":"k"}}"#);
        assert_eq!(refused.unwrap_err().to_string(), "event: not about an object of Amazon S3");
    }
}
