//! Events of buses that arrive inside something else, such as a queue.

use http::StatusCode;

use crate::event::eventbridge::serve::Unit;
use crate::event::eventbridge::wire;
use crate::extract::{
    FromInput, Input, Location, OfNested, Rejection, Requirements, json_problem, utf8,
};

/// What an EventBridge event carries that arrived as the payload of something else.
///
/// A rule whose target is a queue, a topic or a stream sends the whole event there
/// (Amazon EventBridge user guide, "Event bus targets in Amazon EventBridge"). The inner argument
/// is made from the event inside: [`Json`](crate::Json) is its detail, and
/// [`Event`](super::Event) and [`S3Object`](super::S3Object) may be it.
///
/// # Example
/// ```
/// use sls_core::event::eventbridge::EventBridge;
/// use sls_core::event::sns::Topic;
/// use sls_core::Json;
///
/// /// For messages like `{"detail-type": "OrderPlaced", .., "detail": {"sku": "A1"}}`.
/// async fn import(EventBridge(Json(order)): EventBridge<Json<serde_json::Value>>) {
///     println!("{}", order["sku"]);
/// }
/// # let _ = sls_core::Handler::new("import").on(Topic::any(), import);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventBridge<A>(pub A);

#[diagnostic::do_not_recommend]
impl<A: FromInput<M>, M> FromInput<OfNested<M>> for EventBridge<A> {
    fn from_input(input: &Input<'_>) -> Result<Self, Rejection> {
        let raw = input.shared_payload()?;
        let event = wire::try_decode(utf8(&raw)?).map_err(|error| {
            let problem = format!("not an EventBridge event: {}", json_problem(&error));
            Rejection::new(StatusCode::UNPROCESSABLE_ENTITY, Location::Body, problem)
        })?;
        let unit = Unit { raw: &raw, event: &event };
        input.inside(&unit, "the EventBridge event", A::from_input).map(Self)
    }

    fn requirements(requirements: &mut Requirements) {
        A::requirements(requirements);
    }
}
