//! Amazon CloudWatch alarms: changes of their state.
//!
//! An alarm with a Lambda action invokes the function asynchronously
//! (Amazon CloudWatch user guide, "Invoke a Lambda function from an alarm").
//! [`Event`] is also an argument of handlers of a topic that the alarm notifies
//! ("Notifying users on alarm changes").

mod discriminator;
mod event;
mod serve;
mod spec;
mod state;
pub(crate) mod wire;

pub(super) use self::discriminator::SERVICE;
pub use self::event::Event;
pub use self::spec::Alarm;
pub use self::state::State;
