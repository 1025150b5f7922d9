//! Settings of event source mappings, and what Lambda would refuse of them
//! (AWS Lambda API reference, "CreateEventSourceMapping").

mod handling;
mod pollers;
mod queue;
mod stream;

use std::fmt::Display;
use std::ops::RangeInclusive;
use std::time::Duration;

use serde::{Serialize, Serializer};

pub(crate) use self::handling::{Handling, count};
pub(crate) use self::pollers::bad_pollers;
pub use self::queue::QueueSettings;
pub use self::stream::StreamSettings;

/// The most filters of one mapping, unless AWS has granted more.
const MOST_FILTERS: usize = 5;

pub(crate) fn out_of<T: PartialOrd + Display>(
    term: &str,
    value: T,
    range: RangeInclusive<T>,
) -> Option<String> {
    (!range.contains(&value)).then(|| {
        let (from, to) = (range.start(), range.end());
        format!("`{term}` has to be from {from} to {to}, and is {value}")
    })
}

pub(crate) fn out_of_seconds(
    term: &str,
    value: Duration,
    range: RangeInclusive<u64>,
) -> Option<String> {
    if value.subsec_nanos() != 0 {
        return Some(format!("`{term}` has to be in whole seconds, and is {value:?}"));
    }
    out_of(term, value.as_secs(), range)
}

pub(crate) fn bad_filters(filters: &[String]) -> Option<String> {
    let is_object = |filter: &String| {
        serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(filter).is_ok()
    };
    if filters.len() > MOST_FILTERS {
        let count = filters.len();
        return Some(format!("`FilterCriteria` has at most {MOST_FILTERS} filters, not {count}"));
    }
    let bad = filters.iter().find(|filter| !is_object(filter))?;
    Some(format!("`FilterCriteria` are JSON objects, and `{bad}` is none"))
}

/// Writes a length of time as AWS takes it.
pub(crate) fn seconds<S: Serializer>(time: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    time.as_secs().serialize(serializer)
}

pub(crate) fn some_seconds<S: Serializer>(
    time: &Option<Duration>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    time.as_ref().map(Duration::as_secs).serialize(serializer)
}
