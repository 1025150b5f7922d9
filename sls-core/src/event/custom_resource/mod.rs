//! Custom resources of AWS CloudFormation: things that a stack makes through a function.
//!
//! CloudFormation invokes the function asynchronously and then waits, for up to an hour, until
//! somebody puts an answer to the pre-signed address that the event names. What the function
//! returns counts for nothing. So an answer is sent in any case: when the handler succeeds, fails
//! or panics, when its arguments are refused or a resource that it needs cannot be built, when a
//! layer of the handler or of the app fails, when no handler makes resources of that type, and when
//! the time is nearly over (AWS CloudFormation user guide, "Custom resources").
//!
//! Layers see the [`Answer`] as JSON, and may change it: it is sent outside of all of them. A
//! handler of direct invocations receives the types that nobody claims, and answers by itself.
//!
//! Once the answer has been sent, the invocation succeeds whatever became of the resource, because
//! Lambda would repeat one that failed after CloudFormation has moved on. Only an answer that could
//! not be sent fails the invocation.

mod answer;
mod discriminator;
mod request;
mod sender;
mod sent;
mod serve;
mod spec;
mod wire;

pub use self::answer::Answer;
pub(super) use self::discriminator::SERVICE;
pub use self::request::{Request, RequestType};
pub use self::sender::{Sender, Sending};
pub use self::spec::CustomResource;
