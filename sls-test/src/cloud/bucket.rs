//! A bucket that notifies the function.

use super::{Cloud, PendingDelivery};
use crate::event::{S3Event, S3EventName};

/// An S3 bucket; its objects are only announced, not kept.
///
/// # Example
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// use sls_core::event::s3;
/// use sls_core::{App, Handler};
/// use sls_test::Cloud;
///
/// async fn index(object: s3::Object) {
///     assert_eq!(object.key(), "in/my file.pdf");
/// }
///
/// let bucket = s3::Notification::bucket("receipts");
/// let app = App::new().handler(Handler::new("index").on(bucket, index));
/// let receipts = Cloud::new(app).await.s3("receipts");
/// receipts.put("in/my file.pdf", "%PDF").await.assert_ok();
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Bucket {
    cloud: Cloud,
    bucket: String,
}

impl Bucket {
    pub(super) fn new(cloud: Cloud, bucket: String) -> Self {
        Self { cloud, bucket }
    }

    /// Announces a stored object with the size and the ETag of this content.
    pub fn put(
        &self,
        key: impl Into<String>,
        content: impl AsRef<[u8]>,
    ) -> PendingDelivery<S3Event> {
        self.cloud.deliver(S3Event::put(&self.bucket, key).content(content))
    }

    /// Announces that an object is gone.
    pub fn delete(&self, key: impl Into<String>) -> PendingDelivery<S3Event> {
        self.cloud.deliver(S3Event::delete(&self.bucket, key))
    }

    /// Announces anything else; [`Cloud::deliver`] takes events with more to choose.
    pub fn notify(&self, name: S3EventName, key: impl Into<String>) -> PendingDelivery<S3Event> {
        self.cloud.deliver(S3Event::new(name, &self.bucket, key))
    }
}
