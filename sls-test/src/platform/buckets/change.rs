//! What happened to an object, as it is told.

use bytes::Bytes;
use serde_json::Value;

use super::NotificationSettings;
use crate::event::{EventBridgeS3Event, Origin, S3Change, S3Event, S3EventName};

/// Something that happened to an object.
#[derive(Clone, Debug)]
pub(super) struct Change {
    pub(super) name: S3EventName,
    pub(super) key: String,
    pub(super) content: Bytes,
    pub(super) version: Option<String>,
    pub(super) sequencer: String,
}

impl Change {
    /// The event of a function, a queue or a topic.
    pub(super) fn event(
        &self,
        bucket: &str,
        notification: &NotificationSettings,
        origin: &Origin,
    ) -> Value {
        let mut event = S3Event::new(self.name, bucket, &self.key).sequencer(&self.sequencer);
        event = event.content(&self.content);
        if let Some(version) = &self.version {
            event = event.version_id(version);
        }
        let mut event = event.build_in(origin);
        let record = &mut event["Records"][0];
        if let Some(id) = &notification.id {
            record["s3"]["configurationId"] = id.as_str().into();
        }
        event
    }

    /// The same for an event bus, if EventBridge is told of it.
    pub(super) fn event_bridge(&self, bucket: &str, origin: &Origin) -> Option<Value> {
        let mut event = EventBridgeS3Event::new(self.for_bus()?, bucket, &self.key)
            .content(&self.content)
            .sequencer(&self.sequencer);
        if let Some(version) = &self.version {
            event = event.version_id(version);
        }
        Some(event.build_in(origin))
    }

    fn for_bus(&self) -> Option<S3Change> {
        Some(match self.name {
            S3EventName::ObjectCreatedPut => S3Change::CreatedByPut,
            S3EventName::ObjectCreatedPost => S3Change::CreatedByPost,
            S3EventName::ObjectCreatedCopy => S3Change::CreatedByCopy,
            S3EventName::ObjectCreatedCompleteMultipartUpload => S3Change::CreatedByMultipartUpload,
            S3EventName::ObjectRemovedDelete => S3Change::Deleted,
            S3EventName::ObjectRemovedDeleteMarkerCreated => S3Change::DeleteMarkerCreated,
            S3EventName::LifecycleExpirationDelete => S3Change::Expired,
            S3EventName::LifecycleExpirationDeleteMarkerCreated => {
                S3Change::ExpiredDeleteMarkerCreated
            }
            S3EventName::ObjectRestorePost => S3Change::RestoreInitiated,
            S3EventName::ObjectRestoreCompleted => S3Change::RestoreCompleted,
            S3EventName::ObjectRestoreDelete => S3Change::RestoreExpired,
            S3EventName::ObjectTaggingPut => S3Change::TagsAdded,
            S3EventName::ObjectTaggingDelete => S3Change::TagsDeleted,
            S3EventName::ObjectAclPut => S3Change::AclUpdated,
            S3EventName::LifecycleTransition => S3Change::StorageClassChanged,
            S3EventName::IntelligentTiering => S3Change::AccessTierChanged,
            _ => return None,
        })
    }
}
