//! Taking over people from another directory when they first sign in.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::event::cognito::Attributes;
use crate::event::cognito::answer::respond;

/// The request of `UserMigration`: somebody whom the user pool does not know wants to sign in.
///
/// Their name is in the [`Event`](crate::event::cognito::Event). A handler that fails says that
/// nobody else knows them either
/// (Amazon Cognito developer guide, "Migrate user Lambda trigger").
///
/// # Example
/// ```
/// use sls_core::event::cognito::{
///     Event, FinalUserStatus, UserMigrationRequest, UserMigrationResponse,
/// };
///
/// async fn migrate(
///     event: Event<UserMigrationRequest>,
/// ) -> Result<UserMigrationResponse, String> {
///     if event.user_name() != "ada" || event.request().password.as_deref() != Some("engine") {
///         return Err("bad name or password".to_owned());
///     }
///     Ok(UserMigrationResponse::new()
///         .attribute("email", "ada@example.com")
///         .attribute("email_verified", "true")
///         .final_user_status(FinalUserStatus::Confirmed)
///         .suppress_message())
/// }
/// ```
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct UserMigrationRequest {
    /// What the person has entered; nothing if they have forgotten it.
    pub password: Option<String>,
    /// What the client has sent for checks.
    pub validation_data: Attributes,
    /// What else the client has sent.
    pub client_metadata: Attributes,
}

/// Without the password.
impl fmt::Debug for UserMigrationRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UserMigrationRequest")
            .field("validation_data", &self.validation_data)
            .field("client_metadata", &self.client_metadata)
            .finish_non_exhaustive()
    }
}

/// The response to `UserMigration`: the person as the user pool shall know them.
///
/// # Example
/// ```
/// use sls_core::event::cognito::UserMigrationResponse;
///
/// let response = UserMigrationResponse::new().attribute("email", "ada@example.com");
/// ```
#[derive(Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[must_use]
pub struct UserMigrationResponse {
    user_attributes: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    final_user_status: Option<FinalUserStatus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_action: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    desired_delivery_mediums: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    force_alias_creation: Option<bool>,
}

/// What somebody who was taken over has to do next.
///
/// # Example
/// ```
/// use sls_core::event::cognito::{FinalUserStatus, UserMigrationResponse};
///
/// let response = UserMigrationResponse::new()
///     .attribute("email", "ada@example.com")
///     .final_user_status(FinalUserStatus::Confirmed);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
pub enum FinalUserStatus {
    /// Nothing: the password that they have entered becomes theirs.
    Confirmed,
    /// Choose a new password.
    ResetRequired,
}

impl UserMigrationResponse {
    /// Somebody without attributes, which no user pool takes.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets one of the person's attributes, of which the user pool may require some.
    pub fn attribute(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.user_attributes.insert(name.into(), value.into());
        self
    }

    /// Default: they have to choose a new password. What they have to do next.
    pub fn final_user_status(mut self, status: FinalUserStatus) -> Self {
        self.final_user_status = Some(status);
        self
    }

    /// Default: Cognito welcomes them. Sends no message.
    pub fn suppress_message(mut self) -> Self {
        self.message_action = Some("SUPPRESS");
        self
    }

    /// Default: `SMS`. How the welcome is sent: `EMAIL`, `SMS`, or both.
    pub fn desired_delivery_mediums(
        mut self,
        mediums: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        self.desired_delivery_mediums = mediums.into_iter().map(Into::into).collect();
        self
    }

    /// Default: no. Takes the address or number over from somebody who has the same as an alias.
    pub fn force_alias_creation(mut self) -> Self {
        self.force_alias_creation = Some(true);
        self
    }
}

/// Without the attributes, which are personal.
impl fmt::Debug for UserMigrationResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UserMigrationResponse")
            .field("final_user_status", &self.final_user_status)
            .field("message_action", &self.message_action)
            .finish_non_exhaustive()
    }
}

respond!(UserMigrationResponse);

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json, to_value};

    use super::*;

    #[test]
    fn reads_the_password_and_does_not_show_it() {
        let request: UserMigrationRequest =
            from_value(json!({"password": "engine", "validationData": {"k": "v"}})).unwrap();
        assert_eq!(request.password.as_deref(), Some("engine"));
        assert_eq!(request.validation_data.get("k"), Some("v"));
        assert!(!format!("{request:?}").contains("engine"));
        assert_eq!(from_value::<UserMigrationRequest>(json!({})).unwrap().password, None);
    }

    #[test]
    fn has_the_form_that_cognito_documents() {
        let response = UserMigrationResponse::new()
            .attribute("email", "ada@example.com")
            .final_user_status(FinalUserStatus::ResetRequired)
            .suppress_message()
            .desired_delivery_mediums(["EMAIL"])
            .force_alias_creation();
        let expected = json!({
            "userAttributes": {"email": "ada@example.com"}, "finalUserStatus": "RESET_REQUIRED",
            "messageAction": "SUPPRESS", "desiredDeliveryMediums": ["EMAIL"],
            "forceAliasCreation": true,
        });
        assert_eq!(to_value(&response).unwrap(), expected);
        assert!(!format!("{response:?}").contains("ada"));
        let least = to_value(UserMigrationResponse::new()).unwrap();
        assert_eq!(least, json!({"userAttributes": {}}));
    }
}
