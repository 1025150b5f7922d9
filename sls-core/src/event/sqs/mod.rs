//! Amazon SQS: batches of messages of queues, read by an event source mapping.
//!
//! Lambda deletes the messages of a batch that the function did not report as failed; the others
//! are delivered again when their visibility timeout is over, in the end to the queue's
//! dead-letter queue (AWS Lambda developer guide, "Using Lambda with Amazon SQS").

mod attribute;
mod discriminator;
mod message;
mod queue;
mod serve;
mod wire;

pub use self::attribute::Attribute;
pub(super) use self::discriminator::SERVICE;
pub use self::message::{Attempt, Message};
pub use self::queue::Queue;
