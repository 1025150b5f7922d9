//! How large DynamoDB says an item is.

use serde_json::{Map, Value};

/// The bytes of an item: names and values.
///
/// (Amazon DynamoDB developer guide, "DynamoDB item sizes and formats".)
pub(super) fn of_item(attributes: &Map<String, Value>) -> usize {
    attributes.iter().map(|(name, value)| name.len() + of_value(value)).sum()
}

/// The bytes of a value, which is an object of its type and its content.
fn of_value(value: &Value) -> usize {
    let typed = value.as_object().and_then(|typed| typed.iter().next());
    match typed {
        Some((ty, content)) => of_typed(ty, content),
        None => 0,
    }
}

fn of_typed(ty: &str, content: &Value) -> usize {
    match (ty, content) {
        ("S", Value::String(text)) => text.len(),
        ("N", Value::String(digits)) => of_number(digits),
        ("B", Value::String(base64)) => of_base64(base64),
        ("SS" | "NS" | "BS", Value::Array(elements)) => {
            elements.iter().map(|element| of_typed(&ty[..1], element)).sum()
        }
        // Three bytes for the list or the map, and one for each of its elements.
        ("L", Value::Array(elements)) => {
            3 + elements.iter().map(|element| 1 + of_value(element)).sum::<usize>()
        }
        ("M", Value::Object(members)) => 3 + members.len() + of_item(members),
        _ => 1,
    }
}

/// One byte for two significant digits, and one more.
fn of_number(digits: &str) -> usize {
    let significant = digits.trim_start_matches(['-', '0', '.']).replace('.', "");
    significant.len().div_ceil(2) + 1 + usize::from(digits.starts_with('-'))
}

fn of_base64(text: &str) -> usize {
    text.trim_end_matches('=').len() * 3 / 4
}
