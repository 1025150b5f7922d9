//! Golden shapes: Amazon API Gateway developer guide, "Input to an API Gateway Lambda authorizer",
//! "Control access to HTTP APIs with AWS Lambda authorizers" and "Control access to WebSocket APIs
//! with AWS Lambda REQUEST authorizers".

use aws_lambda_events::apigw::{
    ApiGatewayCustomAuthorizerRequest, ApiGatewayCustomAuthorizerRequestTypeRequest,
    ApiGatewayV2CustomAuthorizerV1Request, ApiGatewayV2CustomAuthorizerV2Request,
};
use proptest::prelude::*;
use serde_json::{Value, json};
use sls_core::Source;
use sls_core::event::detect;
use sls_test::event::{AuthorizerEvent, Origin};
use sls_test::front_door::{FrontDoor, HttpApi, RequestEvent, RestApi, WebSocket};

use super::form::assert_form;
use super::once::assert_given_out_once;
use super::peer;

const API: &str = "arn:aws:execute-api:eu-west-1:111122223333";

fn pets() -> RestApi {
    RestApi::new().api_id("abc123").route("GET", "/pets/{id}").route("POST", "/files/{path+}")
}

/// The members of the event that the function behind the same door receives.
#[track_caller]
fn assert_like_the_proxy_event(question: &Value, proxied: &Value, added: &Value) {
    let mut expected = proxied.clone();
    let members = expected.as_object_mut().unwrap();
    members.remove("body");
    members.remove("isBase64Encoded");
    members.extend(added.as_object().unwrap().clone());
    // New in every event, so that two builds differ in them.
    for place in
        ["requestId", "extendedRequestId", "connectionId"].map(|id| format!("/requestContext/{id}"))
    {
        if let (Some(ours), Some(expected)) =
            (question.pointer(&place), expected.pointer_mut(&place))
        {
            assert_ne!(ours, expected, "{place}");
            *expected = ours.clone();
        }
    }
    assert_eq!(question, &expected);
}

/// What the function behind the door receives, at the time at which the authorizer is asked.
fn proxied<D: FrontDoor>(request: RequestEvent<D>) -> Value {
    request.at(Origin::default().now).event()
}

#[test]
fn a_token_is_all_that_a_token_authorizer_sees() {
    let event = AuthorizerEvent::token("Bearer abc", pets().get("/pets/7?x=1")).build();
    let arn = format!("{API}:abc123/prod/GET/pets/7");
    let expected = json!({"type": "TOKEN", "authorizationToken": "Bearer abc", "methodArn": arn});
    assert_eq!(event, expected);
}

#[test]
fn a_request_authorizer_sees_the_request_without_its_body() {
    let request = pets()
        .get("/pets/7?x=1&x=2")
        .header("Authorization", "Bearer abc")
        .header("X-Amzn-Trace-Id", "Root=1-2-3")
        .text("a body");
    let event = AuthorizerEvent::rest(request.clone()).build();
    assert_like_the_proxy_event(
        &event,
        &proxied(request),
        &json!({
            "type": "REQUEST",
            "methodArn": format!("{API}:abc123/prod/GET/pets/7"),
            "stageVariables": {},
        }),
    );
    assert_eq!(event["headers"]["Authorization"], "Bearer abc");
    assert_eq!(event["pathParameters"], json!({"id": "7"}));
}

#[test]
fn maps_of_a_request_authorizer_are_empty_and_not_null() {
    let event = AuthorizerEvent::rest(RestApi::new().get("/")).build();
    for map in [
        "queryStringParameters",
        "multiValueQueryStringParameters",
        "stageVariables",
        "pathParameters",
    ] {
        assert_eq!(event[map], json!({}), "{map}");
    }
}

#[test]
fn an_http_api_in_format_2_adds_the_route_and_the_identity() {
    let request = HttpApi::new()
        .api_id("h1")
        .route_key("POST /pets/{id}")
        .post("/pets/a%20b?x=1")
        .header("Authorization", "Bearer abc")
        .header("X-Amzn-Trace-Id", "Root=1-2-3")
        .text("a body");
    let event = AuthorizerEvent::http_api(request.clone()).build();
    assert_like_the_proxy_event(
        &event,
        &proxied(request),
        &json!({
            "type": "REQUEST",
            "routeArn": format!("{API}:h1/$default/POST/pets/a b"),
            "identitySource": ["Bearer abc"],
        }),
    );
}

