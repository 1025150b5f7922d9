//! What services send: one module per source.
//!
//! Nothing in here does any input or output.

mod cow;
mod detect;
pub(crate) mod http;
pub mod kinesis;
mod mapping;
pub mod s3;
mod shared;
pub mod sns;
mod source;

pub(crate) use self::detect::sniff;
pub use self::detect::{DetectError, detect};
pub use self::mapping::StreamSettings;
pub(crate) use self::shared::share_bytes;
pub use self::source::Source;
