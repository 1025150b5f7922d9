//! Golden shapes: Amazon Cognito developer guide, "Customizing user pool workflows with Lambda
//! triggers" and the pages of the single triggers.

use aws_lambda_events::cognito::{
    CognitoEventUserPoolsCreateAuthChallenge, CognitoEventUserPoolsCustomMessage,
    CognitoEventUserPoolsDefineAuthChallenge, CognitoEventUserPoolsMigrateUser,
    CognitoEventUserPoolsPostAuthentication, CognitoEventUserPoolsPostConfirmation,
    CognitoEventUserPoolsPreAuthentication, CognitoEventUserPoolsPreSignup,
    CognitoEventUserPoolsPreTokenGen, CognitoEventUserPoolsPreTokenGenV2,
    CognitoEventUserPoolsVerifyAuthChallenge,
};
use proptest::prelude::*;
use serde_json::{Value, json};
use sls_core::Source;
use sls_core::event::detect;
use sls_test::event::{CognitoChallenge, CognitoEvent, CognitoTrigger, Origin};

use super::form::assert_form;
use super::once::assert_given_out_once;
use super::peer;

use CognitoTrigger as Trigger;

/// An event with the members of all triggers, and its `sub` where it has one.
#[track_caller]
fn check(trigger: Trigger, name: &str, request: &Value, response: &Value) {
    check_event(CognitoEvent::new(trigger), name, "1", request, response);
}

#[track_caller]
fn check_event(event: CognitoEvent, name: &str, version: &str, request: &Value, response: &Value) {
    let event = event.build_in(&Origin::seeded(1));
    let migration = name.starts_with("UserMigration");
    let by_admin = name.ends_with("AdminCreateUser");
    let client_id = if by_admin { "CLIENT_ID_NOT_APPLICABLE" } else { "<hex 26>" };
    assert_form(
        &event,
        &json!({
            "version": version,
            "region": "eu-west-1",
            "userPoolId": "eu-west-1_EXAMPLE01",
            "userName": if migration { "user@example.com" } else { "<uuid>" },
            "callerContext": {
                "awsSdkVersion": "aws-sdk-unknown-unknown",
                "clientId": client_id,
            },
            "triggerSource": name,
            "request": request,
            "response": response,
        }),
    );
    if let Some(sub) = event["request"]["userAttributes"].get("sub") {
        assert_eq!(sub, &event["userName"]);
    }
}

fn user(status: &str) -> Value {
    json!({
        "sub": "<uuid>",
        "cognito:user_status": status,
        "email_verified": "true",
        "email": "user@example.com",
    })
}

