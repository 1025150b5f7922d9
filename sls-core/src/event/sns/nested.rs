//! Messages of topics that arrive inside something else, such as a queue.

use http::StatusCode;

use crate::event::sns::serve::Unit;
use crate::event::sns::wire::{self, Nested};
use crate::extract::{
    FromInput, Input, Location, OfNested, Rejection, Requirements, json_problem, utf8,
};

/// What an SNS message carries that arrived as the payload of something else.
///
/// A topic that feeds a queue wraps every message in JSON of its own, unless raw delivery is on
/// (Amazon SNS developer guide, "Fanout to Amazon SQS queues"). The inner argument is made from the
/// message inside, and [`Message`](super::Message) may be it.
/// Confirmations of subscriptions are not for the handler: the record is confirmed without it.
///
/// # Example
/// ```
/// use sls_core::event::sns::Sns;
/// use sls_core::{Error, Json};
///
/// /// For records like `{"Type": "Notification", .., "Message": "{\"sku\": \"A1\"}"}`.
/// async fn import(Sns(Json(order)): Sns<Json<serde_json::Value>>) -> Result<(), Error> {
///     println!("{}", order["sku"]);
///     Ok(())
/// }
/// # let _ = sls_core::Handler::new("import").on(sls_core::event::kinesis::Stream::new("s"), import);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sns<A>(pub A);

#[diagnostic::do_not_recommend]
impl<A: FromInput<M>, M> FromInput<OfNested<M>> for Sns<A> {
    fn from_input(input: &Input<'_>) -> Result<Self, Rejection> {
        let raw = input.shared_payload()?;
        let nested = wire::nested(utf8(&raw)?).map_err(|error| {
            let problem = format!("not an SNS message: {}", json_problem(&error));
            Rejection::new(StatusCode::UNPROCESSABLE_ENTITY, Location::Body, problem)
        })?;
        match nested {
            Nested::Notification(message) => {
                let unit = Unit { raw: &raw, message: &message };
                input.inside(&unit, "the SNS message", A::from_input).map(Self)
            }
            Nested::Confirmation => Err(Rejection::nothing("a confirmation of a subscription")),
        }
    }

    fn requirements(requirements: &mut Requirements) {
        A::requirements(requirements);
    }
}
