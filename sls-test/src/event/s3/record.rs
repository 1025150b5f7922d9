//! One object notification.

use std::time::{Duration, SystemTime};

use serde_json::{Map, Value, json};

use super::name::{ObjectFields, S3EventName};
use crate::event::origin::iso_millis;
use crate::event::{Origin, digest};

/// What a record says of an object whose content the test did not give.
const DEFAULT_SIZE: u64 = 1024;

#[derive(Clone, Debug)]
pub(super) struct Record {
    pub(super) name: S3EventName,
    pub(super) bucket: String,
    pub(super) key: String,
    pub(super) size: Option<u64>,
    pub(super) etag: Option<String>,
    pub(super) version: Version,
    pub(super) sequencer: Option<String>,
}

/// Which version of the object a record names.
#[derive(Clone, Debug, Default)]
pub(super) enum Version {
    /// The bucket never had versions.
    #[default]
    None,
    /// A new one.
    Generated,
    Given(String),
}

impl Record {
    pub(super) fn new(name: S3EventName, bucket: String, key: String) -> Self {
        let version = Version::default();
        Self { name, bucket, key, size: None, etag: None, version, sequencer: None }
    }

    pub(super) fn set_content(&mut self, content: &[u8]) {
        let digest = digest::md5(content);
        self.size = Some(content.len() as u64);
        self.etag = Some(match self.name {
            // The digest of the digests of all parts, here of one.
            S3EventName::ObjectCreatedCompleteMultipartUpload => {
                format!("{}-1", digest::hex(digest::md5(&digest)))
            }
            _ => digest::hex(digest),
        });
    }

    pub(super) fn build(&self, origin: &Origin) -> Value {
        let mut record = json!({
            "eventVersion": self.name.event_version(),
            "eventSource": "aws:s3",
            "awsRegion": origin.region,
            "eventTime": iso_millis(origin.now),
            "eventName": self.name.as_str(),
            "userIdentity": {"principalId": self.principal()},
            "requestParameters": {"sourceIPAddress": self.address()},
            "responseElements": {
                "x-amz-request-id": origin.ids.hex(16).to_uppercase(),
                "x-amz-id-2": origin.opaque(56),
            },
            "s3": {
                "s3SchemaVersion": "1.0",
                "configurationId": digest::uuid_of(&self.bucket),
                "bucket": {
                    "name": self.bucket,
                    "ownerIdentity": {"principalId": "A1EXAMPLEOWNER"},
                    "arn": origin.arn("s3", &self.bucket),
                },
                "object": self.object(origin),
            },
        });
        if let Some((name, data)) = self.extra(origin) {
            record[name] = data;
        }
        record
    }

    fn object(&self, origin: &Origin) -> Map<String, Value> {
        let fields = self.name.object_fields();
        let mut object = Map::new();
        object.insert("key".to_owned(), encode_key(&self.key).into());
        if fields == ObjectFields::Stored {
            object.insert("size".to_owned(), self.size.unwrap_or(DEFAULT_SIZE).into());
        }
        if fields != ObjectFields::Gone {
            let etag = self.etag.clone().unwrap_or_else(|| match (fields, self.name) {
                (ObjectFields::Marker, _) => digest::hex(digest::md5(b"")),
                (_, S3EventName::ObjectCreatedCompleteMultipartUpload) => {
                    format!("{}-1", origin.ids.hex(32))
                }
                _ => origin.ids.hex(32),
            });
            object.insert("eTag".to_owned(), etag.into());
        }
        let version = match (&self.version, fields) {
            (Version::Given(id), _) => Some(id.clone()),
            (Version::Generated, _) | (Version::None, ObjectFields::Marker) => {
                Some(origin.ids.hex(32))
            }
            (Version::None, _) => None,
        };
        if let Some(version) = version {
            object.insert("versionId".to_owned(), version.into());
        }
        if fields != ObjectFields::Labelled {
            let sequencer = self.sequencer.clone().unwrap_or_else(|| origin.sequencer());
            object.insert("sequencer".to_owned(), sequencer.into());
        }
        object
    }

    fn principal(&self) -> &'static str {
        match self.name {
            S3EventName::ObjectRestoreCompleted => "AmazonCustomer:A1EXAMPLEOWNER",
            name if name.by_s3() => "s3.amazonaws.com",
            _ => "AWS:AIDAEXAMPLEPRINCIPAL1",
        }
    }

    fn address(&self) -> &'static str {
        if self.name.by_s3() { "s3.amazonaws.com" } else { "203.0.113.9" }
    }

    /// What versions 2.1 to 2.3 add beside `s3`, and for which events.
    fn extra(&self, origin: &Origin) -> Option<(&'static str, Value)> {
        use S3EventName as Name;
        let replication = |more: &[(&str, &str)]| {
            let mut data = json!({
                "replicationRuleId": "replicate-everything",
                "destinationBucket": origin.arn("s3", &format!("{}-replica", self.bucket)),
                "s3Operation": "OBJECT_PUT",
                "requestTime": iso_millis(origin.now),
            });
            for (name, value) in more {
                data[*name] = (*value).into();
            }
            Some(("replicationEventData", data))
        };
        match self.name {
            Name::ObjectRestoreCompleted => {
                let data = json!({"restoreEventData": {
                    "lifecycleRestorationExpiryTime": iso_millis(midnight_after_a_day(origin.now)),
                    "lifecycleRestoreStorageClass": "GLACIER",
                }});
                Some(("glacierEventData", data))
            }
            Name::LifecycleTransition => {
                let data = json!({"transitionEventData": {"destinationStorageClass": "GLACIER"}});
                Some(("lifecycleEventData", data))
            }
            Name::IntelligentTiering => {
                let data = json!({"destinationAccessTier": "ARCHIVE_ACCESS"});
                Some(("intelligentTieringEventData", data))
            }
            Name::ReplicationOperationFailedReplication => {
                replication(&[("failureReason", "AssumeRoleNotPermitted")])
            }
            Name::ReplicationOperationMissedThreshold => replication(&[("threshold", "15")]),
            Name::ReplicationOperationReplicatedAfterThreshold => {
                let now = iso_millis(origin.now);
                replication(&[("threshold", "15"), ("replicationTime", &now)])
            }
            Name::ReplicationOperationNotTracked => replication(&[]),
            _ => None,
        }
    }
}

/// When a copy that was restored for one day expires: S3 rounds up to midnight UTC.
fn midnight_after_a_day(restored: SystemTime) -> SystemTime {
    const DAY: u64 = 24 * 60 * 60;
    let seconds = restored.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
    SystemTime::UNIX_EPOCH + Duration::from_secs((seconds / DAY + 2) * DAY)
}

/// Form encoding (`application/x-www-form-urlencoded`) of all but the slashes.
fn encode_key(key: &str) -> String {
    let segments = key
        .split('/')
        .map(|segment| form_urlencoded::byte_serialize(segment.as_bytes()).collect::<String>());
    segments.collect::<Vec<_>>().join("/")
}
