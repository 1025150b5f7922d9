//! Amazon Kinesis Data Streams: batches of records, read by an event source mapping.
//!
//! Lambda reads each shard in order and invokes the function with batches
//! (AWS Lambda developer guide, "Using Lambda to process records from Amazon Kinesis").

mod aggregated;
mod discriminator;
mod record;
mod serve;
mod stream;
mod wire;

pub(super) use self::discriminator::SERVICE;
pub use self::record::Record;
pub use self::stream::Stream;
pub use crate::event::window::Window;
