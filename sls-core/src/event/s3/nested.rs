//! Notifications of buckets that arrive inside something else, such as a queue or a message.

use http::StatusCode;

use crate::event::s3::serve::Unit;
use crate::event::s3::wire::{self, Event};
use crate::extract::{
    FromInput, Input, Location, OfNested, Rejection, Requirements, json_problem, utf8,
};

/// What an S3 event notification carries that arrived as the payload of something else.
///
/// One notification may have several records, each of which becomes one inner argument.
/// The test event that S3 sends when a notification is configured is not for the handler: the
/// record is confirmed without it (Amazon S3 user guide, "Event message structure").
///
/// # Example
/// ```
/// use sls_core::event::s3::{Object, S3};
/// use sls_core::event::sns::Sns;
///
/// /// From a bucket through a topic.
/// async fn index(Sns(S3(objects)): Sns<S3<Object>>) {
///     for object in objects {
///         println!("{}", object.key());
///     }
/// }
/// # let _ = sls_core::Handler::new("index").on(sls_core::event::kinesis::Stream::new("s"), index);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct S3<A>(pub Vec<A>);

#[diagnostic::do_not_recommend]
impl<A: FromInput<M>, M> FromInput<OfNested<M>> for S3<A> {
    fn from_input(input: &Input<'_>) -> Result<Self, Rejection> {
        let raw = input.shared_payload()?;
        let event = wire::try_decode(utf8(&raw)?).map_err(|error| {
            let problem = format!("not an S3 event notification: {}", json_problem(&error));
            Rejection::new(StatusCode::UNPROCESSABLE_ENTITY, Location::Body, problem)
        })?;
        match event {
            Event::Records(records) => {
                let made = records.iter().map(|record| {
                    let unit = Unit { raw: &raw, record };
                    input.inside(&unit, "the S3 event notification", A::from_input)
                });
                made.collect::<Result<_, _>>().map(Self)
            }
            Event::Test => Err(Rejection::nothing("the test event of a notification")),
        }
    }

    fn requirements(requirements: &mut Requirements) {
        A::requirements(requirements);
    }
}
