//! What S3 tells EventBridge about an object.

use std::time::{Duration, SystemTime};

use crate::event::origin::iso_seconds;

/// What happened to an object, as far as EventBridge is told.
///
/// (Amazon S3 user guide, "Using EventBridge".)
///
/// # Example
/// ```
/// use sls_test::event::{EventBridgeS3Event, S3Change};
///
/// assert_eq!(S3Change::Expired.detail_type(), "Object Deleted");
/// let event = EventBridgeS3Event::new(S3Change::Expired, "receipts", "old.txt").build();
/// assert_eq!(event["detail"]["reason"], "Lifecycle Expiration");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum S3Change {
    /// A PUT.
    CreatedByPut,
    /// A POST from a form.
    CreatedByPost,
    /// A copy.
    CreatedByCopy,
    /// The end of a multipart upload.
    CreatedByMultipartUpload,
    /// A client deleted the object, or one version of it.
    Deleted,
    /// A client hid an object of a versioned bucket.
    DeleteMarkerCreated,
    /// A lifecycle rule removed the object.
    Expired,
    /// A lifecycle rule hid the object.
    ExpiredDeleteMarkerCreated,
    /// A restore from an archive began.
    RestoreInitiated,
    /// A restore from an archive is done.
    RestoreCompleted,
    /// The restored copy expired.
    RestoreExpired,
    /// Tags were set.
    TagsAdded,
    /// Tags were removed.
    TagsDeleted,
    /// An ACL was set.
    AclUpdated,
    /// A lifecycle rule moved the object to another storage class.
    StorageClassChanged,
    /// Intelligent-Tiering moved the object to another access tier.
    AccessTierChanged,
}

impl S3Change {
    /// Every change, in the order of the user guide.
    pub const ALL: [Self; 16] = [
        Self::CreatedByPut,
        Self::CreatedByPost,
        Self::CreatedByCopy,
        Self::CreatedByMultipartUpload,
        Self::Deleted,
        Self::DeleteMarkerCreated,
        Self::Expired,
        Self::ExpiredDeleteMarkerCreated,
        Self::RestoreInitiated,
        Self::RestoreCompleted,
        Self::RestoreExpired,
        Self::TagsAdded,
        Self::TagsDeleted,
        Self::AclUpdated,
        Self::StorageClassChanged,
        Self::AccessTierChanged,
    ];

    /// The `detail-type` of the event; several changes share one.
    #[must_use]
    pub fn detail_type(self) -> &'static str {
        match self {
            Self::CreatedByPut
            | Self::CreatedByPost
            | Self::CreatedByCopy
            | Self::CreatedByMultipartUpload => "Object Created",
            Self::Deleted
            | Self::DeleteMarkerCreated
            | Self::Expired
            | Self::ExpiredDeleteMarkerCreated => "Object Deleted",
            Self::RestoreInitiated => "Object Restore Initiated",
            Self::RestoreCompleted => "Object Restore Completed",
            Self::RestoreExpired => "Object Restore Expired",
            Self::TagsAdded => "Object Tags Added",
            Self::TagsDeleted => "Object Tags Deleted",
            Self::AclUpdated => "Object ACL Updated",
            Self::StorageClassChanged => "Object Storage Class Changed",
            Self::AccessTierChanged => "Object Access Tier Changed",
        }
    }

    /// What the detail of this change has beside the object.
    pub(super) fn more(self, now: SystemTime) -> Vec<(&'static str, String)> {
        let fixed: &[(&str, &str)] = match self {
            Self::CreatedByPut => &[("reason", "PutObject")],
            Self::CreatedByPost => &[("reason", "POST Object")],
            Self::CreatedByCopy => &[("reason", "CopyObject")],
            Self::CreatedByMultipartUpload => &[("reason", "CompleteMultipartUpload")],
            Self::Deleted => {
                &[("reason", "DeleteObject"), ("deletion-type", "Permanently Deleted")]
            }
            Self::DeleteMarkerCreated => {
                &[("reason", "DeleteObject"), ("deletion-type", "Delete Marker Created")]
            }
            Self::Expired => {
                &[("reason", "Lifecycle Expiration"), ("deletion-type", "Permanently Deleted")]
            }
            Self::ExpiredDeleteMarkerCreated => {
                &[("reason", "Lifecycle Expiration"), ("deletion-type", "Delete Marker Created")]
            }
            Self::RestoreInitiated | Self::RestoreCompleted => {
                &[("source-storage-class", "GLACIER")]
            }
            Self::StorageClassChanged => &[("destination-storage-class", "GLACIER")],
            Self::AccessTierChanged => &[("destination-access-tier", "ARCHIVE_ACCESS")],
            Self::RestoreExpired | Self::TagsAdded | Self::TagsDeleted | Self::AclUpdated => &[],
        };
        let fixed = fixed.iter().map(|(name, value)| (*name, (*value).to_owned()));
        let expiry = (self == Self::RestoreCompleted)
            .then(|| ("restore-expiry-time", iso_seconds(expiry_of_a_day(now))));
        fixed.chain(expiry).collect()
    }

    pub(super) fn is_deletion(self) -> bool {
        self.detail_type() == "Object Deleted"
    }

    pub(super) fn is_marker(self) -> bool {
        matches!(self, Self::DeleteMarkerCreated | Self::ExpiredDeleteMarkerCreated)
    }

    /// Whether the object has a sequencer: only what writes or deletes is put in order.
    pub(super) fn is_ordered(self) -> bool {
        self.is_deletion() || self.detail_type() == "Object Created"
    }

    pub(super) fn has_size(self) -> bool {
        !self.is_deletion()
            && !matches!(self, Self::TagsAdded | Self::TagsDeleted | Self::AclUpdated)
    }

    /// Whether S3 itself did it, in nobody's name.
    pub(super) fn by_s3(self) -> bool {
        matches!(
            self,
            Self::Expired
                | Self::ExpiredDeleteMarkerCreated
                | Self::RestoreCompleted
                | Self::RestoreExpired
                | Self::StorageClassChanged
                | Self::AccessTierChanged
        )
    }
}

/// When a copy restored for one day expires: S3 rounds up to midnight UTC.
fn expiry_of_a_day(restored: SystemTime) -> SystemTime {
    const DAY: u64 = 24 * 60 * 60;
    let seconds = restored.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
    SystemTime::UNIX_EPOCH + Duration::from_secs((seconds / DAY + 2) * DAY)
}
