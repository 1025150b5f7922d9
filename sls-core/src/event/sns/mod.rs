//! Amazon SNS: messages of topics.
//!
//! Lambda invokes a function with one message at a time and asynchronously
//! (Amazon SNS developer guide, "Fanout to Lambda functions").

mod message;
mod serve;
mod topic;
pub(crate) mod wire;

pub use self::message::{Attribute, Message};
pub use self::topic::Topic;
