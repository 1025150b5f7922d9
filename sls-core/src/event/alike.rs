//! Records that are written alike.
//!
//! The records of a batch come from one writer, who puts the same text around the values of each.
//! To compare that text with the record before costs a tenth of parsing it, and finds the same
//! values. Where a record is written otherwise, it has to be parsed.

use memchr::memchr2;

/// A record whose text, but for `N` values in it, others are compared with.
pub(crate) struct Alike<'a, const N: usize> {
    before: [&'a str; N],
    end: &'a str,
}

impl<'a, const N: usize> Alike<'a, N> {
    /// Takes a parsed record for the model; the values are borrowed from it, in this order.
    ///
    /// A value is a string without its quotes, or something else as it is written. `None` if one
    /// of them is not in the record, or in another order.
    pub(crate) fn to(record: &'a str, values: [&'a str; N]) -> Option<Self> {
        let mut before = [""; N];
        let mut rest = record;
        for (before, value) in before.iter_mut().zip(values) {
            let start = value.as_ptr().addr().checked_sub(rest.as_ptr().addr())?;
            let end = start.checked_add(value.len())?;
            (*before, rest) = (rest.get(..start)?, rest.get(end..)?);
        }
        Some(Self { before, end: rest })
    }

    /// The values of the record that the text begins with, and what is behind it.
    ///
    /// Strings are complete and without escapes, if one lets pass the control characters that JSON
    /// forbids in them; other values have yet to be parsed. `None` if the record is not alike.
    pub(crate) fn read(&self, text: &'a str) -> Option<([&'a str; N], &'a str)> {
        let mut values = [""; N];
        let mut rest = text;
        for (before, value) in self.before.iter().zip(&mut values) {
            rest = rest.strip_prefix(before)?;
            // What stands there is compared with the model next, so a backslash cannot pass.
            let end = match before.ends_with('"') {
                true => memchr2(b'"', b'\\', rest.as_bytes())?,
                false => memchr2(b',', b'}', rest.as_bytes())?,
            };
            (*value, rest) = rest.split_at_checked(end)?;
        }
        Some((values, rest.strip_prefix(self.end)?))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    const MODEL: &str = r#"{"id":"7","at":1.5,"by":{"name":""},"kind":"new"}"#;

    fn model() -> Alike<'static, 3> {
        Alike::to(MODEL, [&MODEL[7..8], &MODEL[15..18], &MODEL[33..33]]).unwrap()
    }

    #[track_caller]
    fn check(text: &str, expected: Option<([&str; 3], &str)>) {
        assert_eq!(model().read(text), expected, "{text}");
    }

    #[test]
    fn reads_itself_and_what_differs_in_values_only() {
        check(MODEL, Some((["7", "1.5", ""], "")));
        check(
            r#"{"id":"é,}","at":-2e9,"by":{"name":"Ada"},"kind":"new"},{"id""#,
            Some((["é,}", "-2e9", "Ada"], r#",{"id""#)),
        );
    }

    #[test]
    fn leaves_the_rest_to_a_parser() {
        for text in [
            "",
            r#"{"id":"7"#,
            r#"{"id":"7","at":1.5,"by":{"name":"Ada"},"kind":"old"}"#,
            r#"{"id":"7","at":1.5,"by":{"name":"Ada"},"kind":"new","more":1}"#,
            r#"{"id":"7","at":1.5,"by":{"name":"A\"da"},"kind":"new"}"#,
            r#"{"id":"\u0037","at":1.5,"by":{"name":"Ada"},"kind":"new"}"#,
            r#"{"id":7,"at":1.5,"by":{"name":"Ada"},"kind":"new"}"#,
            r#"{"id":"7","at":[1,2],"by":{"name":"Ada"},"kind":"new"}"#,
            r#"{"id": "7","at":1.5,"by":{"name":"Ada"},"kind":"new"}"#,
        ] {
            check(text, None);
        }
    }

    #[test]
    fn takes_no_model_whose_values_lie_elsewhere() {
        let elsewhere = "7".to_owned();
        for values in [
            [&*elsewhere, &MODEL[15..18]],
            [&MODEL[7..8], &*elsewhere],
            [&MODEL[15..18], &MODEL[7..8]],
            [&MODEL[7..8], &MODEL[7..8]],
        ] {
            assert!(Alike::to(MODEL, values).is_none());
        }
    }

    proptest! {
        #[test]
        fn finds_what_a_parser_finds(id: String, at: u32, name in ".*", behind in "[^\\\\]*") {
            let record = |id: &str, at: &Value, name: &str| {
                let [id, name] = [id, name].map(|text| json!(text));
                format!(r#"{{"id":{id},"at":{at},"by":{{"name":{name}}},"kind":"new"}}"#)
            };
            let text = record(&id, &json!(at), &name) + &behind;
            let plain = |text: &str| serde_json::to_string(text).unwrap() == format!("\"{text}\"");
            match model().read(&text) {
                Some((values, rest)) => {
                    prop_assert_eq!(values, [&*id, &*at.to_string(), &*name]);
                    prop_assert_eq!(rest, behind);
                }
                None => prop_assert!(!plain(&id) || !plain(&name)),
            }
        }
    }
}