#[test]
fn every_trigger_has_its_documented_shape() {
    let confirmed = user("CONFIRMED");

    let request = json!({"userAttributes": {"email": "user@example.com"}, "validationData": null});
    let response =
        json!({"autoConfirmUser": false, "autoVerifyEmail": false, "autoVerifyPhone": false});
    check(Trigger::PreSignUpSignUp, "PreSignUp_SignUp", &request, &response);
    check(Trigger::PreSignUpAdminCreateUser, "PreSignUp_AdminCreateUser", &request, &response);
    check(Trigger::PreSignUpExternalProvider, "PreSignUp_ExternalProvider", &request, &response);

    let request = json!({"userAttributes": confirmed});
    let none = json!({});
    let (sign_up, password) =
        ("PostConfirmation_ConfirmSignUp", "PostConfirmation_ConfirmForgotPassword");
    check(Trigger::PostConfirmationConfirmSignUp, sign_up, &request, &none);
    check(Trigger::PostConfirmationConfirmForgotPassword, password, &request, &none);

    let request = json!({"userAttributes": confirmed, "validationData": {}});
    check(Trigger::PreAuthentication, "PreAuthentication_Authentication", &request, &none);
    let request = json!({"userAttributes": confirmed, "newDeviceUsed": false});
    check(Trigger::PostAuthentication, "PostAuthentication_Authentication", &request, &none);

    let groups = json!({"groupsToOverride": [], "iamRolesToOverride": [], "preferredRole": null});
    let request = json!({"userAttributes": confirmed, "groupConfiguration": groups});
    let response = json!({"claimsOverrideDetails": null});
    for (trigger, name) in [
        (Trigger::TokenGenerationHostedAuth, "TokenGeneration_HostedAuth"),
        (Trigger::TokenGenerationAuthentication, "TokenGeneration_Authentication"),
        (Trigger::TokenGenerationNewPasswordChallenge, "TokenGeneration_NewPasswordChallenge"),
        (Trigger::TokenGenerationAuthenticateDevice, "TokenGeneration_AuthenticateDevice"),
        (Trigger::TokenGenerationRefreshTokens, "TokenGeneration_RefreshTokens"),
    ] {
        check(trigger, name, &request, &response);
    }

    let response = json!({"smsMessage": null, "emailMessage": null, "emailSubject": null});
    for (trigger, name, status, user_name) in [
        (Trigger::CustomMessageSignUp, "SignUp", "UNCONFIRMED", Value::Null),
        (
            Trigger::CustomMessageAdminCreateUser,
            "AdminCreateUser",
            "FORCE_CHANGE_PASSWORD",
            json!("{username}"),
        ),
        (Trigger::CustomMessageResendCode, "ResendCode", "UNCONFIRMED", Value::Null),
        (Trigger::CustomMessageForgotPassword, "ForgotPassword", "CONFIRMED", Value::Null),
        (
            Trigger::CustomMessageUpdateUserAttribute,
            "UpdateUserAttribute",
            "CONFIRMED",
            Value::Null,
        ),
        (
            Trigger::CustomMessageVerifyUserAttribute,
            "VerifyUserAttribute",
            "CONFIRMED",
            Value::Null,
        ),
        (Trigger::CustomMessageAuthentication, "Authentication", "CONFIRMED", Value::Null),
    ] {
        let request = json!({
            "userAttributes": user(status),
            "codeParameter": "{####}",
            "linkParameter": "{##Click Here##}",
            "usernameParameter": user_name,
        });
        check(trigger, &format!("CustomMessage_{name}"), &request, &response);
    }

    let request = json!({"userAttributes": confirmed, "session": [], "userNotFound": false});
    let response = json!({"challengeName": null, "issueTokens": null, "failAuthentication": null});
    check(Trigger::DefineAuthChallenge, "DefineAuthChallenge_Authentication", &request, &response);
    let request = json!({
        "userAttributes": confirmed,
        "challengeName": "CUSTOM_CHALLENGE",
        "session": [],
        "userNotFound": false,
    });
    let response = json!({
        "publicChallengeParameters": null,
        "privateChallengeParameters": null,
        "challengeMetadata": null,
    });
    check(Trigger::CreateAuthChallenge, "CreateAuthChallenge_Authentication", &request, &response);
    let request = json!({
        "userAttributes": confirmed,
        "privateChallengeParameters": {},
        "challengeAnswer": "answer",
        "userNotFound": false,
    });
    let name = "VerifyAuthChallengeResponse_Authentication";
    let response = json!({"answerCorrect": null});
    check(Trigger::VerifyAuthChallengeResponse, name, &request, &response);

    let mut request = json!({"userAttributes": null, "validationData": null});
    let response = json!({
        "userAttributes": null,
        "forceAliasCreation": null,
        "enableSMSMFA": null,
        "finalUserStatus": null,
        "messageAction": null,
        "desiredDeliveryMediums": null,
    });
    let (sign_in, password) = ("UserMigration_Authentication", "UserMigration_ForgotPassword");
    check(Trigger::UserMigrationForgotPassword, password, &request, &response);
    request["password"] = "correct horse battery staple".into();
    check(Trigger::UserMigrationAuthentication, sign_in, &request, &response);
}

