//! Amazon S3: what happened to the objects of buckets.
//!
//! S3 invokes a function asynchronously (Amazon S3 user guide, "Amazon S3 Event Notifications").
//! Events may arrive more than once and in another order than they happened.

mod discriminator;
mod nested;
mod notification;
mod object;
mod serve;
pub(crate) mod wire;

pub(super) use self::discriminator::SERVICE;
pub use self::nested::S3;
pub use self::notification::Notification;
pub use self::object::Object;
