//! Messages of decoders without the values that they quote.

use serde::de::Error as _;

/// What `serde_json` found wrong, without the value it was wrong about.
///
/// Custom messages may quote anything, so they are replaced as a whole.
pub(crate) fn json_problem(error: &serde_json::Error) -> String {
    use serde_json::error::Category;

    match error.classify() {
        Category::Data => data_problem(&error.to_string()),
        Category::Eof if error.line() <= 1 && error.column() == 0 => "it is empty".to_owned(),
        Category::Eof => "the JSON ends too early".to_owned(),
        Category::Io | Category::Syntax => {
            format!("not valid JSON at line {} column {}", error.line(), error.column())
        }
    }
}

/// The same for any message in serde's own wording.
pub(crate) fn data_problem(message: &str) -> String {
    let message = message.rsplit_once(" at line ").map_or(message, |(message, _)| message);
    let known = |prefix: &str| message.starts_with(prefix);
    if known("missing field `") || known("duplicate field `") {
        return message.to_owned();
    }
    let expectation = message.rsplit_once(", expected ").map(|(_, expected)| expected);
    match expectation {
        Some(expected) if known("invalid type") || known("invalid value") => {
            format!("expected {expected}")
        }
        Some(expected) if known("invalid length") => format!("wrong length, expected {expected}"),
        Some(expected) if known("unknown variant") => format!("expected {expected}"),
        Some(expected) if known("unknown field") => format!("unknown field, expected {expected}"),
        _ if known("unknown field") => "unknown field".to_owned(),
        _ if known("unknown variant") => "unknown variant".to_owned(),
        _ => "invalid value".to_owned(),
    }
}

/// A decoding error of any format, as a message in serde's wording.
#[derive(Debug)]
pub(crate) struct Message(pub(crate) String);

impl std::fmt::Display for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Message {}

impl serde::de::Error for Message {
    fn custom<T: std::fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

impl Message {
    pub(crate) fn expected(what: &str) -> Self {
        Self::custom(format_args!("invalid value, expected {what}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check<T: serde::de::DeserializeOwned + std::fmt::Debug>(json: &str, expected: &str) {
        assert_eq!(json_problem(&serde_json::from_str::<T>(json).unwrap_err()), expected);
    }

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its shape matters")]
    struct Order {
        sku: String,
        size: Size,
    }

    #[derive(Debug, serde::Deserialize)]
    enum Size {
        Small,
        Large,
    }

    #[test]
    fn says_what_was_expected_but_not_what_came() {
        check::<u32>(r#""secret""#, "expected u32");
        check::<Order>(r#"{"sku":"secret"}"#, "missing field `size`");
        check::<Order>(r#"{"secret":1}"#, "unknown field, expected `sku` or `size`");
        check::<Size>(r#""secret""#, "expected `Small` or `Large`");
        check::<Size>(r#"{", expected secret":1}"#, "expected `Small` or `Large`");
        check::<[u8; 2]>("[1]", "wrong length, expected an array of length 2");
    }

    #[test]
    fn says_where_the_syntax_breaks() {
        check::<Order>("{\n  \"sku\" 1}", "not valid JSON at line 2 column 9");
        check::<Order>("{", "the JSON ends too early");
    }

    #[test]
    fn hides_custom_messages() {
        #[derive(Debug)]
        struct Picky;
        impl<'de> serde::Deserialize<'de> for Picky {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let text = String::deserialize(d)?;
                Err(D::Error::custom(format!("{text} is not good")))
            }
        }
        check::<Picky>(r#""secret""#, "invalid value");
    }
}
