//! A topic that the function is subscribed to.

use serde::Serialize;

use super::{Cloud, PendingDelivery};
use crate::event::SnsEvent;

/// An SNS topic.
///
/// # Example
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// use sls_core::event::sns::Topic;
/// use sls_core::{App, Handler, Json};
/// use sls_test::Cloud;
///
/// async fn count(Json(orders): Json<Vec<u32>>) {
///     assert_eq!(orders.len(), 2);
/// }
///
/// let app = App::new().handler(Handler::new("count").on(Topic::new("orders"), count));
/// let orders = Cloud::new(app).await.sns("orders");
/// orders.publish(&[7, 8]).subject("two orders").attribute("kind", "new").await.assert_ok();
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Topic {
    cloud: Cloud,
    topic: String,
}

impl Topic {
    pub(super) fn new(cloud: Cloud, topic: String) -> Self {
        Self { cloud, topic }
    }

    /// Publishes the JSON text of a value.
    ///
    /// # Panics
    /// If `message` has no JSON form.
    #[track_caller]
    pub fn publish(&self, message: &(impl Serialize + ?Sized)) -> PendingDelivery<SnsEvent> {
        self.cloud.deliver(SnsEvent::new(&self.topic).message_json(message))
    }

    /// Publishes a text.
    pub fn publish_text(&self, message: impl Into<String>) -> PendingDelivery<SnsEvent> {
        self.cloud.deliver(SnsEvent::new(&self.topic).message(message))
    }
}
