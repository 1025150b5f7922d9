//! Amazon SNS: messages of topics.
//!
//! Lambda invokes a function with one message at a time and asynchronously
//! (Amazon SNS developer guide, "Fanout to Lambda functions").

mod discriminator;
mod message;
mod nested;
mod serve;
mod topic;
pub(crate) mod wire;

pub(super) use self::discriminator::SERVICE;
pub use self::message::{Attribute, Message};
pub use self::nested::Sns;
pub use self::topic::Topic;
