//! An object, and what happened to it, as an argument.

use std::borrow::Cow;

use bytes::Bytes;
use bytestring::ByteString;

use crate::event::s3::wire;
use crate::event::shared::{share, share_optional};
use crate::extract::{FromInput, Input, Rejection};

/// An object of an S3 bucket, and what happened to it.
///
/// Take [`Json`](crate::Json) for fields that this leaves out: the payload is the whole record
/// (Amazon S3 user guide, "Event message structure").
///
/// # Example
/// ```
/// use sls_core::event::s3::{Notification, Object};
/// use sls_core::{App, Error, Handler};
///
/// async fn index(object: Object) -> Result<(), Error> {
///     println!("{}: s3://{}/{}", object.event(), object.bucket(), object.key());
///     Ok(())
/// }
///
/// let receipts = Notification::bucket("receipts").on(["ObjectCreated:*"]).suffix(".pdf");
/// let app = App::new().handler(Handler::new("index").on(receipts, index));
/// # assert!(app.into_service().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct Object {
    bucket: ByteString,
    key: ByteString,
    raw_key: ByteString,
    size: Option<u64>,
    etag: Option<ByteString>,
    version_id: Option<ByteString>,
    sequencer: Option<ByteString>,
    event: ByteString,
    event_time: ByteString,
    region: ByteString,
    request_id: Option<ByteString>,
    principal_id: Option<ByteString>,
    configuration_id: Option<ByteString>,
}

impl Object {
    /// The name of the bucket.
    #[must_use]
    pub fn bucket(&self) -> &str {
        &self.bucket
    }

    /// The object's key as it is called in the bucket.
    ///
    /// Events carry it in the encoding of HTML forms, which is undone here.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The object's key as the event carries it.
    #[must_use]
    pub fn raw_key(&self) -> &str {
        &self.raw_key
    }

    /// The object's size in bytes; removals, tagging and ACL events have none.
    #[must_use]
    pub fn size(&self) -> Option<u64> {
        self.size
    }

    /// The object's entity tag without quotes; removals have none.
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

    /// What happened, as in `ObjectCreated:Put`, without the prefix `s3:` of configurations.
    #[must_use]
    pub fn event(&self) -> &str {
        &self.event
    }

    /// When it happened, in UTC, as in `2026-03-01T10:00:00.123Z`.
    #[must_use]
    pub fn event_time(&self) -> &str {
        &self.event_time
    }

    /// The AWS Region of the bucket.
    #[must_use]
    pub fn region(&self) -> &str {
        &self.region
    }

    /// The id of the request to S3 that caused the event (`x-amz-request-id`).
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// Who caused the event.
    #[must_use]
    pub fn principal_id(&self) -> Option<&str> {
        self.principal_id.as_deref()
    }

    /// The id of the bucket's notification configuration that led here.
    #[must_use]
    pub fn configuration_id(&self) -> Option<&str> {
        self.configuration_id.as_deref()
    }

    pub(super) fn shared(event: &Bytes, wire: &wire::Record<'_>) -> Result<Self, Rejection> {
        let wire::Entity { configuration_id, bucket, object } = &wire.s3;
        let raw_key = share(event, &object.key);
        let key = match wire.key()? {
            Cow::Borrowed(_) => raw_key.clone(),
            Cow::Owned(decoded) => decoded.into(),
        };
        let event_name = share(event, wire.wire_event_name());
        Ok(Self {
            bucket: share(event, &bucket.name),
            key,
            raw_key,
            size: object.size,
            etag: share_optional(event, &object.e_tag),
            version_id: share_optional(event, &object.version_id),
            sequencer: share_optional(event, &object.sequencer),
            event: event_name.slice_ref(wire::bare(&event_name)),
            event_time: share_optional(event, &wire.event_time).unwrap_or_default(),
            region: share_optional(event, &wire.aws_region).unwrap_or_default(),
            request_id: share_optional(event, &wire.response_elements.request_id),
            principal_id: share_optional(event, &wire.user_identity.principal_id),
            configuration_id: share_optional(event, configuration_id),
        })
    }
}