#[test]
fn an_http_api_in_format_1_joins_the_identity() {
    let request = HttpApi::new()
        .payload_v1()
        .api_id("h1")
        .stage("dev")
        .get("/pets/7")
        .header("X-Amzn-Trace-Id", "Root=1-2-3");
    let event = AuthorizerEvent::http_api(request.clone()).identity(["user1", "123"]).build();
    let mut proxied = proxied(request);
    proxied["requestContext"].as_object_mut().unwrap().remove("authorizer");
    assert_like_the_proxy_event(
        &event,
        &proxied,
        &json!({
            "type": "REQUEST",
            "methodArn": format!("{API}:h1/dev/GET/pets/7"),
            "identitySource": "user1,123",
            "authorizationToken": "user1,123",
            "queryStringParameters": {},
            "multiValueQueryStringParameters": {},
            "pathParameters": {},
            "stageVariables": {},
        }),
    );
    assert_eq!(event["version"], "1.0");
}

#[test]
fn without_identity_sources_there_is_no_identity() {
    let identified = |api: HttpApi| AuthorizerEvent::http_api(api.get("/")).build();
    assert_eq!(identified(HttpApi::new()).get("identitySource"), None);
    let event = identified(HttpApi::new().payload_v1());
    assert_eq!(event.get("identitySource"), None);
    assert_eq!(event.get("authorizationToken"), None);
}

#[test]
fn a_websocket_api_asks_before_it_connects() {
    let request = WebSocket::new()
        .api_id("ws1")
        .connect("/?token=abc")
        .header("X-Amzn-Trace-Id", "Root=1-2-3");
    let event = AuthorizerEvent::websocket(request.clone()).build();
    assert_like_the_proxy_event(
        &event,
        &proxied(request),
        &json!({
            "type": "REQUEST",
            "methodArn": format!("{API}:ws1/prod/$connect"),
            "stageVariables": {},
        }),
    );
    assert_eq!(event["requestContext"]["eventType"], "CONNECT");
    assert_eq!(event["queryStringParameters"], json!({"token": "abc"}));
    assert_form(
        &event["requestContext"],
        &json!({
            "apiId": "ws1",
            "connectedAt": 1_772_359_200_123_i64,
            "connectionId": event["requestContext"]["connectionId"],
            "domainName": "ws1.execute-api.eu-west-1.amazonaws.com",
            "eventType": "CONNECT",
            "extendedRequestId": event["requestContext"]["requestId"],
            "identity": {"sourceIp": "203.0.113.9"},
            "messageDirection": "IN",
            "requestId": event["requestContext"]["requestId"],
            "requestTime": "01/Mar/2026:10:00:00 +0000",
            "requestTimeEpoch": 1_772_359_200_123_i64,
            "routeKey": "$connect",
            "stage": "prod",
        }),
    );
}

#[test]
fn the_arn_names_the_path_that_was_asked_for() {
    let arn = |event: AuthorizerEvent, name: &str| event.build()[name].as_str().unwrap().to_owned();
    let rest = |request| arn(AuthorizerEvent::rest(request), "methodArn");
    assert_eq!(rest(pets().post("/files/a/b")), format!("{API}:abc123/prod/POST/files/a/b"));
    assert_eq!(
        rest(pets().stage("dev").base_path("v1").get("/v1/pets/7")),
        format!("{API}:abc123/dev/GET/pets/7")
    );
    assert_eq!(rest(RestApi::new().get("/")), format!("{API}:rest4pi1d0/prod/GET/"));

    let http = |request| arn(AuthorizerEvent::http_api(request), "routeArn");
    let api = HttpApi::new().api_id("h1").stage("dev");
    assert_eq!(http(api.get("/a/b")), format!("{API}:h1/dev/GET/a/b"));
    assert_eq!(http(api.route_key("ANY /{proxy+}").put("/a/b")), format!("{API}:h1/dev/PUT/a/b"));
}

