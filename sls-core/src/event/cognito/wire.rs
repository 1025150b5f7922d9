//! The event as Cognito sends it, borrowed from the payload.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::value::RawValue;

use crate::event::Source;
use crate::event::cow::{Text, optional, or_default};
use crate::event::shared::undecodable;
use crate::failure::Failure;

#[derive(Debug, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Event<'a> {
    #[serde(borrow, default, deserialize_with = "optional")]
    trigger_source: Option<Cow<'a, str>>,
    /// Identity pools send `SyncTrigger` here, and no `triggerSource`.
    #[serde(borrow, default, deserialize_with = "optional")]
    event_type: Option<Cow<'a, str>>,
    #[serde(borrow)]
    version: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) region: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) user_pool_id: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) user_name: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "or_default")]
    pub(super) caller_context: Caller<'a>,
    #[serde(borrow)]
    pub(super) request: Option<&'a RawValue>,
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Caller<'a> {
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) client_id: Option<Cow<'a, str>>,
}

pub(super) fn decode(payload: &str) -> Result<Event<'_>, Failure> {
    let decoded = serde_json::from_str(payload).and_then(|event: Event<'_>| {
        let named = event.trigger_source.is_some() || event.event_type.is_some();
        named.then_some(event).ok_or_else(|| serde_json::Error::missing_field("triggerSource"))
    });
    decoded.map_err(|error| undecodable(Source::Cognito, &error))
}

impl Event<'_> {
    /// The trigger, and what set it off.
    pub(super) fn trigger(&self) -> &str {
        self.trigger_source.as_deref().or(self.event_type.as_deref()).unwrap_or_default()
    }

    /// A text of digits in user pools, a number in identity pools.
    pub(super) fn version(&self) -> Option<&str> {
        self.version.map(|version| version.get().trim_matches('"'))
    }
}

/// The members of an object in their order, each as it stands there.
#[derive(Debug, Default)]
pub(super) struct Members<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'a> Members<'a> {
    pub(super) fn get(&self, name: &str) -> Option<&'a RawValue> {
        self.0.iter().find(|(other, _)| other == name).map(|(_, value)| *value)
    }

    /// Replaces a member in its place, or adds it at the end.
    pub(super) fn set(&mut self, name: Cow<'a, str>, value: &'a RawValue) {
        match self.0.iter_mut().find(|(other, _)| *other == name) {
            Some((_, old)) => *old = value,
            None => self.0.push((name, value)),
        }
    }

    /// Sets every member of the other object.
    pub(super) fn merge(&mut self, other: Self) {
        other.0.into_iter().for_each(|(name, value)| self.set(name, value));
    }
}

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MembersVisitor;

        impl<'de> Visitor<'de> for MembersVisitor {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Members::default();
                while let Some((Text(name), value)) = map.next_entry()? {
                    members.0.push((name, value));
                }
                Ok(members)
            }
        }

        deserializer.deserialize_map(MembersVisitor)
    }
}

impl Serialize for Members<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn knows_the_triggers_of_both_kinds_of_pools() {
        let user_pool = decode(r#"{"version":"2","triggerSource":"PreSignUp_SignUp"}"#).unwrap();
        assert_eq!(user_pool.trigger(), "PreSignUp_SignUp");
        assert_eq!(user_pool.version(), Some("2"));
        let identity_pool = decode(r#"{"version":2,"eventType":"SyncTrigger"}"#).unwrap();
        assert_eq!(identity_pool.trigger(), "SyncTrigger");
        assert_eq!(identity_pool.version(), Some("2"));
        assert_eq!(
            decode("{}").unwrap_err().message(),
            "this Amazon Cognito event is not as AWS documents it: missing field `triggerSource`"
        );
    }

    #[test]
    fn replaces_a_member_where_it_stands() {
        let mut members: Members<'_> =
            serde_json::from_str(r#"{"b": 1, "a": {"x": [ 1 ]}, "c": null}"#).unwrap();
        let new = serde_json::from_str(r#"{"a": 2, "d": "é"}"#).unwrap();
        members.merge(new);
        let encoded = serde_json::to_string(&members).unwrap();
        assert_eq!(encoded, r#"{"b":1,"a":2,"c":null,"d":"é"}"#);
        assert_eq!(members.get("d").unwrap().get(), r#""é""#);
        assert!(members.get("e").is_none());
    }

    proptest! {
        #[test]
        fn refuses_other_json_without_a_panic(json in "[\\[\\]{}:,\"a-z0-9]{0,40}") {
            let _ = decode(&format!(r#"{{"triggerSource":"x","request":{json}}}"#));
            let _ = serde_json::from_str::<Members<'_>>(&json);
        }

        #[test]
        fn keeps_every_member_as_it_is(
            members in proptest::collection::btree_map("\\PC{0,8}", "\\PC{0,8}", 0..5)
        ) {
            let json = serde_json::to_string(&members).unwrap();
            let read: Members<'_> = serde_json::from_str(&json).unwrap();
            prop_assert_eq!(serde_json::to_string(&read).unwrap(), json);
        }
    }
}
