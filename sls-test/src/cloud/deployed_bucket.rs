//! A bucket of a cloud, as a handle.

use std::fmt;

use bytes::Bytes;

use super::Cloud;
use crate::event::S3EventName;
use crate::platform::{BucketSettings, NotificationSettings, World};

/// An S3 bucket in a [`Cloud`], that keeps objects and tells of them.
///
/// # Example
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// use sls_core::event::s3;
/// use sls_core::{App, Handler, State};
/// use sls_test::Cloud;
/// use sls_test::cloud::DeployedBucket;
/// use sls_test::platform::{BucketSettings, Function, NotificationSettings};
///
/// async fn copy(object: s3::Object, State(receipts): State<DeployedBucket>) {
///     let content = receipts.object(object.key()).unwrap_or_default();
///     receipts.put("out/copy.txt", content);
/// }
///
/// let cloud = Cloud::empty();
/// let receipts = cloud.create_bucket(BucketSettings::new("receipts"));
/// let on_upload = s3::Notification::bucket("receipts");
/// let app = App::new().state(receipts.clone()).handler(Handler::new("copy").on(on_upload, copy));
/// let function = cloud.add_function(Function::new("copy"), app);
/// let created = NotificationSettings::to(function.arn(), ["s3:ObjectCreated:*"]);
/// receipts.put_notifications([created.prefix("in/")]);
///
/// receipts.put("in/a.txt", "four");
/// cloud.run_until_idle().await;
/// assert_eq!(receipts.keys(), ["in/a.txt", "out/copy.txt"]);
/// # }
/// ```
#[derive(Clone)]
pub struct DeployedBucket {
    cloud: Cloud,
    arn: String,
}

impl DeployedBucket {
    /// The ARN.
    #[must_use]
    pub fn arn(&self) -> &str {
        &self.arn
    }

    /// Puts these notifications in place of all others.
    ///
    /// Queues and topics receive a test event.
    ///
    /// # Panics
    /// If S3 would refuse them: two overlap, or there is no such function.
    #[track_caller]
    pub fn put_notifications(&self, list: impl IntoIterator<Item = NotificationSettings>) {
        if let Err(refusal) = self.try_put_notifications(list) {
            panic!("{refusal}");
        }
    }

    /// As [`put_notifications`](Self::put_notifications), for what S3 may refuse.
    ///
    /// # Errors
    /// AWS's name of the refusal, and why; the notifications stay as they are.
    pub fn try_put_notifications(
        &self,
        list: impl IntoIterator<Item = NotificationSettings>,
    ) -> Result<(), String> {
        let list = list.into_iter().collect();
        let World { buckets, desk, .. } = &mut *self.cloud.world();
        buckets.put_notifications(&self.arn, list, desk)
    }

    /// Stores an object by `PutObject`; returns the id of its version if there are versions.
    pub fn put(&self, key: &str, content: impl Into<Bytes>) -> Option<String> {
        self.put_by(S3EventName::ObjectCreatedPut, key, content)
    }

    /// Stores an object in another way: by a form, a copy or an upload in parts.
    ///
    /// The name is one of `ObjectCreated`, and is what notifications tell.
    pub fn put_by(
        &self,
        name: S3EventName,
        key: &str,
        content: impl Into<Bytes>,
    ) -> Option<String> {
        let content = content.into();
        let World { buckets, desk, .. } = &mut *self.cloud.world();
        buckets.put(&self.arn, name, key, content, desk)
    }

    /// Copies an object within the bucket; `false` if there is none.
    pub fn copy(&self, from: &str, to: &str) -> bool {
        let Some(content) = self.object(from) else { return false };
        self.put_by(S3EventName::ObjectCreatedCopy, to, content);
        true
    }

    /// Deletes an object, or puts a delete marker on it if there are versions.
    ///
    /// `false` if there is none; then nobody is told.
    pub fn delete(&self, key: &str) -> bool {
        let World { buckets, desk, .. } = &mut *self.cloud.world();
        buckets.delete(&self.arn, key, desk)
    }

    /// Deletes one version for good; `false` if there is none with that id.
    pub fn delete_version(&self, key: &str, version_id: &str) -> bool {
        let World { buckets, desk, .. } = &mut *self.cloud.world();
        buckets.delete_version(&self.arn, key, version_id, desk)
    }

    /// Tells of anything else, such as tags or a restore; objects stay as they are.
    pub fn announce(&self, name: S3EventName, key: &str) {
        let World { buckets, desk, .. } = &mut *self.cloud.world();
        buckets.announce(&self.arn, name, key, desk);
    }

    /// The content of an object, which the handlers of an app may read as well.
    #[must_use]
    pub fn object(&self, key: &str) -> Option<Bytes> {
        self.cloud.world().buckets.object(&self.arn, key)
    }

    /// The keys of all objects, in order.
    #[must_use]
    pub fn keys(&self) -> Vec<String> {
        self.cloud.world().buckets.keys(&self.arn)
    }
}

impl fmt::Debug for DeployedBucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeployedBucket").field("arn", &self.arn).finish_non_exhaustive()
    }
}

impl Cloud {
    /// Adds a bucket to the cloud, or changes the settings of one with that name.
    pub fn create_bucket(&self, settings: BucketSettings) -> DeployedBucket {
        let World { buckets, desk, .. } = &mut *self.world();
        let arn = desk.origin.arn("s3", &settings.name);
        buckets.create(arn.clone(), settings);
        DeployedBucket { cloud: self.clone(), arn }
    }
}
