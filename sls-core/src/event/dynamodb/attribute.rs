//! DynamoDB's JSON as a format of serde.
//!
//! `{"id": {"N": "7"}}` is read as `{"id": 7}` would be, in the same pass and borrowed from the
//! same text (Amazon DynamoDB API reference, "AttributeValue").
//!
//! A type that says what it wants gets all of a value: numbers of 38 digits as text or `i128`,
//! binary values as bytes. A type that takes anything, such as `serde_json::Value` or what is
//! behind `#[serde(flatten)]`, gets numbers that no `u64`, `i64` or `f64` holds as text, and binary
//! values as their base64.

mod asked;
mod number;

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::fmt;

use http::StatusCode;
use serde::de::value::{MapAccessDeserializer, SeqDeserializer};
use serde::de::{
    Deserialize, DeserializeOwned, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess,
    SeqAccess, Unexpected, Visitor,
};

use self::asked::{Answer, Asked, Wanted};
use crate::event::cow::Text;
use crate::extract::{Location, Rejection, json_problem};

/// Decodes an item, which stands at `place` in the event: its attributes by name.
pub(super) fn read_item<T: DeserializeOwned>(json: &str, place: &str) -> Result<T, Rejection> {
    T::deserialize(item(&mut serde_json::Deserializer::from_str(json)))
        .map_err(|error| rejection::<T>(json, &error, place))
}

/// Decodes once more, this time keeping track of the path, since only failures need it.
#[cold]
fn rejection<T: DeserializeOwned>(json: &str, error: &serde_json::Error, place: &str) -> Rejection {
    let mut tracked = serde_json::Deserializer::from_str(json);
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    let rejection = Rejection::new(status, Location::Event, json_problem(error));
    match serde_path_to_error::deserialize::<_, T>(item(&mut tracked)) {
        Err(error) => rejection.at(error.path().to_string()).within(place),
        Ok(_) => rejection.at(place),
    }
}

/// An item has no type of its own around it, as a map inside it has.
fn item<D>(json: D) -> Asked<Typed<D>> {
    Asked(Typed { tag: Tag::Map, json })
}

/// The type of a value, as the only key of the object around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
enum Tag {
    #[serde(rename = "B")]
    Binary,
    #[serde(rename = "BOOL")]
    Bool,
    #[serde(rename = "BS")]
    BinarySet,
    #[serde(rename = "L")]
    List,
    #[serde(rename = "M")]
    Map,
    #[serde(rename = "N")]
    Number,
    #[serde(rename = "NS")]
    NumberSet,
    #[serde(rename = "NULL")]
    Null,
    #[serde(rename = "S")]
    Text,
    #[serde(rename = "SS")]
    TextSet,
}

/// A value with its type around it.
struct Attribute<D>(D);

impl<'de, D: Deserializer<'de>> Answer<'de> for Attribute<D> {
    type Error = D::Error;

    fn answer<V: Visitor<'de>>(self, wanted: Wanted, visitor: V) -> Result<V::Value, D::Error> {
        match wanted {
            Wanted::Ignored => self.0.deserialize_ignored_any(visitor),
            Wanted::Newtype => visitor.visit_newtype_struct(Asked(self)),
            wanted => self.0.deserialize_map(Unwrap { wanted, visitor }),
        }
    }
}

/// Takes a value out of the object that says its type.
struct Unwrap<V> {
    wanted: Wanted,
    visitor: V,
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Unwrap<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value in DynamoDB's JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<V::Value, A::Error> {
        let expected = "one type with its value";
        let tag = map.next_key()?.ok_or_else(|| Error::invalid_length(0, &expected))?;
        let value = Member { tag, map: &mut map }.answer(self.wanted, self.visitor)?;
        match map.next_key::<IgnoredAny>()? {
            None => Ok(value),
            Some(_) => Err(Error::invalid_length(2, &expected)),
        }
    }
}

/// The value in such an object, of which the type has been read.
struct Member<'m, A> {
    tag: Tag,
    map: &'m mut A,
}

impl<'de, A: MapAccess<'de>> Answer<'de> for Member<'_, A> {
    type Error = A::Error;

    fn answer<V: Visitor<'de>>(self, wanted: Wanted, visitor: V) -> Result<V::Value, A::Error> {
        let Self { tag, map } = self;
        match wanted {
            Wanted::Newtype => visitor.visit_newtype_struct(Asked(Self { tag, map })),
            Wanted::Option if tag == Tag::Null => {
                map.next_value::<IgnoredAny>()?;
                visitor.visit_none()
            }
            Wanted::Option => visitor.visit_some(Asked(Self { tag, map })),
            wanted => map.next_value_seed(Visit { tag, wanted, visitor }),
        }
    }
}

