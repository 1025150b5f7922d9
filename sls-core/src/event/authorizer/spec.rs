//! Which questions of API Gateway a handler answers.

use std::fmt;

use serde::Serialize;

/// The API whose requests a handler authorizes, and how the API asks.
///
/// Of several handlers the one that names the API is called, then the one that names the kind.
///
/// # Example
/// ```
/// use sls_core::event::authorizer::Authorizer;
///
/// let tokens = Authorizer::new("abc123").kind("TOKEN");
/// assert_eq!(tokens.to_string(), "TOKEN authorizer of the API `abc123`");
/// assert_eq!(Authorizer::any().to_string(), "Lambda authorizer of any API");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[must_use]
pub struct Authorizer {
    /// Every API if there is none.
    api: Option<String>,
    /// Both kinds if there is none.
    kind: Option<String>,
}

impl Authorizer {
    /// An API by its id.
    pub fn new(api_id: impl Into<String>) -> Self {
        Self { api: Some(api_id.into()), kind: None }
    }

    /// Every API that no other handler names.
    pub const fn any() -> Self {
        Self { api: None, kind: None }
    }

    /// Default: both. Takes only `TOKEN` or only `REQUEST`, as the authorizer is configured.
    pub fn kind(mut self, kind: impl Into<String>) -> Self {
        self.kind = Some(kind.into());
        self
    }

    /// The API's id; `None` if every API is meant.
    #[must_use]
    pub fn api_id(&self) -> Option<&str> {
        self.api.as_deref()
    }

    /// What API Gateway would refuse, in its own terms.
    pub(super) fn problems(&self) -> Vec<String> {
        let is_id = |api: &&String| {
            !api.is_empty() && api.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        };
        let api = self.api.as_ref().filter(|api| !is_id(api));
        let api = api.map(|api| format!("`{api}` is not the id of an API, such as `abc123`"));
        let kind = self.kind.as_deref().filter(|kind| !["TOKEN", "REQUEST"].contains(kind));
        let kind = kind.map(|kind| format!("the kind is `TOKEN` or `REQUEST`, and not `{kind}`"));
        [api, kind].into_iter().flatten().collect()
    }

    pub(super) fn matches(&self, api_id: &str, kind: &str) -> bool {
        self.api.as_deref().is_none_or(|own| own == api_id)
            && self.kind.as_deref().is_none_or(|own| own == kind)
    }

    /// How much it says about what it takes; the highest is called.
    pub(super) fn specificity(&self) -> (bool, bool) {
        (self.api.is_some(), self.kind.is_some())
    }

    pub(super) fn overlaps(&self, other: &Self) -> bool {
        self == other
    }
}

impl From<&str> for Authorizer {
    fn from(api_id: &str) -> Self {
        Self::new(api_id)
    }
}

impl From<String> for Authorizer {
    fn from(api_id: String) -> Self {
        Self::new(api_id)
    }
}

impl fmt::Display for Authorizer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = self.kind.as_deref().unwrap_or("Lambda");
        match &self.api {
            Some(api) => write!(f, "{kind} authorizer of the API `{api}`"),
            None => write!(f, "{kind} authorizer of any API"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matches_the_api_and_the_kind() {
        assert!(Authorizer::any().matches("abc123", "TOKEN"));
        assert!(Authorizer::new("abc123").matches("abc123", "REQUEST"));
        assert!(!Authorizer::new("abc123").matches("abc124", "REQUEST"));
        assert!(Authorizer::any().kind("TOKEN").matches("abc123", "TOKEN"));
        assert!(!Authorizer::any().kind("TOKEN").matches("abc123", "REQUEST"));
    }

    #[test]
    fn overlaps_only_with_its_like() {
        let all = [
            Authorizer::any(),
            Authorizer::any().kind("TOKEN"),
            Authorizer::new("abc123"),
            Authorizer::new("abc123").kind("TOKEN"),
            Authorizer::new("abc124"),
        ];
        for (position, one) in all.iter().enumerate() {
            for (other_position, other) in all.iter().enumerate() {
                assert_eq!(one.overlaps(other), position == other_position, "{one} and {other}");
            }
        }
        assert!(all[..4].is_sorted_by_key(Authorizer::specificity));
    }

    #[test]
    fn says_what_api_gateway_would_refuse() {
        assert_eq!(Authorizer::new("abc123").kind("REQUEST").problems(), [""; 0]);
        assert_eq!(
            Authorizer::any().kind("token").problems(),
            ["the kind is `TOKEN` or `REQUEST`, and not `token`"]
        );
        for api in ["", "arn:aws:execute-api:eu-west-1:111122223333:abc123", "abc123/prod"] {
            assert_eq!(
                Authorizer::new(api).problems(),
                [format!("`{api}` is not the id of an API, such as `abc123`")]
            );
        }
    }
}
