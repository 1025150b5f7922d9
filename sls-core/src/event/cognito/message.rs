//! The texts of messages that Cognito sends.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::event::cognito::Attributes;
use crate::event::cognito::answer::respond;
use crate::event::cow::or_default;

/// The request of `CustomMessage`: Cognito is about to send a mail or an SMS.
///
/// The parameters are not the code and the name themselves but what stands for them in a text
/// (Amazon Cognito developer guide, "Custom message Lambda trigger").
///
/// # Example
/// ```
/// use sls_core::event::cognito::{CustomMessageRequest, CustomMessageResponse};
///
/// async fn write(request: CustomMessageRequest) -> CustomMessageResponse {
///     let text = format!("Your code for the tea shop is {}.", request.code_parameter);
///     CustomMessageResponse::new().sms_message(&text).email("Welcome", &text)
/// }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct CustomMessageRequest {
    /// The person's attributes, such as `email`.
    pub user_attributes: Attributes,
    /// What has to stand in the text where the code belongs, `{####}`.
    #[serde(deserialize_with = "or_default")]
    pub code_parameter: String,
    /// What has to stand there for a link in its place, such as `{##Click Here##}`.
    pub link_parameter: Option<String>,
    /// What has to stand there where the name of a new person belongs.
    pub username_parameter: Option<String>,
    /// What the client has sent.
    pub client_metadata: Attributes,
}

/// The response to `CustomMessage`: texts in the place of the configured ones.
///
/// Each text has to contain [`code_parameter`](CustomMessageRequest::code_parameter), or Cognito
/// sends its own.
///
/// # Example
/// ```
/// use sls_core::event::cognito::CustomMessageResponse;
///
/// let response = CustomMessageResponse::new().sms_message("Your code is {####}.");
/// ```
#[derive(Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[must_use]
pub struct CustomMessageResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    sms_message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email_message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email_subject: Option<String>,
}

impl CustomMessageResponse {
    /// Every text as it is configured.
    pub fn new() -> Self {
        Self::default()
    }

    /// Default: as configured. The text of an SMS, of up to 140 characters.
    pub fn sms_message(mut self, text: impl Into<String>) -> Self {
        self.sms_message = Some(text.into());
        self
    }

    /// Default: as configured. The subject and the HTML of a mail.
    pub fn email(mut self, subject: impl Into<String>, message: impl Into<String>) -> Self {
        self.email_subject = Some(subject.into());
        self.email_message = Some(message.into());
        self
    }
}

/// Without the texts, which may be confidential.
impl fmt::Debug for CustomMessageResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CustomMessageResponse")
            .field("has_sms", &self.sms_message.is_some())
            .field("has_email", &self.email_message.is_some())
            .finish_non_exhaustive()
    }
}

respond!(CustomMessageResponse);

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json, to_value};

    use super::*;

    #[test]
    fn reads_what_cognito_sends_and_leaves_out() {
        let request: CustomMessageRequest = from_value(json!({
            "userAttributes": {"email_verified": true}, "codeParameter": "{####}",
            "linkParameter": "{##Click Here##}", "usernameParameter": null,
        }))
        .unwrap();
        assert_eq!(request.user_attributes.get("email_verified"), Some("true"));
        assert_eq!(request.code_parameter, "{####}");
        assert_eq!(request.link_parameter.as_deref(), Some("{##Click Here##}"));
        assert_eq!(request.username_parameter, None);
    }

    #[test]
    fn sets_what_the_handler_has_written_and_nothing_else() {
        let response = CustomMessageResponse::new().sms_message("{####}");
        assert_eq!(to_value(&response).unwrap(), json!({"smsMessage": "{####}"}));
        assert!(!format!("{response:?}").contains('#'));
        let response = CustomMessageResponse::new().email("S", "{####}");
        let expected = json!({"emailSubject": "S", "emailMessage": "{####}"});
        assert_eq!(to_value(response).unwrap(), expected);
    }
}
