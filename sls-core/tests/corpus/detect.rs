//! Every event of the corpus is told for what its label says.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use sls_core::event::detect;

use crate::rows::{Row, rows};

/// What is wrong with the verdict on `payload`, which is the row's in some order of keys.
fn mismatch(row: &Row, payload: &[u8]) -> Option<String> {
    let verdict = match detect(payload) {
        Ok(source) => source.as_str().to_owned(),
        Err(error) if error.is_not_json() => "invalid".to_owned(),
        Err(error) => error.to_string(),
    };
    let fits = row.labels.contains(&verdict);
    (!fits).then(|| format!("{}: {verdict}, labelled {}", row.path, row.labels.join("|")))
}

/// The same JSON with the keys of every object turned by `by` places, forwards or backwards.
fn reordered(value: &Value, backwards: bool, by: usize) -> String {
    match value {
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(|item| reordered(item, backwards, by)).collect();
            format!("[{}]", items.join(","))
        }
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields
                .iter()
                .map(|(key, value)| format!("{}:{}", json!(key), reordered(value, backwards, by)))
                .collect();
            if backwards {
                fields.reverse();
            }
            let by = by.checked_rem(fields.len()).unwrap_or(0);
            fields.rotate_left(by);
            format!("{{{}}}", fields.join(","))
        }
        scalar => scalar.to_string(),
    }
}

#[track_caller]
fn assert_none(mismatches: &BTreeSet<String>) {
    let list: Vec<_> = mismatches.iter().map(String::as_str).collect();
    assert!(list.is_empty(), "{} mismatches:\n{}", list.len(), list.join("\n"));
}

#[test]
fn every_event_is_told_as_labelled() {
    let Some(rows) = rows() else { return };
    assert_none(&rows.iter().filter_map(|row| mismatch(row, &row.payload)).collect());
}

#[test]
fn the_order_of_keys_changes_no_verdict() {
    let Some(rows) = rows() else { return };
    let mut mismatches = BTreeSet::new();
    for row in &rows {
        let Ok(event) = serde_json::from_slice::<Value>(&row.payload) else { continue };
        for by in 0..event.as_object().map_or(1, serde_json::Map::len) {
            for backwards in [false, true] {
                let event = reordered(&event, backwards, by);
                mismatches.extend(mismatch(row, event.as_bytes()));
            }
        }
    }
    assert_none(&mismatches);
}
