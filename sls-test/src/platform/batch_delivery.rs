//! What a poller handed to a function, and what came of it.

use std::time::SystemTime;

use super::Outcome;

/// One attempt to deliver a batch from a queue or a topic of Kafka.
///
/// # Example
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// use sls_test::Cloud;
/// use sls_test::platform::{Function, Outcome, QueueMapping, QueueSettings, Script};
///
/// let cloud = Cloud::empty();
/// let function = cloud.add_function(Function::new("ship"), Script::always(Outcome::ok()));
/// let orders = cloud.create_queue(QueueSettings::new("orders"));
/// let mapping = cloud.map_queue(&orders, &function, QueueMapping::new());
/// let id = orders.send("7");
/// cloud.run_until_idle().await;
///
/// let deliveries = mapping.deliveries();
/// assert_eq!(deliveries[0].records, [id]);
/// assert!(deliveries[0].failed.is_empty());
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BatchDelivery {
    /// When the function began to run; of a throttle, when it was refused.
    pub at: SystemTime,
    /// When it was over.
    pub ended: SystemTime,
    /// The request id of the invocation.
    pub request_id: String,
    /// The records in the order of the batch: message ids, or `TOPIC-PARTITION:OFFSET`.
    pub records: Vec<String>,
    /// Those of them that the poller takes as failed, in the order of the batch.
    pub failed: Vec<String>,
    /// What the function did.
    pub outcome: Outcome,
}
