//! HTTP APIs with payload format version 1.0.

use serde_json::{Value, json};
use sls_test::front_door::{HeaderCasing, HttpApi};

use super::{lines, returned, status_and_body};

fn api() -> HttpApi {
    HttpApi::new().payload_v1()
}

#[test]
fn the_event_is_that_of_a_rest_api_with_a_version_and_no_deployment() {
    let event = api().route_key("GET /items/{id}").get("/items/7").event();
    assert_eq!(event["version"], "1.0");
    assert_eq!(event["resource"], "/items/{id}");
    assert_eq!(event["httpMethod"], "GET");
    let context = &event["requestContext"];
    assert_eq!(context.get("deploymentId"), None);
    assert_eq!(context["authorizer"], json!({ "claims": null, "scopes": null }));
    assert_eq!(context["resourcePath"], "/items/{id}");
    for field in ["queryStringParameters", "multiValueQueryStringParameters", "body"] {
        assert_eq!(event.get(field), Some(&Value::Null), "{field}");
    }
}

#[test]
fn header_names_are_in_title_case_and_include_the_content_length() {
    let event = api().get("/").header("x-my-HEADER", "1").header("x-my-header", "2").event();
    assert_eq!(event["headers"]["X-My-Header"], "2");
    assert_eq!(event["multiValueHeaders"]["X-My-Header"], json!(["1", "2"]));
    assert_eq!(event["headers"]["Content-Length"], "0");
    assert_eq!(event["headers"]["X-Forwarded-Proto"], "https");
}

#[test]
fn cookies_stay_a_header() {
    let event = api().get("/").header("cookie", "a=1; b=2").event();
    assert_eq!(event["headers"]["Cookie"], "a=1; b=2");
    assert_eq!(event.get("cookies"), None);
}

#[test]
fn the_path_is_raw_and_has_the_stage_while_the_rest_is_decoded() {
    let event = api().stage("dev").route_key("GET /items/{id}").get("/items/a%20b").event();
    assert_eq!(event["path"], "/dev/items/a%20b");
    assert_eq!(event["requestContext"]["path"], "/dev/items/a b");
    assert_eq!(event["pathParameters"]["id"], "a b");
}

#[test]
fn the_resource_id_is_the_route_key_and_both_request_ids_are_one() {
    let event = api().route_key("ANY /items").get("/items").event();
    let context = &event["requestContext"];
    assert_eq!(context["resourceId"], "ANY /items");
    assert_eq!(context["requestId"], context["extendedRequestId"]);
}

#[test]
fn a_missing_user_agent_is_an_empty_string() {
    let event = api().get("/").event();
    assert_eq!(event["requestContext"]["identity"]["userAgent"], "");
}

#[test]
fn of_a_repeated_query_parameter_the_last_is_single_and_all_are_multi() {
    let event = api().get("/?p=v1&p=v2").event();
    assert_eq!(event["queryStringParameters"]["p"], "v2");
    assert_eq!(event["multiValueQueryStringParameters"]["p"], json!(["v1", "v2"]));
}

#[test]
fn a_reply_needs_a_status() {
    let broken = (500, r#"{"message":"Internal Server Error"}"#);
    for result in [json!({}), json!({ "body": "x" }), json!("x"), json!({ "statusCode": 0 })] {
        let response = api().get("/").response(&returned(result.clone()));
        assert_eq!(status_and_body(&response), broken, "{result}");
    }
}

#[test]
fn single_headers_come_before_multi_value_headers() {
    let result = json!({
        "statusCode": 200, "multiValueHeaders": { "x-k": ["m", "n"] }, "headers": { "x-k": "s" },
    });
    let response = api().get("/").response(&returned(result));
    assert_eq!(lines(&response, "x-k"), ["s", "m", "n"]);
}

#[test]
fn the_default_content_type_is_text_and_unknown_keys_do_not_matter() {
    let result = json!({ "statusCode": 200, "body": "x", "cookies": ["ignored=1"], "more": 1 });
    let response = api().get("/").response(&returned(result));
    assert_eq!(status_and_body(&response), (200, "x"));
    assert_eq!(lines(&response, "content-type"), ["text/plain; charset=utf-8"]);
    assert!(!response.headers().contains_key("set-cookie"));
}

#[test]
fn reply_header_names_are_rewritten_in_title_case() {
    let result = json!({ "statusCode": 200, "headers": { "x-MY-header": "1" } });
    let response = api().get("/").response(&returned(result));
    let casing = response.extensions().get::<HeaderCasing>().expect("the spelling on the wire");
    assert_eq!(casing.spell(&http::HeaderName::from_static("x-my-header")), "X-My-Header");
}

#[test]
fn base64_is_decoded_whatever_the_client_accepts() {
    let result = json!({ "statusCode": 200, "body": "aGk=", "isBase64Encoded": true });
    assert_eq!(status_and_body(&api().get("/").response(&returned(result))), (200, "hi"));
}
