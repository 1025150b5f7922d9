//! Amazon Data Firehose: records to transform on their way through a delivery stream.
//!
//! Firehose invokes the function with a batch, waits up to five minutes, and needs to hear of every
//! record what became of it. Records that cannot be transformed go to the prefix
//! `processing-failed/` of the bucket with their original data; an invocation that fails is
//! repeated three times, and then all of its records go there
//! (Amazon Data Firehose developer guide, "Transform source data in Amazon Data Firehose").

mod discriminator;
mod encode;
mod record;
mod serve;
mod stream;
mod transformed;
mod wire;

pub(super) use self::discriminator::SERVICE;
pub use self::record::{KinesisMetadata, Record};
pub use self::stream::DeliveryStream;
pub use self::transformed::Transformed;
