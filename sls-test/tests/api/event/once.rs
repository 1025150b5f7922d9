//! Identifiers that AWS gives out once.

use std::collections::HashSet;

use serde_json::Value;
use sls_test::event::{BuildEvent, Origin};

/// Builds `events` by turns and over again, from two origins, and compares all identifiers.
///
/// Each event comes with the JSON pointers of its identifiers; `*` stands for all elements.
#[track_caller]
pub(super) fn assert_given_out_once(
    events: &[(&dyn BuildEvent, &[&str])],
    seed: u64,
    rounds: usize,
) {
    let origins = [Origin::seeded(seed), Origin::default()];
    let mut seen = HashSet::new();
    for (event, places) in events.iter().cycle().take(events.len() * rounds) {
        for origin in &origins {
            let event = event.build_in(origin);
            for place in *places {
                let ids = found(&event, place);
                assert!(!ids.is_empty(), "there is no {place} in {event:#}");
                for id in ids {
                    assert!(seen.insert(id.clone()), "{id} at {place} was given out before");
                }
            }
        }
    }
}

fn found(event: &Value, place: &str) -> Vec<String> {
    match place.split_once("/*") {
        Some((list, rest)) => {
            let elements = event.pointer(list).and_then(Value::as_array).into_iter().flatten();
            elements.flat_map(|element| found(element, rest)).collect()
        }
        None => {
            event.pointer(place).and_then(Value::as_str).map(str::to_owned).into_iter().collect()
        }
    }
}
