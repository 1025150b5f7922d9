//! Lambda authorizers of API Gateway: who may call which method.
//!
//! API Gateway invokes the function before a request reaches its integration, waits ten seconds
//! and may keep the answer for the next requests with the same identity
//! (Amazon API Gateway developer guide, "Use API Gateway Lambda authorizers").

mod authorization;
mod discriminator;
mod policy;
mod request;
mod resource;
mod serve;
mod spec;
mod wire;

pub use self::authorization::{Authorization, Unauthorized};
pub(super) use self::discriminator::SERVICE;
pub use self::policy::{Policy, Scalar};
pub use self::request::Request;
pub use self::resource::Resource;
pub use self::spec::Authorizer;
