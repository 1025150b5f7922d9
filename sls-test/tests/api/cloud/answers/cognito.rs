use serde_json::{Value, json};
use sls_test::event::{CognitoEvent, CognitoTrigger};

use super::{answered, answering, assert_refused};

#[tokio::test]
async fn a_trigger_returns_its_event_with_the_response_filled_in() {
    let cloud = answering(|mut event| {
        event["response"]["autoConfirmUser"] = true.into();
        event
    })
    .await;
    let answer = cloud.ask(CognitoEvent::new(CognitoTrigger::PreSignUpSignUp)).await;
    assert_eq!(answer.response()["autoConfirmUser"], true);
    assert_eq!(answer.response()["autoVerifyEmail"], false);
    assert_eq!(answer.json()["triggerSource"], "PreSignUp_SignUp");
}

#[tokio::test]
async fn every_trigger_takes_its_event_back() {
    let cloud = answering(|event| event).await;
    for trigger in CognitoTrigger::ALL {
        cloud.ask(CognitoEvent::new(trigger)).await.assert_ok();
    }
}

#[tokio::test]
async fn an_answer_that_is_not_the_event_is_refused() {
    let signs_up = || CognitoEvent::new(CognitoTrigger::PreSignUpSignUp).user_name("ada");
    let answer = answered(signs_up(), json!({"autoConfirmUser": true})).await;
    assert_refused(&answer, "no object `response`");
    assert_refused(&answered(signs_up(), json!({"response": {}})).await, "not the `");

    let change: fn(Value) -> Value = |mut event| {
        event["userName"] = "bob".into();
        event
    };
    let answer = answering(change).await.ask(signs_up()).await;
    assert_refused(&answer, "the answer has not the `userName` of the event");
}
