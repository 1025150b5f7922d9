//! Attributes of a person, and other texts by their names.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Deserializer};

use crate::event::cow::Pairs;

/// Texts by their names: attributes of a person, metadata of a client, parameters of a challenge.
///
/// Cognito writes every value as text, `"true"` too; flags and numbers are taken as such texts.
///
/// # Example
/// ```
/// use sls_core::event::cognito::PreSignUpRequest;
///
/// async fn check(request: PreSignUpRequest) -> Result<(), String> {
///     match request.user_attributes.get("email") {
///         Some(email) if email.ends_with("@example.com") => Ok(()),
///         _ => Err("only for the staff".to_owned()),
///     }
/// }
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Attributes(BTreeMap<String, String>);

impl Attributes {
    /// A value by its name, such as `email` or `custom:tenant`.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// Names and values in the order of the names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (&**name, &**value))
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'de> Deserialize<'de> for Attributes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let pairs = Pairs::deserialize(deserializer)?.0.into_iter();
        let owned =
            |(name, value): (Cow<'_, str>, Cow<'_, str>)| (name.into_owned(), value.into_owned());
        Ok(Self(pairs.map(owned).collect()))
    }
}

/// The names alone: the values are personal.
impl fmt::Debug for Attributes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn take_flags_and_numbers_as_texts() {
        let json = r#"{"email_verified":true,"name":"Ada","age":36,"nothing":null}"#;
        let attributes: Attributes = serde_json::from_str(json).unwrap();
        let all: Vec<_> = attributes.iter().collect();
        assert_eq!(all, [("age", "36"), ("email_verified", "true"), ("name", "Ada")]);
        assert_eq!(attributes.get("email_verified"), Some("true"));
        assert_eq!((attributes.len(), attributes.is_empty()), (3, false));
        assert!(serde_json::from_str::<Attributes>("null").unwrap().is_empty());
    }

    #[test]
    fn keep_their_values_out_of_debug_output() {
        let attributes: Attributes = serde_json::from_str(r#"{"name":"Ada"}"#).unwrap();
        assert_eq!(format!("{attributes:?}"), r#"{"name"}"#);
    }
}