struct Visit<V> {
    tag: Tag,
    wanted: Wanted,
    visitor: V,
}

impl<'de, V: Visitor<'de>> DeserializeSeed<'de> for Visit<V> {
    type Value = V::Value;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<V::Value, D::Error> {
        Typed { tag: self.tag, json }.answer(self.wanted, self.visitor)
    }
}

/// A value of which the type is known; sets and items have values without a type around each.
struct Typed<D> {
    tag: Tag,
    json: D,
}

impl<'de, D: Deserializer<'de>> Answer<'de> for Typed<D> {
    type Error = D::Error;

    fn answer<V: Visitor<'de>>(self, wanted: Wanted, visitor: V) -> Result<V::Value, D::Error> {
        let Self { tag, json } = self;
        match (tag, wanted) {
            (_, Wanted::Ignored) => json.deserialize_ignored_any(visitor),
            (_, Wanted::Newtype) => visitor.visit_newtype_struct(Asked(Self { tag, json })),
            (_, Wanted::Option) => visitor.visit_some(Asked(Self { tag, json })),
            (Tag::Binary, Wanted::Bytes) => visitor.visit_byte_buf(bytes(json)?),
            (Tag::Binary, Wanted::Sequence) => {
                visitor.visit_seq(SeqDeserializer::new(bytes(json)?.into_iter()))
            }
            (Tag::Bool, _) => json.deserialize_bool(visitor),
            (Tag::Number, wanted) => number::visit(text(json)?, wanted, visitor),
            (Tag::Null, _) => {
                json.deserialize_ignored_any(IgnoredAny)?;
                visitor.visit_unit()
            }
            (Tag::Text, Wanted::Enum { name, variants }) => {
                json.deserialize_enum(name, variants, visitor)
            }
            (Tag::Binary | Tag::Text, _) => json.deserialize_str(visitor),
            (Tag::Map, wanted) => json.deserialize_map(Members { wanted, visitor }),
            (Tag::List, _) => json.deserialize_seq(Elements { of: None, visitor }),
            (Tag::BinarySet, _) => {
                json.deserialize_seq(Elements { of: Some(Tag::Binary), visitor })
            }
            (Tag::NumberSet, _) => {
                json.deserialize_seq(Elements { of: Some(Tag::Number), visitor })
            }
            (Tag::TextSet, _) => json.deserialize_seq(Elements { of: Some(Tag::Text), visitor }),
        }
    }
}

fn text<'de, D: Deserializer<'de>>(json: D) -> Result<Cow<'de, str>, D::Error> {
    Text::deserialize(json).map(|text| text.0)
}

fn bytes<'de, D: Deserializer<'de>>(json: D) -> Result<Vec<u8>, D::Error> {
    let text = text(json)?;
    base64_simd::STANDARD
        .decode_to_vec(text.as_bytes())
        .map_err(|_| Error::invalid_value(Unexpected::Other("text"), &"base64"))
}

/// The attributes of an item, or of a map inside it.
struct Members<V> {
    wanted: Wanted,
    visitor: V,
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Members<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.visitor.expecting(f)
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<V::Value, A::Error> {
        let members = Values { of: None, json: members };
        match self.wanted {
            // One attribute: its name is the variant, its value what the variant holds.
            Wanted::Enum { .. } => self.visitor.visit_enum(MapAccessDeserializer::new(members)),
            _ => self.visitor.visit_map(members),
        }
    }
}

/// The elements of a list, or of a set of one type.
struct Elements<V> {
    of: Option<Tag>,
    visitor: V,
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Elements<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.visitor.expecting(f)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, elements: A) -> Result<V::Value, A::Error> {
        self.visitor.visit_seq(Values { of: self.of, json: elements })
    }
}

/// Values that are all of one type, or that have their types around them.
struct Values<A> {
    of: Option<Tag>,
    json: A,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Values<A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        self.json.next_key_seed(seed)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        self.json.next_value_seed(Value { of: self.of, seed })
    }
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for Values<A> {
    type Error = A::Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, A::Error> {
        self.json.next_element_seed(Value { of: self.of, seed })
    }
}

struct Value<S> {
    of: Option<Tag>,
    seed: S,
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Value<S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<S::Value, D::Error> {
        match self.of {
            None => self.seed.deserialize(Asked(Attribute(json))),
            Some(tag) => self.seed.deserialize(Asked(Typed { tag, json })),
        }
    }
}