#[test]
fn scopes_make_a_token_event_of_version_2() {
    let event = CognitoEvent::new(Trigger::TokenGenerationHostedAuth)
        .group("admins")
        .scopes(["openid", "email"]);
    check_event(
        event,
        "TokenGeneration_HostedAuth",
        "2",
        &json!({
            "userAttributes": user("CONFIRMED"),
            "groupConfiguration": {
                "groupsToOverride": ["admins"], "iamRolesToOverride": [], "preferredRole": null,
            },
            "scopes": ["openid", "email"],
        }),
        &json!({"claimsAndScopeOverrideDetails": null}),
    );
}

#[test]
fn settings_that_a_trigger_has_no_place_for_change_nothing() {
    let given = |trigger| {
        CognitoEvent::new(trigger)
            .validation_data("v", "1")
            .client_metadata("m", "1")
            .scopes(["s"])
            .group("g")
            .challenge(CognitoChallenge::passed("SRP_A"))
            .challenge_answer("a")
            .private_challenge_parameter("p", "1")
            .password("pw")
            .user_not_found()
            .build()
    };
    for trigger in Trigger::ALL {
        let (plain, given) = (CognitoEvent::new(trigger).build(), given(trigger));
        let allowed: &[&str] = match trigger.as_str().split('_').next().unwrap() {
            "PreSignUp" => &["validationData", "clientMetadata"],
            "PreAuthentication" => &["validationData", "userNotFound"],
            "PostConfirmation" | "PostAuthentication" | "CustomMessage" => &["clientMetadata"],
            "TokenGeneration" => &["clientMetadata", "scopes", "groupConfiguration"],
            "DefineAuthChallenge" | "CreateAuthChallenge" => {
                &["clientMetadata", "session", "userNotFound"]
            }
            "VerifyAuthChallengeResponse" => {
                &["clientMetadata", "privateChallengeParameters", "challengeAnswer", "userNotFound"]
            }
            _ if trigger == Trigger::UserMigrationAuthentication => {
                &["validationData", "clientMetadata", "password"]
            }
            _ => &["validationData", "clientMetadata"],
        };
        let (plain, given) = (&plain["request"], given["request"].as_object().unwrap());
        let changed = given.iter().filter(|(name, value)| {
            *name != "userAttributes" && plain.get(name.as_str()) != Some(*value)
        });
        let mut changed: Vec<_> = changed.map(|(name, _)| name.as_str()).collect();
        let mut allowed = allowed.to_vec();
        changed.sort_unstable();
        allowed.sort_unstable();
        assert_eq!(changed, allowed, "{trigger}");
    }
}

#[test]
fn pool_client_and_user_are_as_given() {
    let event = CognitoEvent::new(Trigger::PostConfirmationConfirmSignUp)
        .user_pool("us-east-1_abc")
        .client_id("client")
        .user_name("ada")
        .user_attribute("email", "ada@example.com")
        .user_attribute("custom:team", "7")
        .build();
    assert_eq!(event["userPoolId"], "us-east-1_abc");
    assert_eq!(event["callerContext"]["clientId"], "client");
    assert_eq!(event["userName"], "ada");
    assert_eq!(event["request"]["userAttributes"]["email"], "ada@example.com");
    assert_eq!(event["request"]["userAttributes"]["custom:team"], "7");
}

#[test]
fn a_session_is_in_the_order_of_its_challenges() {
    let event = CognitoEvent::new(Trigger::CreateAuthChallenge)
        .challenge(CognitoChallenge::passed("SRP_A"))
        .challenge(CognitoChallenge::failed("CUSTOM_CHALLENGE").metadata("CAPTCHA"))
        .build();
    assert_eq!(
        event["request"]["session"],
        json!([
            {"challengeName": "SRP_A", "challengeResult": true, "challengeMetadata": null},
            {
                "challengeName": "CUSTOM_CHALLENGE",
                "challengeResult": false,
                "challengeMetadata": "CAPTCHA",
            },
        ])
    );
}

