//! The names of S3's events, and what each of them tells about the object.

use std::fmt;
use std::str::FromStr;

/// What happened to an object (Amazon S3 user guide, "Supported event types").
///
/// # Example
/// ```
/// use sls_test::event::S3EventName;
///
/// assert_eq!(S3EventName::ObjectCreatedPut.as_str(), "ObjectCreated:Put");
/// assert_eq!("s3:ObjectCreated:Put".parse(), Ok(S3EventName::ObjectCreatedPut));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum S3EventName {
    /// A PUT.
    ObjectCreatedPut,
    /// A POST from a form.
    ObjectCreatedPost,
    /// A copy.
    ObjectCreatedCopy,
    /// The end of a multipart upload.
    ObjectCreatedCompleteMultipartUpload,
    /// The object, or one version of it, is gone.
    ObjectRemovedDelete,
    /// An object of a versioned bucket was hidden.
    ObjectRemovedDeleteMarkerCreated,
    /// A restore from an archive began.
    ObjectRestorePost,
    /// A restore from an archive is done.
    ObjectRestoreCompleted,
    /// The restored copy expired.
    ObjectRestoreDelete,
    /// S3 lost an object of the reduced redundancy storage class.
    ReducedRedundancyLostObject,
    /// Replication failed.
    ReplicationOperationFailedReplication,
    /// Replication took longer than 15 minutes.
    ReplicationOperationMissedThreshold,
    /// Replication was done after more than 15 minutes.
    ReplicationOperationReplicatedAfterThreshold,
    /// Replication metrics lost track of the object.
    ReplicationOperationNotTracked,
    /// A lifecycle rule removed the object.
    LifecycleExpirationDelete,
    /// A lifecycle rule hid the object.
    LifecycleExpirationDeleteMarkerCreated,
    /// A lifecycle rule moved the object to another storage class.
    LifecycleTransition,
    /// Intelligent-Tiering moved the object to an archive tier.
    IntelligentTiering,
    /// Tags were set.
    ObjectTaggingPut,
    /// Tags were removed.
    ObjectTaggingDelete,
    /// An ACL was set.
    ObjectAclPut,
}

/// Which fields the `object` of a record has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ObjectFields {
    /// `key`, `size`, `eTag`, `sequencer`.
    Stored,
    /// `key`, `sequencer`.
    Gone,
    /// `key`, `eTag` of nothing, `versionId`, `sequencer`.
    Marker,
    /// `key`, `eTag`.
    Labelled,
}

impl S3EventName {
    /// Every name, in the order of the user guide.
    pub const ALL: [Self; 21] = [
        Self::ObjectCreatedPut,
        Self::ObjectCreatedPost,
        Self::ObjectCreatedCopy,
        Self::ObjectCreatedCompleteMultipartUpload,
        Self::ObjectRemovedDelete,
        Self::ObjectRemovedDeleteMarkerCreated,
        Self::ObjectRestorePost,
        Self::ObjectRestoreCompleted,
        Self::ObjectRestoreDelete,
        Self::ReducedRedundancyLostObject,
        Self::ReplicationOperationFailedReplication,
        Self::ReplicationOperationMissedThreshold,
        Self::ReplicationOperationReplicatedAfterThreshold,
        Self::ReplicationOperationNotTracked,
        Self::LifecycleExpirationDelete,
        Self::LifecycleExpirationDeleteMarkerCreated,
        Self::LifecycleTransition,
        Self::IntelligentTiering,
        Self::ObjectTaggingPut,
        Self::ObjectTaggingDelete,
        Self::ObjectAclPut,
    ];

