//! People sign up, sign in and receive tokens.

use proptest::prelude::*;
use serde_json::{Value, json};
use sls_core::event::cognito::{
    Answer, CustomMessageRequest, CustomMessageResponse, DefineAuthChallengeRequest,
    DefineAuthChallengeResponse, Event, PostConfirmationRequest, PreSignUpRequest,
    PreSignUpResponse, TokenChanges, TokenGenerationRequest, TokenGenerationV2Response, Trigger,
};
use sls_core::{Error, Handler, Json};

use super::wait;
use crate::support::cloud;

const POOL: &str = "eu-west-1_AbCdEfGhI";

fn event(trigger_source: &str, request: &Value, response: &Value) -> Value {
    json!({
        "version": "1", "region": "eu-west-1", "userPoolId": POOL, "userName": "ada",
        "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "client-1"},
        "triggerSource": trigger_source, "request": request, "response": response,
    })
}

#[tokio::test]
async fn the_event_goes_back_with_its_response_filled() {
    async fn sign_up(request: PreSignUpRequest) -> Result<PreSignUpResponse, String> {
        match request.user_attributes.get("email") {
            Some(email) if email.ends_with("@example.com") => {
                Ok(PreSignUpResponse::new().auto_confirm_user().auto_verify_email())
            }
            _ => Err("this is for the staff".to_owned()),
        }
    }

    let cloud = cloud([Handler::new("sign_up").on(Trigger::new("PreSignUp"), sign_up)]).await;
    let sent = |email: &str| {
        let response = json!({"autoConfirmUser": false, "autoVerifyPhone": false});
        event("PreSignUp_SignUp", &json!({"userAttributes": {"email": email}}), &response)
    };
    let mut expected = sent("ada@example.com");
    expected["response"] =
        json!({"autoConfirmUser": true, "autoVerifyPhone": false, "autoVerifyEmail": true});
    assert_eq!(cloud.invoke(&sent("ada@example.com")).await.json::<Value>(), expected);

    let reply = cloud.invoke(&sent("bob@example.org")).await;
    assert_eq!(reply.assert_failed().message(), "this is for the staff");
}

#[tokio::test]
async fn a_handler_without_an_answer_returns_the_event_as_it_came() {
    async fn welcome(event: Event<PostConfirmationRequest>) -> Result<(), Error> {
        assert_eq!((event.user_name(), event.user_pool_id()), ("ada", POOL));
        Ok(())
    }
    async fn nothing() {}

    let handlers = [
        Handler::new("welcome").on(Trigger::new("PostConfirmation"), welcome),
        Handler::new("nothing").on(Trigger::new("PostAuthentication"), nothing),
    ];
    let cloud = cloud(handlers).await;
    for trigger in ["PostConfirmation_ConfirmSignUp", "PostAuthentication_Authentication"] {
        let payload = event(trigger, &json!({}), &json!({})).to_string().replace(':', " : ");
        let reply = cloud.invoke_raw(payload.clone()).await;
        assert_eq!(reply.bytes(), payload.as_bytes());
    }
}

#[tokio::test]
async fn every_kind_of_answer_is_merged() {
    async fn json() -> Json<Value> {
        Json(json!({"emailSubject": "S"}))
    }
    async fn fallible_json() -> Result<Json<Value>, Error> {
        Ok(Json(json!({"emailSubject": "S"})))
    }
    async fn answer() -> Result<Answer, Error> {
        Answer::new(&json!({"emailSubject": "S"}))
    }
    async fn typed(request: CustomMessageRequest) -> CustomMessageResponse {
        CustomMessageResponse::new().email("S", request.code_parameter)
    }

    let message = || Trigger::new("CustomMessage");
    for handler in [
        Handler::new("json").on(message(), json),
        Handler::new("fallible_json").on(message(), fallible_json),
        Handler::new("answer").on(message(), answer),
        Handler::new("typed").on(message(), typed),
    ] {
        let name = format!("{handler:?}");
        let cloud = cloud([handler]).await;
        let request = json!({"codeParameter": "{####}", "userAttributes": {}});
        let response = json!({"smsMessage": null, "emailSubject": null});
        let reply = cloud.invoke(&event("CustomMessage_SignUp", &request, &response)).await;
        let reply = reply.json::<Value>();
        assert_eq!(reply["response"]["emailSubject"], "S", "{name}");
        assert_eq!(reply["response"]["smsMessage"], Value::Null, "{name}");
        assert_eq!(reply["request"], request, "{name}");
    }
}

#[tokio::test]
async fn an_answer_that_is_no_object_fails() {
    async fn odd() -> Json<u32> {
        Json(7)
    }

    let cloud = cloud([Handler::new("odd").on(Trigger::new("PreSignUp"), odd)]).await;
    let reply = cloud.invoke(&event("PreSignUp_SignUp", &json!({}), &json!({}))).await;
    let failure = reply.assert_failed();
    assert_eq!(failure.error_type(), "Sls.ReplyEncode");
    assert_eq!(
        failure.message(),
        "the trigger's response cannot be sent, since it is no JSON object"
    );
}

