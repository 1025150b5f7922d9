//! What the services say, taken at its word: slow, and simple enough to be right.

use serde_json::Value;

use crate::event::detect::service::{Holds, Mark, Sign, Test};
use crate::event::{SERVICES, Source};

/// Whose signs an event bears; at most one service's, if a service sent it.
pub(super) fn senders(event: &Value) -> Vec<Source> {
    SERVICES
        .iter()
        .filter(|(_, service)| service.signs.iter().any(|sign| is_certain(sign, event)))
        .map(|(source, _)| *source)
        .collect()
}

/// Whether the event bears the sign.
pub(super) fn is_borne(sign: &Sign, event: &Value) -> bool {
    sign.all.iter().all(|mark| is_in(mark, event))
        && !sign.none.iter().any(|mark| is_in(mark, event))
}

/// A sign that rules others out is a short cut to another one.
fn is_certain(sign: &Sign, event: &Value) -> bool {
    !matches!(sign.holds, Holds::Unmentioned { .. }) && is_borne(sign, event)
}

fn is_in(mark: &Mark, event: &Value) -> bool {
    let places = [Some(mark.place), mark.or];
    places.into_iter().flatten().filter_map(|place| event.pointer(place)).any(|value| {
        match mark.test {
            Test::EmptyList => value.as_array().is_some_and(Vec::is_empty),
            Test::Key => true,
            Test::Object => value.is_object(),
            Test::Text(expected) => value == expected,
            Test::TextPart { separator, index, part } => {
                let parts = value.as_str().map(|text| text.split(char::from(separator)));
                parts.is_some_and(|mut parts| parts.nth(index) == Some(part))
            }
            Test::Value => !value.is_null(),
        }
    })
}
