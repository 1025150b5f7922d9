//! What each trigger tells the function, and what it leaves for the function to fill in.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::trigger::{CognitoTrigger, Family};
use super::{CognitoChallenge, CognitoEvent};

impl CognitoEvent {
    /// `request`, for a user with this `sub`.
    pub(super) fn request(&self, sub: &str) -> Value {
        let family = self.trigger.family();
        let mut request = match family {
            Family::PreSignUp => json!({"validationData": or_null(&self.validation_data)}),
            Family::PostConfirmation => json!({}),
            Family::PreAuthentication => json!({"validationData": self.validation_data}),
            Family::PostAuthentication => json!({"newDeviceUsed": false}),
            Family::TokenGeneration => json!({"groupConfiguration": {
                "groupsToOverride": self.groups,
                "iamRolesToOverride": [],
                "preferredRole": null,
            }}),
            Family::CustomMessage => json!({
                "codeParameter": "{####}",
                "linkParameter": "{##Click Here##}",
                "usernameParameter": match self.trigger {
                    CognitoTrigger::CustomMessageAdminCreateUser => Some("{username}"),
                    _ => None,
                },
            }),
            Family::DefineAuthChallenge => json!({"session": self.session()}),
            Family::CreateAuthChallenge => {
                json!({"challengeName": "CUSTOM_CHALLENGE", "session": self.session()})
            }
            Family::VerifyAuthChallenge => json!({
                "privateChallengeParameters": self.private_parameters,
                "challengeAnswer": self.answer,
            }),
            Family::UserMigration => json!({"validationData": or_null(&self.validation_data)}),
        };
        request["userAttributes"] = self.user_attributes(sub);
        if let Some(scopes) = &self.scopes
            && family == Family::TokenGeneration
        {
            request["scopes"] = scopes.as_slice().into();
        }
        if self.trigger == CognitoTrigger::UserMigrationAuthentication {
            request["password"] = self.password.as_str().into();
        }
        if self.tells_whether_found() {
            request["userNotFound"] = self.user_not_found.into();
        }
        if family != Family::PreAuthentication && !self.client_metadata.is_empty() {
            request["clientMetadata"] = json!(self.client_metadata);
        }
        request
    }

    fn user_attributes(&self, sub: &str) -> Value {
        let mut attributes = match self.trigger.family() {
            Family::UserMigration => return Value::Null,
            Family::PreSignUp => json!({"email": "user@example.com"}),
            _ => json!({
                "sub": sub,
                "cognito:user_status": self.trigger.user_status(),
                "email_verified": "true",
                "email": "user@example.com",
            }),
        };
        for (name, value) in &self.attributes {
            attributes[name] = value.as_str().into();
        }
        attributes
    }

    fn session(&self) -> Vec<Value> {
        self.session.iter().map(CognitoChallenge::build).collect()
    }

    fn tells_whether_found(&self) -> bool {
        match self.trigger.family() {
            Family::DefineAuthChallenge
            | Family::CreateAuthChallenge
            | Family::VerifyAuthChallenge => true,
            Family::PreAuthentication => self.user_not_found,
            _ => false,
        }
    }
}

/// `response` before the function has filled it in.
pub(super) fn unfilled_response(family: Family, version_2: bool) -> Value {
    match family {
        Family::PreSignUp => json!({
            "autoConfirmUser": false,
            "autoVerifyEmail": false,
            "autoVerifyPhone": false,
        }),
        Family::PostConfirmation | Family::PreAuthentication | Family::PostAuthentication => {
            json!({})
        }
        Family::TokenGeneration if version_2 => json!({"claimsAndScopeOverrideDetails": null}),
        Family::TokenGeneration => json!({"claimsOverrideDetails": null}),
        Family::CustomMessage => json!({
            "smsMessage": null,
            "emailMessage": null,
            "emailSubject": null,
        }),
        Family::DefineAuthChallenge => json!({
            "challengeName": null,
            "issueTokens": null,
            "failAuthentication": null,
        }),
        Family::CreateAuthChallenge => json!({
            "publicChallengeParameters": null,
            "privateChallengeParameters": null,
            "challengeMetadata": null,
        }),
        Family::VerifyAuthChallenge => json!({"answerCorrect": null}),
        Family::UserMigration => json!({
            "userAttributes": null,
            "forceAliasCreation": null,
            "enableSMSMFA": null,
            "finalUserStatus": null,
            "messageAction": null,
            "desiredDeliveryMediums": null,
        }),
    }
}

/// Some triggers write an empty map as `null`.
fn or_null(map: &BTreeMap<String, String>) -> Value {
    if map.is_empty() { Value::Null } else { json!(map) }
}