#[test]
fn region_account_and_time_are_those_of_the_origin() {
    let mut origin = Origin::default();
    origin.region = "cn-north-1".to_owned();
    origin.account_id = "444455556666".to_owned();
    let event = AuthorizerEvent::rest(pets().get("/pets/7")).build_in(&origin);
    let arn = "arn:aws-cn:execute-api:cn-north-1:444455556666:abc123/prod/GET/pets/7";
    assert_eq!(event["methodArn"], arn);
    assert_eq!(event["requestContext"]["accountId"], "444455556666");
    assert_eq!(event["requestContext"]["requestTimeEpoch"], 1_772_359_200_123_i64);
}

#[test]
#[should_panic(expected = "the front door refuses GET /nowhere with 403")]
fn a_request_that_the_api_refuses_asks_nobody() {
    let _ = AuthorizerEvent::rest(pets().get("/nowhere")).build();
}

fn all() -> [AuthorizerEvent; 5] {
    [
        AuthorizerEvent::token("Bearer abc", pets().get("/pets/7")),
        AuthorizerEvent::rest(pets().get("/pets/7")),
        AuthorizerEvent::http_api(HttpApi::new().payload_v1().get("/pets/7")),
        AuthorizerEvent::http_api(HttpApi::new().get("/pets/7")),
        AuthorizerEvent::websocket(WebSocket::new().connect("/")),
    ]
}

#[test]
fn every_question_is_recognised() {
    for event in all() {
        assert_eq!(detect(&event.to_bytes()).unwrap(), Source::ApiGatewayAuthorizer, "{event:?}");
    }
}

#[test]
fn the_peer_reads_every_question() {
    let [token, rest, http_v1, http_v2, websocket] = all().map(|event| event.build());
    let token = peer::parse::<ApiGatewayCustomAuthorizerRequest>(&token);
    assert_eq!(token.authorization_token.as_deref(), Some("Bearer abc"));
    let rest = peer::parse::<ApiGatewayCustomAuthorizerRequestTypeRequest>(&rest);
    assert_eq!(rest.path_parameters["id"], "7");
    let http_v1 = peer::parse::<ApiGatewayV2CustomAuthorizerV1Request>(&http_v1);
    assert_eq!(http_v1.path.as_deref(), Some("/pets/7"));
    let http_v2 = peer::parse::<ApiGatewayV2CustomAuthorizerV2Request>(&http_v2);
    assert_eq!(http_v2.raw_path.as_deref(), Some("/pets/7"));
    let websocket = peer::parse::<ApiGatewayCustomAuthorizerRequestTypeRequest>(&websocket);
    let arn = format!("{API}:ws4pi1d000/prod/$connect");
    assert_eq!(websocket.method_arn.as_deref(), Some(arn.as_str()));
}

proptest! {
    #[test]
    fn any_token_and_header_reach_the_authorizer(token in "[ -~]{1,30}", id in "[a-z0-9]{1,9}") {
        let token = format!("t{token}t");
        let event = AuthorizerEvent::token(token.as_str(), pets().get("/pets/1")).build();
        prop_assert_eq!(event["authorizationToken"].as_str(), Some(token.as_str()));

        let request = pets().get(&format!("/pets/{id}")).header("Authorization", &token);
        let event = AuthorizerEvent::rest(request).build();
        prop_assert_eq!(event["headers"]["Authorization"].as_str(), Some(token.as_str()));
        let arn = format!("{API}:abc123/prod/GET/pets/{id}");
        prop_assert_eq!(event["methodArn"].as_str(), Some(arn.as_str()));
    }

    #[test]
    fn no_two_questions_share_an_identifier(seed in any::<u64>(), rounds in 1_usize..20) {
        let all = all();
        let request_id: &[&str] = &["/requestContext/requestId"];
        let connection: &[&str] = &["/requestContext/requestId", "/requestContext/connectionId"];
        let mut events: Vec<_> =
            all[1..].iter().map(|event| (event as _, request_id)).collect();
        events[3].1 = connection;
        assert_given_out_once(&events, seed, rounds);
    }
}