#[test]
fn every_trigger_is_recognised_and_named_once() {
    let names: std::collections::HashSet<_> = Trigger::ALL.map(Trigger::as_str).into();
    assert_eq!(names.len(), Trigger::ALL.len());
    for trigger in Trigger::ALL {
        let event = CognitoEvent::new(trigger).to_bytes();
        assert_eq!(detect(&event).unwrap(), Source::Cognito, "{trigger}");
    }
}

#[test]
fn the_peer_reads_every_trigger() {
    for trigger in Trigger::ALL {
        let event = CognitoEvent::new(trigger).build();
        match trigger.as_str().split('_').next().unwrap() {
            "PreSignUp" => {
                let event = peer::parse::<CognitoEventUserPoolsPreSignup>(&event);
                assert_eq!(event.request.user_attributes["email"], "user@example.com");
            }
            "PostConfirmation" => {
                drop(peer::parse::<CognitoEventUserPoolsPostConfirmation>(&event));
            }
            "PreAuthentication" => {
                drop(peer::parse::<CognitoEventUserPoolsPreAuthentication>(&event));
            }
            "PostAuthentication" => {
                let event = peer::parse::<CognitoEventUserPoolsPostAuthentication>(&event);
                assert!(!event.request.new_device_used);
            }
            "TokenGeneration" => {
                let event = peer::parse::<CognitoEventUserPoolsPreTokenGen>(&event);
                assert!(event.response.claims_override_details.is_none());
                let event = CognitoEvent::new(trigger).scopes(["openid"]).build();
                let event = peer::parse::<CognitoEventUserPoolsPreTokenGenV2>(&event);
                assert_eq!(event.request.scopes, ["openid"]);
            }
            "CustomMessage" => {
                let event = peer::parse::<CognitoEventUserPoolsCustomMessage>(&event);
                assert_eq!(event.request.code_parameter.as_deref(), Some("{####}"));
            }
            "DefineAuthChallenge" => {
                let event = peer::parse::<CognitoEventUserPoolsDefineAuthChallenge>(&event);
                assert!(!event.response.issue_tokens);
            }
            "CreateAuthChallenge" => {
                let event = peer::parse::<CognitoEventUserPoolsCreateAuthChallenge>(&event);
                assert_eq!(event.request.challenge_name.as_deref(), Some("CUSTOM_CHALLENGE"));
            }
            "VerifyAuthChallengeResponse" => {
                let event = peer::parse::<CognitoEventUserPoolsVerifyAuthChallenge>(&event);
                assert_eq!(event.request.challenge_answer, Some(json!("answer")));
            }
            _ => {
                let event = peer::parse::<CognitoEventUserPoolsMigrateUser>(&event);
                let header = event.cognito_event_user_pools_header;
                assert_eq!(header.user_name.as_deref(), Some("user@example.com"));
            }
        }
    }
}

proptest! {
    #[test]
    fn attributes_and_metadata_come_out_as_they_went_in(
        attributes in proptest::collection::btree_map(any::<String>(), any::<String>(), 0..4),
        metadata in proptest::collection::btree_map(any::<String>(), any::<String>(), 1..4),
    ) {
        let mut event = CognitoEvent::new(Trigger::PreSignUpSignUp);
        for (name, value) in &attributes {
            event = event.user_attribute(name.as_str(), value.as_str());
        }
        for (name, value) in &metadata {
            event = event.client_metadata(name.as_str(), value.as_str());
        }
        let event: Value = serde_json::from_slice(&event.to_bytes()).unwrap();
        let found = &event["request"]["userAttributes"];
        for (name, value) in &attributes {
            prop_assert_eq!(found[name].as_str(), Some(value.as_str()));
        }
        prop_assert_eq!(&event["request"]["clientMetadata"], &json!(metadata));
    }

    #[test]
    fn no_two_users_share_an_identifier(seed in any::<u64>(), rounds in 1_usize..20) {
        let events = [Trigger::PostAuthentication, Trigger::CreateAuthChallenge]
            .map(CognitoEvent::new);
        let places: &[&str] = &["/request/userAttributes/sub"];
        assert_given_out_once(&events.each_ref().map(|event| (event as _, places)), seed, rounds);
    }
}
