//! API Gateway asks who may pass.

use serde_json::{Value, json};
use sls_core::event::authorizer::{Authorization, Authorizer, Policy, Request, Unauthorized};
use sls_core::http::Method;
use sls_core::{Error, Handler, Json};

use crate::support::cloud;

const API: &str = "arn:aws:execute-api:eu-west-1:111122223333:abc123/prod";

fn token(token: &str) -> Value {
    let arn = format!("{API}/GET/pets/7");
    json!({"type": "TOKEN", "authorizationToken": token, "methodArn": arn})
}

/// The payload formats of HTTP APIs; without a version that of REST APIs.
fn request(version: Option<&str>, headers: &Value) -> Value {
    let arn = format!("{API}/GET/pets/7");
    match version {
        Some("2.0") => json!({
            "version": "2.0", "type": "REQUEST", "routeArn": arn, "identitySource": ["x"],
            "routeKey": "GET /pets/{id}", "rawPath": "/prod/pets/7", "rawQueryString": "",
            "headers": headers, "requestContext": {"apiId": "abc123", "http": {"method": "GET"}},
        }),
        version => {
            let mut event = json!({
                "type": "REQUEST", "methodArn": arn, "resource": "/pets/{id}", "path": "/pets/7",
                "httpMethod": "GET", "headers": headers, "requestContext": {"apiId": "abc123"},
            });
            if let Some(version) = version {
                event["version"] = version.into();
            }
            event
        }
    }
}

#[tokio::test]
async fn a_policy_speaks_of_more_than_the_request() {
    async fn check(request: Request) -> Result<Policy, Unauthorized> {
        let resource = || request.resource();
        match request.bearer_token() {
            Some("reader") => {
                Ok(Policy::allow("reader", resource().with_method(&Method::GET).with_path("/*"))
                    .context("level", 1))
            }
            Some("admin") => Ok(Policy::allow("admin", resource().whole_stage())
                .and_deny(resource().with_method(&Method::DELETE).with_path("/log/*"))
                .usage_identifier_key("key-1")),
            Some(_) => Ok(Policy::deny("nobody", resource().whole_stage())),
            None => Err(Unauthorized),
        }
    }

    let cloud = cloud([Handler::new("check").on(Authorizer::new("abc123"), check)]).await;
    let statement = |effect: &str, resource: &str| {
        json!({"Action": "execute-api:Invoke", "Effect": effect,
            "Resource": format!("{API}/{resource}")})
    };
    let document = |statements: &[Value]| json!({"Version": "2012-10-17", "Statement": statements});
    for (name, expected) in [
        (
            "reader",
            json!({"principalId": "reader", "context": {"level": 1},
            "policyDocument": document(&[statement("Allow", "GET/*")])}),
        ),
        (
            "admin",
            json!({"principalId": "admin", "usageIdentifierKey": "key-1",
            "policyDocument": document(&[
                statement("Allow", "*"), statement("Deny", "DELETE/log/*")])}),
        ),
        (
            "other",
            json!({"principalId": "nobody",
            "policyDocument": document(&[statement("Deny", "*")])}),
        ),
    ] {
        let reply = cloud.invoke(&token(&format!("Bearer {name}"))).await;
        assert_eq!(reply.json::<Value>(), expected);
    }
    let reply = cloud.invoke(&token("Basic x")).await;
    assert_eq!(reply.assert_failed().message(), "Unauthorized");
}

#[tokio::test]
async fn a_simple_answer_takes_the_form_that_the_api_understands() {
    async fn check(request: Request) -> Result<Authorization, Error> {
        let user = request.header("X-User");
        Authorization::simple(user == Some("ada")).context(&json!({"roles": ["a"], "user": user}))
    }

    let cloud = cloud([Handler::new("check").on(Authorizer::any(), check)]).await;
    for (user, is_authorized, effect) in [("ada", true, "Allow"), ("bob", false, "Deny")] {
        let headers = json!({"x-user": user});
        let reply = cloud.invoke(&request(Some("2.0"), &headers)).await.json::<Value>();
        let context = json!({"roles": ["a"], "user": user});
        assert_eq!(reply, json!({"isAuthorized": is_authorized, "context": context}));

        for version in [None, Some("1.0")] {
            let reply = cloud.invoke(&request(version, &headers)).await.json::<Value>();
            let statement = json!({"Action": "execute-api:Invoke", "Effect": effect,
                "Resource": format!("{API}/GET/pets/7")});
            let expected = json!({
                "principalId": "user",
                "policyDocument": {"Version": "2012-10-17", "Statement": [statement]},
                "context": {"roles": "[\"a\"]", "user": user},
            });
            assert_eq!(reply, expected);
        }
    }
}

