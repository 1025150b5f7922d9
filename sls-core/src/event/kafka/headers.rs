//! Headers of records, whose values are lists of bytes.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};

use crate::event::cow::Text;
use crate::event::part;
use crate::extract::{Location, Rejection};

/// A name, which may be repeated, and a value, which may be null.
pub(super) type Header<'a> = (Cow<'a, str>, Option<Vec<u8>>);

/// The headers in their order.
pub(super) fn decode(json: &str) -> Result<Vec<Header<'_>>, Rejection> {
    let headers: Vec<Named<'_>> = part::read(json, Location::Event, "headers")?;
    Ok(headers.into_iter().flat_map(|Named(headers)| headers).collect())
}

/// An object of headers, of which there is one in each.
struct Named<'a>(Vec<Header<'a>>);

impl<'de> Deserialize<'de> for Named<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NamedVisitor;

        impl<'de> Visitor<'de> for NamedVisitor {
            type Value = Named<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of lists of bytes")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut headers = Vec::with_capacity(1);
                while let Some((Text(name), value)) = map.next_entry::<_, Option<Vec<Byte>>>()? {
                    let bytes = value.map(|bytes| bytes.into_iter().map(|Byte(byte)| byte));
                    headers.push((name, bytes.map(Iterator::collect)));
                }
                Ok(Named(headers))
            }
        }

        deserializer.deserialize_map(NamedVisitor)
    }
}

/// A byte as Java counts it, from -128 to 127; from 128 on it is taken for what it is.
#[derive(Deserialize)]
#[serde(try_from = "i16")]
struct Byte(u8);

impl TryFrom<i16> for Byte {
    type Error = &'static str;

    fn try_from(number: i16) -> Result<Self, &'static str> {
        let signed = i8::try_from(number).map(i8::cast_unsigned);
        signed.or_else(|_| u8::try_from(number)).map(Self).map_err(|_| "not a byte")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    /// A name and what stands behind it.
    type Expected<'a> = (&'a str, Option<&'a [u8]>);

    #[track_caller]
    fn check_headers(headers: &str, expected: Result<&[Expected<'_>], &str>) {
        let seen = decode(headers).map_err(|refused| refused.to_string());
        let seen = seen.as_ref().map(|headers| {
            let headers = headers.iter();
            headers.map(|(name, value)| (&**name, value.as_deref())).collect::<Vec<_>>()
        });
        assert_eq!(seen.as_deref().map_err(|problem| problem.as_str()), expected, "{headers}");
    }

    #[test]
    fn reads_headers_as_signed_or_unsigned_bytes() {
        check_headers("[]", Ok(&[]));
        check_headers(
            r#"[{"a":[118,-36,0,127,-128]},{"a":[]},{"b":null},{"c":[255]}]"#,
            Ok(&[
                ("a", Some(&[118, 220, 0, 127, 128])),
                ("a", Some(&[])),
                ("b", None),
                ("c", Some(&[255])),
            ]),
        );
    }

    #[test]
    fn says_where_headers_are_not_as_documented() {
        check_headers(r#"[{"a":[1,256]}]"#, Err("event `headers[0].a[1]`: invalid value"));
        check_headers(r#"[{"a":[-129]}]"#, Err("event `headers[0].a[0]`: invalid value"));
        check_headers(r#"[{"a":"AQ=="}]"#, Err("event `headers[0].a`: expected a sequence"));
        check_headers("7", Err("event `headers`: expected a sequence"));
    }

    proptest! {
        #[test]
        fn decodes_all_bytes_back(names: Vec<String>, value: Vec<u8>) {
            let signed: Vec<i8> = value.iter().map(|byte| byte.cast_signed()).collect();
            let json: Vec<_> = names.iter().map(|name| json!({name: signed})).collect();
            let json = json!(json).to_string();
            let headers = decode(&json).unwrap();
            let expected = names.into_iter().map(|name| (Cow::Owned(name), Some(value.clone())));
            prop_assert_eq!(headers, expected.collect::<Vec<_>>());
        }
    }
}
