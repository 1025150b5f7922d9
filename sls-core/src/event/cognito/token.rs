//! What stands in the tokens that Cognito issues.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::event::cognito::Attributes;
use crate::event::cognito::answer::respond;
use crate::event::cow::or_default;

/// The request of `TokenGeneration`: Cognito is about to issue tokens.
///
/// (Amazon Cognito developer guide, "Pre token generation Lambda trigger")
///
/// # Example
/// ```
/// use sls_core::event::cognito::{TokenGenerationRequest, TokenGenerationResponse};
///
/// async fn claims(request: TokenGenerationRequest) -> TokenGenerationResponse {
///     let groups = request.group_configuration.groups_to_override.join(",");
///     TokenGenerationResponse::new().claim("groups", groups).suppress("email")
/// }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct TokenGenerationRequest {
    /// The person's attributes, such as `email`.
    pub user_attributes: Attributes,
    /// The groups that they are in, and the roles of these.
    #[serde(deserialize_with = "or_default")]
    pub group_configuration: GroupConfiguration,
    /// The scopes of the access token, from the second version of the trigger on.
    #[serde(deserialize_with = "or_default")]
    pub scopes: Vec<String>,
    /// What the client has sent.
    pub client_metadata: Attributes,
}

/// Groups of a person and the IAM roles that go with them.
///
/// # Example
/// ```
/// use sls_core::event::cognito::{GroupConfiguration, TokenGenerationResponse};
///
/// let mut groups = GroupConfiguration::default();
/// groups.groups_to_override = vec!["staff".to_owned()];
/// let response = TokenGenerationResponse::new().groups(groups);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct GroupConfiguration {
    /// The names of the groups.
    #[serde(deserialize_with = "or_default")]
    pub groups_to_override: Vec<String>,
    /// The ARNs of the roles.
    #[serde(deserialize_with = "or_default")]
    pub iam_roles_to_override: Vec<String>,
    /// The ARN of the role that is taken unless another is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preferred_role: Option<String>,
}

/// The response to the first version of `TokenGeneration`: changes to the ID token.
///
/// # Example
/// ```
/// use sls_core::event::cognito::TokenGenerationResponse;
///
/// let response = TokenGenerationResponse::new().claim("tenant", "acme").suppress("email");
/// ```
#[derive(Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[must_use]
pub struct TokenGenerationResponse {
    claims_override_details: ClaimsOverride,
}

#[derive(Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct ClaimsOverride {
    claims_to_add_or_override: BTreeMap<String, String>,
    claims_to_suppress: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    group_override_details: Option<GroupConfiguration>,
}

impl TokenGenerationResponse {
    /// No changes.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a claim, or replaces it.
    pub fn claim(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.claims_override_details.claims_to_add_or_override.insert(name.into(), value.into());
        self
    }

    /// Leaves a claim out.
    pub fn suppress(mut self, name: impl Into<String>) -> Self {
        self.claims_override_details.claims_to_suppress.push(name.into());
        self
    }

    /// Default: those of the request. Other groups and roles.
    pub fn groups(mut self, groups: GroupConfiguration) -> Self {
        self.claims_override_details.group_override_details = Some(groups);
        self
    }
}

/// Without the claims, which may be confidential.
impl fmt::Debug for TokenGenerationResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let claims = self.claims_override_details.claims_to_add_or_override.len();
        f.debug_struct("TokenGenerationResponse").field("claims", &claims).finish_non_exhaustive()
    }
}

/// The response to the later versions of `TokenGeneration`: changes to both tokens.
///
/// # Example
/// ```
/// use sls_core::event::cognito::{TokenChanges, TokenGenerationV2Response};
///
/// let response = TokenGenerationV2Response::new()
///     .id_token(TokenChanges::new().claim("tenant", "acme"))
///     .access_token(TokenChanges::new().claim("level", 3).add_scope("orders:read"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[must_use]
pub struct TokenGenerationV2Response {
    claims_and_scope_override_details: ClaimsAndScopeOverride,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct ClaimsAndScopeOverride {
    #[serde(skip_serializing_if = "Option::is_none")]
    id_token_generation: Option<TokenChanges>,
    #[serde(skip_serializing_if = "Option::is_none")]
    access_token_generation: Option<TokenChanges>,
    #[serde(skip_serializing_if = "Option::is_none")]
    group_override_details: Option<GroupConfiguration>,
}

impl TokenGenerationV2Response {
    /// No changes.
    pub fn new() -> Self {
        Self::default()
    }

    /// Default: none. Changes to the ID token, where scopes count for nothing.
    pub fn id_token(mut self, changes: TokenChanges) -> Self {
        self.claims_and_scope_override_details.id_token_generation = Some(changes);
        self
    }

