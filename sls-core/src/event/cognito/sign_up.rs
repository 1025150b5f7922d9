//! Signing up: before it, and after the person has confirmed.

use serde::{Deserialize, Serialize};

use crate::event::cognito::Attributes;
use crate::event::cognito::answer::respond;

/// The request of `PreSignUp`: somebody is about to sign up.
///
/// A handler that fails keeps them from it, and its message is shown to them
/// (Amazon Cognito developer guide, "Pre sign-up Lambda trigger").
///
/// # Example
/// ```
/// use sls_core::event::cognito::{PreSignUpRequest, PreSignUpResponse, Trigger};
/// use sls_core::{App, Handler};
///
/// async fn staff_only(request: PreSignUpRequest) -> Result<PreSignUpResponse, String> {
///     match request.user_attributes.get("email") {
///         Some(email) if email.ends_with("@example.com") => {
///             Ok(PreSignUpResponse::new().auto_confirm_user().auto_verify_email())
///         }
///         _ => Err("this is for the staff".to_owned()),
///     }
/// }
///
/// let trigger = Trigger::new("PreSignUp");
/// let app = App::new().handler(Handler::new("staff_only").on(trigger, staff_only));
/// # assert!(app.into_service().is_ok());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct PreSignUpRequest {
    /// The person's attributes, such as `email`.
    pub user_attributes: Attributes,
    /// What the client has sent for checks.
    pub validation_data: Attributes,
    /// What else the client has sent.
    pub client_metadata: Attributes,
}

/// The response to `PreSignUp`: what the person need not do any more.
///
/// # Example
/// ```
/// use sls_core::event::cognito::PreSignUpResponse;
///
/// async fn trust() -> PreSignUpResponse {
///     PreSignUpResponse::new().auto_confirm_user().auto_verify_email().auto_verify_phone()
/// }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[must_use]
pub struct PreSignUpResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    auto_confirm_user: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    auto_verify_email: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    auto_verify_phone: Option<bool>,
}

impl PreSignUpResponse {
    /// Everything as usual.
    pub fn new() -> Self {
        Self::default()
    }

    /// Default: no. The person need not confirm that they have signed up.
    pub fn auto_confirm_user(mut self) -> Self {
        self.auto_confirm_user = Some(true);
        self
    }

    /// Default: no. The address of their mail counts as verified; they have to have one.
    pub fn auto_verify_email(mut self) -> Self {
        self.auto_verify_email = Some(true);
        self
    }

    /// Default: no. Their telephone number counts as verified; they have to have one.
    pub fn auto_verify_phone(mut self) -> Self {
        self.auto_verify_phone = Some(true);
        self
    }
}

respond!(PreSignUpResponse);

/// The request of `PostConfirmation`: somebody has signed up, or has reset their password.
///
/// The response is `()` (Amazon Cognito developer guide, "Post confirmation Lambda trigger").
///
/// # Example
/// ```
/// use sls_core::Error;
/// use sls_core::event::cognito::PostConfirmationRequest;
///
/// async fn welcome(request: PostConfirmationRequest) -> Result<(), Error> {
///     let email = request.user_attributes.get("email").ok_or("no address")?;
///     println!("{} letters", email.len());
///     Ok(())
/// }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct PostConfirmationRequest {
    /// The person's attributes, such as `email`.
    pub user_attributes: Attributes,
    /// What else the client has sent.
    pub client_metadata: Attributes,
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json, to_value};

    use super::*;

    #[test]
    fn reads_what_cognito_sends_and_leaves_out() {
        let request: PreSignUpRequest = from_value(json!({
            "userAttributes": {"email": "ada@example.com"}, "validationData": {"k1": "v1"},
            "clientMetadata": null, "somethingNew": 1,
        }))
        .unwrap();
        assert_eq!(request.user_attributes.get("email"), Some("ada@example.com"));
        assert_eq!(request.validation_data.get("k1"), Some("v1"));
        assert!(request.client_metadata.is_empty());
        let request: PostConfirmationRequest = from_value(json!({})).unwrap();
        assert_eq!(request, PostConfirmationRequest::default());
    }

    #[test]
    fn sets_what_the_handler_has_said_and_nothing_else() {
        let response = PreSignUpResponse::new().auto_confirm_user();
        assert_eq!(to_value(response).unwrap(), json!({"autoConfirmUser": true}));
        let response = PreSignUpResponse::new().auto_verify_email().auto_verify_phone();
        let expected = json!({"autoVerifyEmail": true, "autoVerifyPhone": true});
        assert_eq!(to_value(response).unwrap(), expected);
    }
}
