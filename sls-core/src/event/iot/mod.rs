//! AWS IoT: buttons, 1-Click devices, custom authorizers and provisioning hooks.
//!
//! Of what AWS IoT sends these are the events that can be told from others. A rule with a Lambda
//! action sends whatever its SQL selects: that goes to the `#[handler]` without a source
//! (AWS IoT Core developer guide, "Lambda"; "Creating a custom authorizer";
//! "Pre-provisioning hooks").

mod discriminator;
mod serve;
mod spec;

pub(super) use self::discriminator::SERVICE;
pub use self::spec::Event;
