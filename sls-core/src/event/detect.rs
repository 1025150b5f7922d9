//! Which service sent an event, told from the event alone.
//!
//! One pass over the borrowed bytes looks at discriminating keys only: those at the top, in
//! `requestContext` and a few other objects, and in the first element of `Records`. It never tries
//! types in turn, builds nothing, and stops as soon as no further key can change the answer, so
//! that a batch of ten thousand records costs no more than its first.
//!
//! The rooms know no service by name; each service says itself what its events are told by.
//!
//! - `service` is how it says that: as data.
//! - `draft` makes tables of what all services say, while the crate is compiled.
//! - `table` has the places in an event that tell something.
//! - `walk` goes through the payload and collects what they tell.
//! - `verdict` turns that into a [`Source`].
//!
//! The answer does not depend on the order of keys, as long as an event bears the marks of one
//! service only. No service sends the marks of two.

mod draft;
mod error;
mod service;
mod table;
mod verdict;
mod walk;

#[cfg(test)]
mod tests;

use serde::Deserialize;
use serde::de::{DeserializeSeed, IgnoredAny};

pub use self::error::DetectError;
pub(crate) use self::service::{Mark, Service, Sign};

use self::verdict::Found;
use self::walk::Walk;
use super::Source;

/// Tells which service sent an event, and checks that the event is JSON.
///
/// What bears no service's marks is [`Source::Unrecognized`]: a direct invocation looks like that,
/// and so does JSON that is not an object.
///
/// # Errors
///
/// The payload is not JSON ([`is_not_json`](DetectError::is_not_json)), or it is a batch without
/// records in which nothing else names the sender
/// ([`is_empty_records`](DetectError::is_empty_records)).
///
/// # Example
///
/// ```
/// use sls_core::Source;
/// use sls_core::event::detect;
///
/// let event = br#"{"Records": [{"eventSource": "aws:sqs", "body": "hello"}]}"#;
/// assert_eq!(detect(event)?, Source::Sqs);
///
/// let event = br#"{"name": "Ada"}"#;
/// assert_eq!(detect(event)?, Source::Unrecognized);
/// # Ok::<(), sls_core::event::DetectError>(())
/// ```
pub fn detect(payload: &[u8]) -> Result<Source, DetectError> {
    if let Err(error) = std::str::from_utf8(payload) {
        return Err(DetectError::not_utf8(payload, error.valid_up_to()));
    }
    let source = sniff(payload)?;
    serde_json::from_slice::<IgnoredAny>(payload).map_err(DetectError::not_json)?;
    Ok(source)
}

/// Tells which service sent an event, reading no further than that takes.
///
/// What follows the answer has not been looked at and need not be JSON: whoever decodes the event
/// finds out.
pub(crate) fn sniff(payload: &[u8]) -> Result<Source, DetectError> {
    let mut found = Found::new(payload);
    let mut json = serde_json::Deserializer::from_slice(payload);
    let walked = match payload.trim_ascii_start().first() {
        Some(b'{' | b'[') => Walk::new(table::event(), &mut found).deserialize(&mut json),
        _ => IgnoredAny::deserialize(&mut json).map(drop),
    }
    .and_then(|()| json.end());
    match walked {
        Err(error) if !found.is_settled() => Err(DetectError::not_json(error)),
        Ok(()) | Err(_) => found.verdict().ok_or_else(DetectError::empty_records),
    }
}