    /// The name in a record, without the `s3:` that configurations have.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ObjectCreatedPut => "ObjectCreated:Put",
            Self::ObjectCreatedPost => "ObjectCreated:Post",
            Self::ObjectCreatedCopy => "ObjectCreated:Copy",
            Self::ObjectCreatedCompleteMultipartUpload => "ObjectCreated:CompleteMultipartUpload",
            Self::ObjectRemovedDelete => "ObjectRemoved:Delete",
            Self::ObjectRemovedDeleteMarkerCreated => "ObjectRemoved:DeleteMarkerCreated",
            Self::ObjectRestorePost => "ObjectRestore:Post",
            Self::ObjectRestoreCompleted => "ObjectRestore:Completed",
            Self::ObjectRestoreDelete => "ObjectRestore:Delete",
            Self::ReducedRedundancyLostObject => "ReducedRedundancyLostObject",
            Self::ReplicationOperationFailedReplication => "Replication:OperationFailedReplication",
            Self::ReplicationOperationMissedThreshold => "Replication:OperationMissedThreshold",
            Self::ReplicationOperationReplicatedAfterThreshold => {
                "Replication:OperationReplicatedAfterThreshold"
            }
            Self::ReplicationOperationNotTracked => "Replication:OperationNotTracked",
            Self::LifecycleExpirationDelete => "LifecycleExpiration:Delete",
            Self::LifecycleExpirationDeleteMarkerCreated => {
                "LifecycleExpiration:DeleteMarkerCreated"
            }
            Self::LifecycleTransition => "LifecycleTransition",
            Self::IntelligentTiering => "IntelligentTiering",
            Self::ObjectTaggingPut => "ObjectTagging:Put",
            Self::ObjectTaggingDelete => "ObjectTagging:Delete",
            Self::ObjectAclPut => "ObjectAcl:Put",
        }
    }

    /// The version of the record: 2.2 for replication, 2.3 for what S3 added later, else 2.1.
    pub(super) fn event_version(self) -> &'static str {
        match self {
            Self::ReplicationOperationFailedReplication
            | Self::ReplicationOperationMissedThreshold
            | Self::ReplicationOperationReplicatedAfterThreshold
            | Self::ReplicationOperationNotTracked => "2.2",
            Self::ObjectRestoreDelete
            | Self::LifecycleExpirationDelete
            | Self::LifecycleExpirationDeleteMarkerCreated
            | Self::LifecycleTransition
            | Self::IntelligentTiering
            | Self::ObjectTaggingPut
            | Self::ObjectTaggingDelete
            | Self::ObjectAclPut => "2.3",
            Self::ObjectCreatedPut
            | Self::ObjectCreatedPost
            | Self::ObjectCreatedCopy
            | Self::ObjectCreatedCompleteMultipartUpload
            | Self::ObjectRemovedDelete
            | Self::ObjectRemovedDeleteMarkerCreated
            | Self::ObjectRestorePost
            | Self::ObjectRestoreCompleted
            | Self::ReducedRedundancyLostObject => "2.1",
        }
    }

    pub(super) fn object_fields(self) -> ObjectFields {
        match self {
            Self::ObjectRemovedDelete | Self::LifecycleExpirationDelete => ObjectFields::Gone,
            Self::ObjectRemovedDeleteMarkerCreated
            | Self::LifecycleExpirationDeleteMarkerCreated => ObjectFields::Marker,
            Self::ObjectTaggingPut | Self::ObjectTaggingDelete | Self::ObjectAclPut => {
                ObjectFields::Labelled
            }
            Self::ObjectCreatedPut
            | Self::ObjectCreatedPost
            | Self::ObjectCreatedCopy
            | Self::ObjectCreatedCompleteMultipartUpload
            | Self::ObjectRestorePost
            | Self::ObjectRestoreCompleted
            | Self::ObjectRestoreDelete
            | Self::ReducedRedundancyLostObject
            | Self::ReplicationOperationFailedReplication
            | Self::ReplicationOperationMissedThreshold
            | Self::ReplicationOperationReplicatedAfterThreshold
            | Self::ReplicationOperationNotTracked
            | Self::LifecycleTransition
            | Self::IntelligentTiering => ObjectFields::Stored,
        }
    }

    /// Whether S3 itself did it, in nobody's name.
    pub(super) fn by_s3(self) -> bool {
        matches!(
            self,
            Self::ObjectRestoreDelete
                | Self::ReducedRedundancyLostObject
                | Self::ReplicationOperationFailedReplication
                | Self::ReplicationOperationMissedThreshold
                | Self::ReplicationOperationReplicatedAfterThreshold
                | Self::ReplicationOperationNotTracked
                | Self::LifecycleExpirationDelete
                | Self::LifecycleExpirationDeleteMarkerCreated
                | Self::LifecycleTransition
                | Self::IntelligentTiering
        )
    }
}

impl fmt::Display for S3EventName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for S3EventName {
    type Err = UnknownS3EventName;

    /// With or without the `s3:` that configurations have.
    fn from_str(text: &str) -> Result<Self, UnknownS3EventName> {
        let name = text.strip_prefix("s3:").unwrap_or(text);
        let known = Self::ALL.into_iter().find(|known| known.as_str() == name);
        known.ok_or_else(|| UnknownS3EventName(text.to_owned()))
    }
}

/// The text is not the name of an event that S3 sends.
///
/// # Example
/// ```
/// use sls_test::event::S3EventName;
///
/// let error = "ObjectCreated:*".parse::<S3EventName>().unwrap_err();
/// assert!(error.to_string().starts_with("`ObjectCreated:*` is none of S3's events: Object"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownS3EventName(String);

impl fmt::Display for UnknownS3EventName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = S3EventName::ALL.map(S3EventName::as_str).join(", ");
        write!(f, "`{}` is none of S3's events: {names}", self.0)
    }
}

impl std::error::Error for UnknownS3EventName {}
