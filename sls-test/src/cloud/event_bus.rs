//! A bus whose events and schedules reach the function.

use serde::Serialize;

use super::{Cloud, PendingDelivery};
use crate::event::EventBridgeEvent;

/// The event bus of the account, with rules and schedules that all have the function as a target.
///
/// # Example
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// use sls_core::event::eventbridge::Rule;
/// use sls_core::event::schedule::Schedule;
/// use sls_core::{App, Handler, Json};
/// use sls_test::Cloud;
///
/// async fn count(Json(orders): Json<Vec<u32>>) {
///     assert_eq!(orders.len(), 2);
/// }
/// async fn clean_up() {}
///
/// let app = App::new().handlers([
///     Handler::new("count").on(Rule::any().source("shop"), count),
///     Handler::new("clean_up").on(Schedule::new("rate(1 day)").name("nightly"), clean_up),
/// ]);
/// let bus = Cloud::new(app).await.eventbridge();
/// bus.put("shop", "OrdersPlaced", &[7, 8]).await.assert_ok();
/// bus.run_schedule("nightly").await.assert_ok();
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct EventBus {
    cloud: Cloud,
}

impl EventBus {
    pub(super) fn new(cloud: Cloud) -> Self {
        Self { cloud }
    }

    /// Puts an event with the JSON form of a value as its detail.
    ///
    /// # Panics
    /// If `detail` has no JSON form.
    #[track_caller]
    pub fn put(
        &self,
        source: impl Into<String>,
        detail_type: impl Into<String>,
        detail: &(impl Serialize + ?Sized),
    ) -> PendingDelivery<EventBridgeEvent> {
        self.cloud.deliver(EventBridgeEvent::new(source, detail_type).detail(detail))
    }

    /// Runs a schedule of EventBridge Scheduler: `NAME`, `GROUP/NAME`, or an ARN.
    pub fn run_schedule(&self, name: impl Into<String>) -> PendingDelivery<EventBridgeEvent> {
        self.cloud.deliver(EventBridgeEvent::schedule(name))
    }

    /// Runs a rule that has a schedule; the rule is a name or an ARN.
    pub fn run_rule(&self, name: impl Into<String>) -> PendingDelivery<EventBridgeEvent> {
        self.cloud.deliver(EventBridgeEvent::scheduled_rule(name))
    }
}
