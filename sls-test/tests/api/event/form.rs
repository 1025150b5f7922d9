//! Compares an event with a documented shape in which generated values are named by their form.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

/// Same members, same values; a string in angle brackets stands for any value of that form.
///
/// The forms: `<uuid>`, `<hex N>`, `<HEX N>`, `<digits N>`, `<base64 N>` (N bytes decoded).
#[track_caller]
pub(super) fn assert_form(actual: &Value, expected: &Value) {
    let mut differences = Vec::new();
    compare("", actual, expected, &mut differences);
    assert!(differences.is_empty(), "{}\nin {actual:#}", differences.join("\n"));
}

fn compare(path: &str, actual: &Value, expected: &Value, differences: &mut Vec<String>) {
    match (actual, expected) {
        (Value::Object(actual), Value::Object(expected)) => {
            for (name, expected) in expected {
                match actual.get(name) {
                    Some(actual) => {
                        compare(&format!("{path}/{name}"), actual, expected, differences);
                    }
                    None => differences.push(format!("{path}/{name} is missing")),
                }
            }
            for name in actual.keys().filter(|name| !expected.contains_key(*name)) {
                differences.push(format!("{path}/{name} is not documented"));
            }
        }
        (Value::Array(actual), Value::Array(expected)) if actual.len() == expected.len() => {
            for (index, (actual, expected)) in actual.iter().zip(expected).enumerate() {
                compare(&format!("{path}/{index}"), actual, expected, differences);
            }
        }
        (Value::String(actual), Value::String(form)) if form.starts_with('<') => {
            if !has_form(actual, form) {
                differences.push(format!("{path} is {actual:?}, not {form}"));
            }
        }
        (actual, expected) if actual == expected => {}
        (actual, expected) => differences.push(format!("{path} is {actual}, not {expected}")),
    }
}

fn has_form(text: &str, form: &str) -> bool {
    let (kind, size) = form.trim_matches(['<', '>']).split_once(' ').unwrap_or((form, "0"));
    let size: usize = size.parse().unwrap();
    let all = |allowed: fn(char) -> bool| text.len() == size && text.chars().all(allowed);
    match kind {
        "<uuid>" => {
            let parts: Vec<_> = text.split('-').map(str::len).collect();
            // A version and the variant of RFC 9562.
            parts == [8, 4, 4, 4, 12]
                && text.chars().all(|c| lower_hex(c) || c == '-')
                && "345".contains(&text[14..15])
                && "89ab".contains(&text[19..20])
        }
        "hex" => all(lower_hex),
        "HEX" => all(|c| c.is_ascii_digit() || ('A'..='F').contains(&c)),
        "digits" => all(|c| c.is_ascii_digit()),
        "base64" => STANDARD.decode(text).is_ok_and(|bytes| bytes.len() == size),
        _ => panic!("no such form: {form}"),
    }
}

fn lower_hex(c: char) -> bool {
    c.is_ascii_digit() || ('a'..='f').contains(&c)
}
