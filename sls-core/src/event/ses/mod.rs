//! Amazon SES: mail that it received.
//!
//! A Lambda action of a receipt rule invokes the function, asynchronously or waiting for an answer,
//! with the head of a mail; its content is not in the event
//! (Amazon SES developer guide, "Invoke Lambda function action").

mod discriminator;
mod disposition;
mod mail;
mod receipt;
mod rule;
mod serve;
pub(crate) mod wire;

pub(super) use self::discriminator::SERVICE;
pub use self::disposition::Disposition;
pub use self::mail::Mail;
pub use self::receipt::{Action, Verdict, Verdicts};
pub use self::rule::Rule;
