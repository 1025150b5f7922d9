use serde_json::{Value, json};
use sls_core::Failure;
use sls_test::event::AuthorizerEvent;
use sls_test::front_door::{HttpApi, RestApi, WebSocket};

use super::{answered, assert_refused, canned};

fn rest() -> AuthorizerEvent {
    let api = RestApi::new().api_id("abc").route("GET", "/pets/{id}");
    AuthorizerEvent::token("Bearer abc", api.get("/pets/7"))
}

fn http_api() -> AuthorizerEvent {
    AuthorizerEvent::http_api(HttpApi::new().get("/pets/7"))
}

fn policy(effect: &str, resource: &str) -> Value {
    let statement = json!({"Effect": effect, "Action": "execute-api:Invoke", "Resource": resource});
    json!({
        "principalId": "user-7",
        "policyDocument": {"Version": "2012-10-17", "Statement": [statement]},
        "context": {"tenant": "acme", "n": 1},
    })
}

#[tokio::test]
async fn a_policy_lets_a_request_pass_or_not() {
    let answer = answered(rest(), policy("Allow", "arn:aws:execute-api:*:*:abc/prod/GET/*")).await;
    assert!(answer.is_allowed());
    assert_eq!(answer.refused_with(), None);
    assert_eq!(answer.principal_id(), Some("user-7"));
    assert_eq!(answer.context()["tenant"], "acme");
    let arn = |method_and_path| format!("arn:aws:execute-api:eu-west-1:1:abc/{method_and_path}");
    assert!(answer.allows(&arn("prod/GET/orders")));
    assert!(!answer.allows(&arn("prod/POST/pets/7")));

    for answer in [
        answered(rest(), policy("Deny", "*")).await,
        answered(rest(), policy("Allow", "arn:aws:execute-api:*:*:other/*")).await,
    ] {
        assert!(!answer.is_allowed());
        assert_eq!(answer.refused_with(), Some(403));
        answer.assert_ok();
    }
}

#[tokio::test]
async fn a_simple_answer_is_taken_by_an_http_api_alone() {
    for is_authorized in [true, false] {
        let simple = json!({"isAuthorized": is_authorized, "context": {"list": [1]}});
        let answer = answered(http_api(), simple.clone()).await;
        assert_eq!(answer.is_allowed(), is_authorized);
        assert_eq!(answer.refused_with(), (!is_authorized).then_some(403));
        assert_eq!(answer.context()["list"], json!([1]));
        assert_eq!(answer.principal_id(), None);

        let answer = answered(rest(), simple.clone()).await;
        assert_refused(&answer, "no object `policyDocument`");
        assert!(!answer.is_allowed());
        assert_eq!(answer.refused_with(), Some(500));

        let v1 = AuthorizerEvent::http_api(HttpApi::new().payload_v1().get("/pets/7"));
        assert_refused(&answered(v1, simple).await, "no object `policyDocument`");
    }
    assert!(answered(http_api(), policy("Allow", "*")).await.is_allowed());
}

#[tokio::test]
async fn a_failure_is_a_refusal_by_its_message() {
    for (message, status) in [("Unauthorized", 401), ("unauthorized", 500), ("no database", 500)] {
        let cloud = canned::cloud(move |_| Err(Failure::new("Error", message))).await;
        let answer = cloud.ask(rest()).await;
        assert!(!answer.is_allowed() && !answer.allows("*"));
        assert_eq!(answer.refused_with(), Some(status), "{message}");
        assert_eq!(answer.assert_failed().message(), message);
    }
}

#[tokio::test]
async fn what_api_gateway_cannot_read_is_refused() {
    let with = |name: &str, value: Value| {
        let mut answer = policy("Allow", "*");
        answer[name] = value;
        answer
    };
    let websocket = || AuthorizerEvent::websocket(WebSocket::new().connect("/"));
    for (question, answer, why) in [
        (rest(), json!({}), "no object `policyDocument`"),
        (rest(), with("policyDocument", json!({})), "`policyDocument` is no policy"),
        (rest(), policy("allow", "*"), "`policyDocument` is no policy"),
        (rest(), with("principalId", Value::Null), "no text `principalId`"),
        (rest(), with("context", json!({"list": [1]})), "`list` is none"),
        (websocket(), with("context", json!({"map": {}})), "`map` is none"),
        (http_api(), json!({"isAuthorized": "yes"}), "neither true nor false"),
        (http_api(), json!({"isAuthorized": null}), "no object `policyDocument`"),
    ] {
        let answer = answered(question, answer).await;
        assert_refused(&answer, why);
        assert_eq!(answer.refused_with(), Some(500));
    }
    assert!(answered(websocket(), policy("Allow", "*")).await.is_allowed());
}

#[tokio::test]
async fn a_policy_with_a_condition_is_not_judged() {
    use crate::cloud::panics::{assert_contains, panic_text};

    let mut answer = policy("Allow", "*");
    answer["policyDocument"]["Statement"][0]["Condition"] = json!({"Bool": {"a": "true"}});
    let answer = answered(rest(), answer).await;
    answer.assert_ok();
    assert_contains(
        &panic_text(|| answer.is_allowed()),
        &["the policy has a `Condition`, which is not simulated", "the question about arn:aws:"],
    );
}
