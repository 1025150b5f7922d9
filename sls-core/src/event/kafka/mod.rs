//! Apache Kafka: batches of records of topics, in Amazon MSK or any other cluster.
//!
//! Lambda reads the partitions of a topic and invokes the function with batches, in which records
//! are grouped by partition (AWS Lambda developer guide, "Using Lambda with Amazon MSK" and "Using
//! Lambda with self-managed Apache Kafka").

mod discriminator;
mod headers;
mod record;
mod serve;
mod settings;
mod shares;
mod topic;
mod wire;

pub(super) use self::discriminator::SERVICE;
pub use self::record::{Header, Record};
pub use self::settings::TopicSettings;
pub use self::topic::Topic;