    /// Default: none. Changes to the access token.
    pub fn access_token(mut self, changes: TokenChanges) -> Self {
        self.claims_and_scope_override_details.access_token_generation = Some(changes);
        self
    }

    /// Default: those of the request. Other groups and roles.
    pub fn groups(mut self, groups: GroupConfiguration) -> Self {
        self.claims_and_scope_override_details.group_override_details = Some(groups);
        self
    }
}

/// Changes to one token: claims, and scopes of an access token.
///
/// # Example
/// ```
/// use sls_core::event::cognito::TokenChanges;
///
/// let changes = TokenChanges::new().claim("level", 3).suppress("email").add_scope("orders:read");
/// ```
#[derive(Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[must_use]
pub struct TokenChanges {
    claims_to_add_or_override: BTreeMap<String, Value>,
    claims_to_suppress: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    scopes_to_add: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    scopes_to_suppress: Vec<String>,
}

impl TokenChanges {
    /// No changes.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a claim of any JSON, or replaces it.
    pub fn claim(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.claims_to_add_or_override.insert(name.into(), value.into());
        self
    }

    /// Leaves a claim out.
    pub fn suppress(mut self, name: impl Into<String>) -> Self {
        self.claims_to_suppress.push(name.into());
        self
    }

    /// Adds a scope, which has no spaces in it.
    pub fn add_scope(mut self, scope: impl Into<String>) -> Self {
        self.scopes_to_add.push(scope.into());
        self
    }

    /// Leaves a scope out.
    pub fn suppress_scope(mut self, scope: impl Into<String>) -> Self {
        self.scopes_to_suppress.push(scope.into());
        self
    }
}

/// Without the claims, which may be confidential.
impl fmt::Debug for TokenChanges {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenChanges")
            .field("claims", &self.claims_to_add_or_override.len())
            .field("scopes_to_add", &self.scopes_to_add)
            .field("scopes_to_suppress", &self.scopes_to_suppress)
            .finish_non_exhaustive()
    }
}

respond!(TokenGenerationResponse, TokenGenerationV2Response);

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json, to_value};

    use super::*;

    fn staff() -> GroupConfiguration {
        GroupConfiguration { groups_to_override: vec!["staff".to_owned()], ..Default::default() }
    }

    #[test]
    fn reads_what_cognito_sends_and_leaves_out() {
        let groups = json!({"groupsToOverride": ["staff"], "iamRolesToOverride": [],
            "preferredRole": null});
        let request: TokenGenerationRequest = from_value(json!({
            "userAttributes": {"email_verified": "true"}, "groupConfiguration": groups,
            "scopes": ["aws.cognito.signin.user.admin"],
        }))
        .unwrap();
        assert_eq!(request.group_configuration, staff());
        assert_eq!(request.scopes, ["aws.cognito.signin.user.admin"]);
        assert!(from_value::<TokenGenerationRequest>(json!({})).unwrap().scopes.is_empty());
    }

    #[test]
    fn has_the_first_form_that_cognito_documents() {
        let response =
            TokenGenerationResponse::new().claim("k", "secret").suppress("email").groups(staff());
        assert!(!format!("{response:?}").contains("secret"));
        let groups = json!({"groupsToOverride": ["staff"], "iamRolesToOverride": []});
        let expected = json!({"claimsOverrideDetails": {
            "claimsToAddOrOverride": {"k": "secret"}, "claimsToSuppress": ["email"],
            "groupOverrideDetails": groups}});
        assert_eq!(to_value(response).unwrap(), expected);
    }

    #[test]
    fn has_the_later_form_that_cognito_documents() {
        let response = TokenGenerationV2Response::new()
            .id_token(TokenChanges::new().claim("family_name", "secret"))
            .access_token(
                TokenChanges::new().claim("n", 2).suppress("a").add_scope("s").suppress_scope("p"),
            );
        assert!(!format!("{response:?}").contains("secret"));
        let expected = json!({"claimsAndScopeOverrideDetails": {
            "idTokenGeneration": {
                "claimsToAddOrOverride": {"family_name": "secret"}, "claimsToSuppress": []},
            "accessTokenGeneration": {
                "claimsToAddOrOverride": {"n": 2}, "claimsToSuppress": ["a"],
                "scopesToAdd": ["s"], "scopesToSuppress": ["p"]}}});
        assert_eq!(to_value(response).unwrap(), expected);
        let groups = to_value(TokenGenerationV2Response::new().groups(staff())).unwrap();
        assert_eq!(
            groups["claimsAndScopeOverrideDetails"]["groupOverrideDetails"]["groupsToOverride"],
            json!(["staff"])
        );
    }
}