#[tokio::test]
async fn a_wildcard_in_the_requested_path_allows_nothing_else() {
    async fn check(request: Request) -> Policy {
        Policy::allow("user-7", request.resource())
    }

    let cloud = cloud([Handler::new("check").on(Authorizer::any(), check)]).await;
    let mut event = token("x");
    event["methodArn"] = format!("{API}/GET/pets/*").into();
    let reply = cloud.invoke(&event).await.json::<Value>();
    let resource = reply["policyDocument"]["Statement"][0]["Resource"].as_str().unwrap();
    assert_eq!(resource, format!("{API}/GET/pets/${{*}}"));
}

#[tokio::test]
async fn an_authorizer_of_a_web_socket_api_is_asked_on_connect() {
    async fn check(request: Request, Json(event): Json<Value>) -> Result<Policy, Unauthorized> {
        assert_eq!(request.method(), "$connect");
        assert_eq!(event["requestContext"]["connectionId"], "conn-1");
        let size = request.query("size").ok_or(Unauthorized)?.parse().unwrap_or(0);
        Ok(Policy::allow("user-7", request.resource()).context("filler", "x".repeat(size)))
    }

    let cloud = cloud([Handler::new("check").on(Authorizer::any(), check)]).await;
    let connect = |size: &str| {
        let context = json!({"connectionId": "conn-1", "eventType": "CONNECT", "apiId": "ws1",
            "routeKey": "$connect"});
        json!({"type": "REQUEST", "headers": {"Host": "ws1"}, "requestContext": context,
            "methodArn": "arn:aws:execute-api:eu-west-1:111122223333:ws1/prod/$connect",
            "queryStringParameters": {"size": size}})
    };
    let reply = cloud.invoke(&connect("10")).await.json::<Value>();
    let resource = &reply["policyDocument"]["Statement"][0]["Resource"];
    assert_eq!(*resource, "arn:aws:execute-api:eu-west-1:111122223333:ws1/prod/$connect");
    let reply = cloud.invoke(&connect("9000")).await;
    assert_eq!(reply.assert_failed().error_type(), "Sls.ReplyTooLarge");
}

#[tokio::test]
async fn the_most_specific_authorizer_answers() {
    macro_rules! named {
        ($($name:ident)*) => {$(
            async fn $name(request: Request) -> Policy {
                Policy::allow(stringify!($name), request.resource())
            }
        )*};
    }
    named!(anything tokens mine my_tokens);

    let handlers = [
        Handler::new("anything").on(Authorizer::any(), anything),
        Handler::new("tokens").on(Authorizer::any().kind("TOKEN"), tokens),
        Handler::new("mine").on(Authorizer::new("abc123"), mine),
        Handler::new("my_tokens").on(Authorizer::new("abc123").kind("TOKEN"), my_tokens),
    ];
    let cloud = cloud(handlers).await;
    let elsewhere = |mut event: Value| {
        event["methodArn"] = event["methodArn"].as_str().unwrap().replace("abc123", "xyz").into();
        event
    };
    for (event, expected) in [
        (token("x"), "my_tokens"),
        (request(None, &json!({})), "mine"),
        (elsewhere(token("x")), "tokens"),
        (elsewhere(request(None, &json!({}))), "anything"),
    ] {
        assert_eq!(cloud.invoke(&event).await.json::<Value>()["principalId"], expected);
    }
}

#[tokio::test]
async fn an_api_that_nobody_serves_is_named() {
    async fn check() -> Authorization {
        Authorization::simple(true)
    }

    let cloud = cloud([Handler::new("check").on(Authorizer::new("xyz"), check)]).await;
    let reply = cloud.invoke(&token("x")).await;
    let failure = reply.assert_failed();
    assert_eq!(failure.error_type(), "Sls.UnroutedEvent");
    assert!(failure.message().ends_with("`check` (Lambda authorizer of the API `xyz`)"));
}