#[tokio::test]
async fn the_most_specific_handler_answers() {
    macro_rules! named {
        ($($name:ident)*) => {$(
            async fn $name() -> Json<Value> {
                Json(json!({"by": stringify!($name)}))
            }
        )*};
    }
    named!(all admin pool pool_admin);

    let sign_up = || Trigger::new("PreSignUp");
    let by_admin = || Trigger::new("PreSignUp_AdminCreateUser");
    let handlers = [
        Handler::new("pool_admin").on(by_admin().user_pool(POOL), pool_admin),
        Handler::new("all").on(sign_up(), all),
        Handler::new("pool").on(sign_up().user_pool(POOL), pool),
        Handler::new("admin").on(by_admin(), admin),
    ];
    let cloud = cloud(handlers).await;
    for (trigger, user_pool, expected) in [
        ("PreSignUp_AdminCreateUser", POOL, "pool_admin"),
        ("PreSignUp_SignUp", POOL, "pool"),
        ("PreSignUp_AdminCreateUser", "eu-west-1_Other", "admin"),
        ("PreSignUp_ExternalProvider", "eu-west-1_Other", "all"),
    ] {
        let mut event = event(trigger, &json!({}), &json!({}));
        event["userPoolId"] = user_pool.into();
        assert_eq!(cloud.invoke(&event).await.json::<Value>()["response"]["by"], expected);
    }
    let reply = cloud.invoke(&event("UserMigration_Authentication", &json!({}), &json!({}))).await;
    assert_eq!(reply.assert_failed().error_type(), "Sls.UnroutedEvent");
}

#[tokio::test]
async fn challenges_and_tokens_have_their_own_types() {
    async fn next(request: DefineAuthChallengeRequest) -> DefineAuthChallengeResponse {
        match &*request.session {
            [] => DefineAuthChallengeResponse::challenge("CUSTOM_CHALLENGE"),
            [only] if only.challenge_result => DefineAuthChallengeResponse::issue_tokens(),
            _ => DefineAuthChallengeResponse::fail_authentication(),
        }
    }
    async fn claims(request: TokenGenerationRequest) -> TokenGenerationV2Response {
        let changes = TokenChanges::new().claim("scopes", request.scopes.len());
        TokenGenerationV2Response::new().access_token(changes.add_scope("orders:read"))
    }

    let handlers = [
        Handler::new("next").on(Trigger::new("DefineAuthChallenge"), next),
        Handler::new("claims").on(Trigger::new("TokenGeneration"), claims),
    ];
    let cloud = cloud(handlers).await;
    let challenge = |result: bool| json!({"challengeName": "C", "challengeResult": result});
    for (session, member, expected) in [
        (json!([]), "challengeName", json!("CUSTOM_CHALLENGE")),
        (json!([challenge(true)]), "issueTokens", json!(true)),
        (json!([challenge(false)]), "failAuthentication", json!(true)),
    ] {
        let request = json!({"session": session});
        let event = event("DefineAuthChallenge_Authentication", &request, &json!({}));
        let reply = cloud.invoke(&event).await.json::<Value>();
        assert_eq!(reply["response"][member], expected);
    }
    let request = json!({"scopes": ["a", "b"]});
    let event = event("TokenGeneration_HostedAuth", &request, &json!({}));
    let reply = cloud.invoke(&event).await.json::<Value>();
    let details = &reply["response"]["claimsAndScopeOverrideDetails"]["accessTokenGeneration"];
    assert_eq!(details["claimsToAddOrOverride"]["scopes"], 2);
    assert_eq!(details["scopesToAdd"], json!(["orders:read"]));
}

#[tokio::test]
async fn a_change_in_an_identity_pool_is_a_trigger_too() {
    async fn sync() {}

    let cloud = cloud([Handler::new("sync").on(Trigger::new("SyncTrigger"), sync)]).await;
    let event = json!({"version": 2, "eventType": "SyncTrigger", "region": "eu-west-1",
        "identityPoolId": "pool", "identityId": "id", "datasetName": "name", "datasetRecords": {}});
    assert_eq!(cloud.invoke(&event).await.json::<Value>(), event);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn whatever_an_event_has_beside_its_response_stays(
        attributes in proptest::collection::btree_map("\\PC{0,8}", "\\PC{0,8}", 0..4),
        extra in "\\PC{0,8}",
    ) {
        async fn confirm() -> PreSignUpResponse {
            PreSignUpResponse::new().auto_confirm_user()
        }

        let mut event = event("PreSignUp_SignUp", &json!({"userAttributes": attributes}), &json!({}));
        event["somethingNew"] = json!({ "x": extra });
        let reply = wait(async {
            let cloud = cloud([Handler::new("confirm").on(Trigger::new("PreSignUp"), confirm)]).await;
            cloud.invoke(&event).await.json::<Value>()
        });
        event["response"]["autoConfirmUser"] = true.into();
        prop_assert_eq!(reply, event);
    }
}
