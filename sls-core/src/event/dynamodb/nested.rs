//! Changes of tables that arrive inside something else, such as a Kinesis stream.

use http::StatusCode;

use crate::event::dynamodb::serve::Unit;
use crate::event::dynamodb::wire;
use crate::extract::{
    FromInput, Input, Location, OfNested, Rejection, Requirements, json_problem, utf8,
};

/// What a change of a table carries that arrived as the payload of something else.
///
/// A table may stream to Kinesis (Amazon DynamoDB developer guide, "Using Kinesis Data Streams to
/// capture changes to DynamoDB"); the data of each record there is one change.
/// [`Change`](super::Change) and [`Record`](super::Record) may be the inner argument.
/// Such a stream does not keep the order of changes, and may repeat them: compare
/// [`Record::creation`](super::Record::creation).
///
/// # Example
/// ```
/// use serde::Deserialize;
/// use sls_core::event::dynamodb::{Change, DynamoDb};
/// use sls_core::event::kinesis::Stream;
/// use sls_core::{App, Error, Handler};
///
/// #[derive(Deserialize)]
/// struct Order {
///     sku: String,
/// }
///
/// async fn index(DynamoDb(change): DynamoDb<Change<Order>>) -> Result<(), Error> {
///     if let Some(order) = change.new {
///         println!("{}", order.sku);
///     }
///     Ok(())
/// }
///
/// let app = App::new().handler(Handler::new("index").on(Stream::new("order-changes"), index));
/// # assert!(app.into_service().is_ok());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DynamoDb<A>(pub A);

#[diagnostic::do_not_recommend]
impl<A: FromInput<M>, M> FromInput<OfNested<M>> for DynamoDb<A> {
    fn from_input(input: &Input<'_>) -> Result<Self, Rejection> {
        let raw = input.shared_payload()?;
        let record = wire::nested(utf8(&raw)?).map_err(|error| {
            let problem = format!("not a DynamoDB record: {}", json_problem(&error));
            Rejection::new(StatusCode::UNPROCESSABLE_ENTITY, Location::Body, problem)
        })?;
        let stream_arn = record.event_source_arn.as_ref();
        let unit = Unit { raw: &raw, stream_arn, record: &record, tumbling: None };
        input.inside(&unit, "the DynamoDB record", A::from_input).map(Self)
    }

    fn requirements(requirements: &mut Requirements) {
        A::requirements(requirements);
    }
}
