//! Signing in with a password: before it and after it.

use serde::Deserialize;

use crate::event::cognito::Attributes;
use crate::event::cow::or_default;

/// The request of `PreAuthentication`: somebody is about to sign in.
///
/// The response is `()`. A handler that fails keeps them from it, and its message is shown to them
/// (Amazon Cognito developer guide, "Pre authentication Lambda trigger").
///
/// # Example
/// ```
/// use sls_core::event::cognito::PreAuthenticationRequest;
///
/// async fn check(request: PreAuthenticationRequest) -> Result<(), String> {
///     match request.user_attributes.get("custom:blocked") {
///         Some("true") => Err("ask your administrator".to_owned()),
///         _ => Ok(()),
///     }
/// }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct PreAuthenticationRequest {
    /// The person's attributes, such as `email`.
    pub user_attributes: Attributes,
    /// What the client has sent for checks.
    pub validation_data: Attributes,
    /// Whether the person is unknown, where the app client does not tell so.
    #[serde(deserialize_with = "or_default")]
    pub user_not_found: bool,
}

/// The request of `PostAuthentication`: somebody has signed in.
///
/// The response is `()` (Amazon Cognito developer guide, "Post authentication Lambda trigger").
///
/// # Example
/// ```
/// use sls_core::event::cognito::PostAuthenticationRequest;
///
/// async fn note(request: PostAuthenticationRequest) {
///     if request.new_device_used {
///         println!("a device that was not seen before");
///     }
/// }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct PostAuthenticationRequest {
    /// The person's attributes, such as `email`.
    pub user_attributes: Attributes,
    /// Whether they have not used this device before.
    #[serde(deserialize_with = "or_default")]
    pub new_device_used: bool,
    /// What the client has sent.
    pub client_metadata: Attributes,
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json};

    use super::*;

    #[test]
    fn reads_what_cognito_sends_and_leaves_out() {
        let attributes = json!({"email": "ada@example.com"});
        let request: PreAuthenticationRequest =
            from_value(json!({"userAttributes": attributes, "userNotFound": true})).unwrap();
        assert_eq!(request.user_attributes.get("email"), Some("ada@example.com"));
        assert!(request.user_not_found && request.validation_data.is_empty());
        let request: PostAuthenticationRequest =
            from_value(json!({"userAttributes": attributes, "newDeviceUsed": true})).unwrap();
        assert!(request.new_device_used && request.client_metadata.is_empty());
    }
}