#[diagnostic::do_not_recommend]
impl FromInput for Object {
    fn from_input(input: &Input<'_>) -> Result<Self, Rejection> {
        input.demand("an Amazon S3 event notification")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::Source;
    use crate::event::s3::serve::Unit;
    use crate::event::shared::extract;
    use crate::extract::Whole;

    fn object(record: &str) -> Result<Object, Rejection> {
        let event = Bytes::from(format!(r#"{{"Records":[{record}]}}"#));
        let decoded = wire::decode(std::str::from_utf8(&event).unwrap()).unwrap();
        let wire::Event::Records(records) = &decoded else { panic!("{decoded:?}") };
        extract(Source::S3, &Unit { raw: &event, record: &records[0] })
    }

    #[test]
    fn has_what_the_event_says_about_a_new_object() {
        let object = object(
            r#"{"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"eu-west-1",
            "eventTime":"2026-03-01T10:00:00.123Z","eventName":"ObjectCreated:Put",
            "userIdentity":{"principalId":"AWS:AIDAEXAMPLE"},
            "requestParameters":{"sourceIPAddress":"203.0.113.9"},
            "responseElements":{"x-amz-request-id":"C3D13FE58DE4C810","x-amz-id-2":"FMyUVURIY8"},
            "s3":{"s3SchemaVersion":"1.0","configurationId":"on-upload",
            "bucket":{"name":"receipts","ownerIdentity":{"principalId":"A3"},"arn":"arn:aws:s3:::receipts"},
            "object":{"key":"in/my+file%40v1.txt","size":14,"eTag":"6c7ba9c5","versionId":"096fKK",
            "sequencer":"0065E1A2B3C4D5E6F7"}}}"#,
        )
        .unwrap();
        assert_eq!(object.bucket(), "receipts");
        assert_eq!(object.key(), "in/my file@v1.txt");
        assert_eq!(object.raw_key(), "in/my+file%40v1.txt");
        assert_eq!(object.size(), Some(14));
        assert_eq!(object.etag(), Some("6c7ba9c5"));
        assert_eq!(object.version_id(), Some("096fKK"));
        assert_eq!(object.sequencer(), Some("0065E1A2B3C4D5E6F7"));
        assert_eq!(object.event(), "ObjectCreated:Put");
        assert_eq!(object.event_time(), "2026-03-01T10:00:00.123Z");
        assert_eq!(object.region(), "eu-west-1");
        assert_eq!(object.request_id(), Some("C3D13FE58DE4C810"));
        assert_eq!(object.principal_id(), Some("AWS:AIDAEXAMPLE"));
        assert_eq!(object.configuration_id(), Some("on-upload"));
    }

    #[test]
    fn lacks_what_removal_and_tagging_events_leave_out() {
        for (event, object_json) in [
            ("ObjectRemoved:Delete", r#"{"key":"a\u002fb","sequencer":"00"}"#),
            ("s3:ObjectTagging:Put", r#"{"key":"a/b","eTag":"x"}"#),
        ] {
            let s3 = format!(r#"{{"bucket":{{"name":"b"}},"object":{object_json}}}"#);
            let record = format!(r#"{{"eventName":"{event}","s3":{s3}}}"#);
            let object = object(&record).unwrap();
            assert_eq!(object.key(), "a/b");
            assert_eq!(object.size(), None);
            assert_eq!(object.event(), event.trim_start_matches("s3:"));
        }
    }

    #[test]
    fn is_refused_where_the_key_is_not_utf8() {
        let record = r#"{"eventName":"ObjectCreated:Put",
            "s3":{"bucket":{"name":"b"},"object":{"key":"%FF"}}}"#;
        assert_eq!(object(record).unwrap_err().path(), Some("s3.object.key"));
    }

    #[test]
    fn is_refused_on_other_sources() {
        let event = Bytes::from_static(b"{}");
        let refused = extract::<Object>(Source::Unrecognized, &Whole(&event)).unwrap_err();
        assert_eq!(refused.to_string(), "event: not an Amazon S3 event notification");
    }
}
