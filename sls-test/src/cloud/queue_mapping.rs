//! An event source mapping of a queue, as a handle.

use std::fmt;

use super::{Cloud, DeployedFunction, DeployedQueue};
use crate::platform::{BatchDelivery, QueueMapping, World};

/// An event source mapping that reads a queue for a function.
///
/// # Example
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// use sls_test::Cloud;
/// use sls_test::platform::{Function, Outcome, QueueMapping, QueueSettings, Script};
///
/// let cloud = Cloud::empty();
/// let dead = cloud.create_queue(QueueSettings::new("dead"));
/// let orders = QueueSettings::new("orders").redrive_policy(dead.arn(), 2);
/// let orders = cloud.create_queue(orders);
/// let fails = Script::always(Outcome::error("Boom", "no disk"));
/// let ship = cloud.add_function(Function::new("ship"), fails);
/// let mapping = cloud.map_queue(&orders, &ship, QueueMapping::new());
///
/// let id = orders.send("7");
/// cloud.run_until_idle().await;
/// assert_eq!(mapping.deliveries().len(), 2);
/// assert_eq!(dead.messages()[0].message_id, id);
/// # }
/// ```
#[derive(Clone)]
pub struct DeployedQueueMapping {
    cloud: Cloud,
    queue: String,
    number: u64,
}

impl DeployedQueueMapping {
    /// Every attempt to deliver a batch that is over, in the order in which they ended.
    #[must_use]
    pub fn deliveries(&self) -> Vec<BatchDelivery> {
        self.cloud.world().queues.deliveries(self.number).to_vec()
    }

    /// How many batches may be in flight now.
    #[must_use]
    pub fn capacity(&self) -> u32 {
        self.cloud.world().queues.capacity(self.number)
    }

    /// Reads on after [`disable`](Self::disable).
    pub fn enable(&self) {
        let World { queues, desk, .. } = &mut *self.cloud.world();
        queues.enable(self.number, desk);
    }

    /// Reads nothing more; what is in flight is finished.
    pub fn disable(&self) {
        let World { queues, desk, .. } = &mut *self.cloud.world();
        queues.disable(self.number, desk);
    }

    /// Ends the mapping for good; what is in flight comes back to the queue.
    pub fn delete(&self) {
        let World { queues, desk, .. } = &mut *self.cloud.world();
        queues.unmap(self.number, desk);
    }
}

impl fmt::Debug for DeployedQueueMapping {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeployedQueueMapping").field("queue", &self.queue).finish_non_exhaustive()
    }
}

impl Cloud {
    /// Lets a function read a queue.
    ///
    /// # Panics
    /// If Lambda would refuse it, with what it says.
    #[track_caller]
    pub fn map_queue(
        &self,
        queue: &DeployedQueue,
        function: &DeployedFunction,
        settings: QueueMapping,
    ) -> DeployedQueueMapping {
        match self.try_map_queue(queue, function, settings) {
            Ok(mapping) => mapping,
            Err(why) => panic!("{} cannot be mapped: {why}", queue.arn()),
        }
    }

    /// As [`map_queue`](Self::map_queue), for settings that Lambda may refuse.
    ///
    /// # Errors
    /// What Lambda says, as an `InvalidParameterValueException`.
    pub fn try_map_queue(
        &self,
        queue: &DeployedQueue,
        function: &DeployedFunction,
        settings: QueueMapping,
    ) -> Result<DeployedQueueMapping, String> {
        let World { queues, desk, lambda, .. } = &mut *self.world();
        let timeout = match lambda.settings(function.arn()) {
            Some(settings) => settings.timeout,
            None => return Err(format!("Function not found: {}", function.arn())),
        };
        let queue = queue.arn();
        let number = queues.map(queue, function.arn(), timeout, settings, desk)?;
        Ok(DeployedQueueMapping { cloud: self.clone(), queue: queue.to_owned(), number })
    }
}
