//! The one pass over the payload.

use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::draft::{Look, Place};
use super::verdict::{Found, Seen};

/// Looks at the value at a place and adds what it tells to what has been found.
///
/// Values that tell nothing are skipped without recursion, whatever their depth, and a value of
/// another type than the place is known for tells nothing.
pub(super) struct Walk<'f, 'p> {
    place: &'static Place,
    found: &'f mut Found<'p>,
}

impl<'f, 'p> Walk<'f, 'p> {
    pub(super) fn new(place: &'static Place, found: &'f mut Found<'p>) -> Self {
        Self { place, found }
    }

    /// Notes what was seen.
    fn see<E: Error>(self, seen: Seen<'_>) -> Result<(), E> {
        self.found.note(self.place, seen);
        carry_on(self.found)
    }
}

/// Ends the walk when the answer is certain: an error is serde's only way out of a value.
fn carry_on<E: Error>(found: &Found<'_>) -> Result<(), E> {
    if found.is_settled() { Err(E::custom("")) } else { Ok(()) }
}

impl<'de> DeserializeSeed<'de> for Walk<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, value: D) -> Result<(), D::Error> {
        match self.place.look {
            Look::Away => IgnoredAny::deserialize(value).map(drop),
            Look::Briefly => match Option::<IgnoredAny>::deserialize(value)? {
                Some(_) => self.see(Seen::Value),
                None => Ok(()),
            },
            Look::Closely => value.deserialize_any(self),
        }
    }
}

impl<'de> Visitor<'de> for Walk<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(child) = map.next_key_seed(KeyIn(self.place))? {
            let Some(child) = child else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            if child.is_told_by_key {
                self.found.note(child, Seen::Key);
            }
            if child.is_large {
                self.found.rule_out_others();
            }
            carry_on(self.found)?;
            map.next_value_seed(Walk::new(child, self.found))?;
        }
        self.see(Seen::Object)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let first = match self.place.first() {
            Some(first) => list.next_element_seed(Walk::new(first, self.found))?,
            None => list.next_element::<IgnoredAny>()?.map(drop),
        };
        if first.is_none() {
            return self.see(Seen::EmptyList);
        }
        while list.next_element::<IgnoredAny>()?.is_some() {}
        self.see(Seen::Value)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.see(Seen::Text(text))
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        self.see(Seen::Value)
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        self.see(Seen::Value)
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        self.see(Seen::Value)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        self.see(Seen::Value)
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }
}

/// Reads a key as bytes, so that keys which tell nothing need not be text.
struct KeyIn(&'static Place);

impl<'de> DeserializeSeed<'de> for KeyIn {
    type Value = Option<&'static Place>;

    fn deserialize<D: Deserializer<'de>>(self, key: D) -> Result<Self::Value, D::Error> {
        key.deserialize_bytes(self)
    }
}

impl Visitor<'_> for KeyIn {
    type Value = Option<&'static Place>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_bytes<E: Error>(self, key: &[u8]) -> Result<Self::Value, E> {
        Ok(self.0.child(key))
    }
}
