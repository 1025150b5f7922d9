//! Alexa skills: what somebody says, and what the skill says back.
//!
//! Alexa invokes the function for each turn of a conversation and waits eight seconds for the
//! answer (Alexa Skills Kit, "Request and Response JSON Reference").

mod card;
mod discriminator;
mod encode;
mod request;
mod response;
mod serve;
mod skill;
mod slots;
mod wire;

pub use self::card::Card;
pub(super) use self::discriminator::SERVICE;
pub use self::request::Request;
pub use self::response::{CanFulfill, Response};
pub use self::skill::Skill;
pub use self::slots::{Slot, Slots};
