//! The event of an HTTP API, payload format 2.0.

use std::time::{Duration, SystemTime};

use serde_json::{Value, json};
use sls_test::front_door::{HttpApi, RawPath};

#[test]
fn everything_empty_is_absent() {
    let event = HttpApi::new().get("/").event();
    for field in ["cookies", "queryStringParameters", "pathParameters", "stageVariables", "body"] {
        assert_eq!(event.get(field), None, "{field}");
    }
    assert_eq!(event["requestContext"].get("authorizer"), None);
    assert_eq!(event["rawQueryString"], "");
    assert_eq!(event["isBase64Encoded"], false);
    assert_eq!(event["version"], "2.0");
}

#[test]
fn the_request_context_has_every_field_of_the_documented_event() {
    let now = SystemTime::UNIX_EPOCH + Duration::from_millis(1_722_641_683_123);
    let request = HttpApi::new().route_key("POST /items/{id}").post("/items/7").at(now);
    let event = request.header("user-agent", "curl/8.5").event();
    let mut context = event["requestContext"].clone();
    let id = context["requestId"].take();
    assert_eq!(id.as_str().map(str::len), Some(16));
    assert_eq!(
        context,
        json!({
            "accountId": "111122223333",
            "apiId": "http4pi1d0",
            "domainName": "http4pi1d0.execute-api.eu-west-1.amazonaws.com",
            "domainPrefix": "http4pi1d0",
            "http": {
                "method": "POST", "path": "/items/7", "protocol": "HTTP/1.1",
                "sourceIp": "203.0.113.9", "userAgent": "curl/8.5",
            },
            "requestId": null,
            "routeKey": "POST /items/{id}",
            "stage": "$default",
            "time": "02/Aug/2024:23:34:43 +0000",
            "timeEpoch": 1_722_641_683_123_u64,
        })
    );
}

#[test]
fn header_names_are_lower_case_and_duplicates_joined() {
    let event = HttpApi::new().get("/").header("X-Dup", "1").header("X-Dup", "2").event();
    assert_eq!(event["headers"]["x-dup"], "1,2");
    assert_eq!(event["headers"].get("X-Dup"), None);
    assert_eq!(event.get("multiValueHeaders"), None);
    assert_eq!(event.get("multiValueQueryStringParameters"), None);
}

#[test]
fn cookies_are_a_list_and_leave_the_headers() {
    let request = HttpApi::new().get("/").header("Cookie", "sid=1; theme=dark");
    let event = request.header("Cookie", "last=a=b").event();
    assert_eq!(event["cookies"], json!(["sid=1", "theme=dark", "last=a=b"]));
    assert_eq!(event["headers"].get("cookie"), None);
}

#[test]
fn the_content_length_is_always_there_and_connection_headers_are_not() {
    let event = HttpApi::new().get("/").header("connection", "close").event();
    assert_eq!(event["headers"]["content-length"], "0");
    assert_eq!(event["headers"].get("connection"), None);
    let event = HttpApi::new().post("/").text("1234567").event();
    assert_eq!(event["headers"]["content-length"], "7");
}

#[test]
fn the_gateway_adds_host_forwarding_and_tracing_headers() {
    let event = HttpApi::new().get("/").region("us-east-1").event();
    let headers = &event["headers"];
    assert_eq!(headers["host"], "http4pi1d0.execute-api.us-east-1.amazonaws.com");
    assert_eq!(headers["x-forwarded-for"], "203.0.113.9");
    assert_eq!(headers["x-forwarded-port"], "443");
    assert_eq!(headers["x-forwarded-proto"], "https");
    assert!(headers["x-amzn-trace-id"].as_str().is_some_and(|id| id.starts_with("Root=1-")));
}

#[test]
fn query_values_are_decoded_and_joined_and_the_raw_query_is_kept() {
    let event = HttpApi::new().get("/?tag=x&tag=y%2Cz&e=&sp=a+b%20c").event();
    assert_eq!(event["rawQueryString"], "tag=x&tag=y%2Cz&e=&sp=a+b%20c");
    let query = json!({ "tag": "x,y,z", "e": "", "sp": "a b c" });
    assert_eq!(event["queryStringParameters"], query);
}

#[test]
fn a_named_stage_begins_the_raw_path_and_the_context_path() {
    let event = HttpApi::new().stage("dev").route_key("GET /items").get("/items").event();
    assert_eq!(event["rawPath"], "/dev/items");
    assert_eq!(event["requestContext"]["http"]["path"], "/dev/items");
    assert_eq!(event["requestContext"]["stage"], "dev");
    assert_eq!(event["routeKey"], "GET /items");
}

#[test]
fn the_mapping_key_of_a_custom_domain_begins_the_raw_path() {
    let api = HttpApi::new().stage("dev").api_mapping_key("v1").route_key("GET /items");
    assert_eq!(api.get("/v1/items").event()["rawPath"], "/v1/items");
    assert_eq!(api.get("/items").try_event().expect_err("not mapped").status(), 404);
}

#[test]
fn the_raw_path_and_the_path_parameters_are_decoded() {
    let event = HttpApi::new().route_key("GET /items/{id}").get("/items/a%20b+c").event();
    assert_eq!(event["rawPath"], "/items/a b+c");
    assert_eq!(event["pathParameters"]["id"], "a b+c");
}

#[test]
fn an_encoded_question_mark_ends_the_path_and_keeps_the_query() {
    let event = HttpApi::new().get("/a%3Fb/c?q=1").event();
    assert_eq!(event["rawPath"], "/a");
    assert_eq!(event["rawQueryString"], "q=1");
    assert_eq!(event["queryStringParameters"]["q"], "1");
}

#[test]
fn a_slash_encoded_twice_arrives_as_a_slash() {
    assert_eq!(HttpApi::new().get("/a%252Fb").event()["rawPath"], "/a/b");
}

#[test]
fn a_bare_encoded_percent_sign_is_a_bad_request() {
    let refusal = HttpApi::new().get("/50%25").try_event().expect_err("rejected");
    assert_eq!(super::status_and_body(&refusal), (400, r#"{"message":"Bad Request"}"#));
    assert_eq!(HttpApi::new().get("/50%2525").event()["rawPath"], "/50%");
}

#[test]
fn the_raw_path_stays_encoded_where_that_is_configured() {
    let api = HttpApi::new().stage("dev").raw_path(RawPath::Encoded).route_key("GET /{id}");
    let event = api.get("/50%25%20a").event();
    assert_eq!(event["rawPath"], "/dev/50%25%20a");
    assert_eq!(event["requestContext"]["http"]["path"], "/dev/50% a");
    assert_eq!(event["pathParameters"]["id"], "50% a");
}

#[test]
fn stage_variables_are_a_map() {
    let event = HttpApi::new().stage_variable("env", "dev").get("/").event();
    assert_eq!(event["stageVariables"], json!({ "env": "dev" }));
}

#[test]
fn the_content_type_decides_whether_a_body_is_base64() {
    let cases = [
        (Some("text/csv"), false),
        (Some("TEXT/HTML; charset=utf-8"), false),
        (Some("application/json"), false),
        (Some("application/xml"), false),
        (Some("application/javascript"), false),
        (Some("application/problem+json"), true),
        (Some("application/x-www-form-urlencoded"), true),
        (Some("multipart/form-data; boundary=x"), true),
        (Some("image/png"), true),
        (None, true),
    ];
    for (content_type, base64) in cases {
        let request = HttpApi::new().post("/").body("hi");
        let request = match content_type {
            Some(content_type) => request.header("content-type", content_type),
            None => request,
        };
        let event = request.event();
        assert_eq!(event["isBase64Encoded"], base64, "{content_type:?}");
        assert_eq!(event["body"], if base64 { "aGk=" } else { "hi" }, "{content_type:?}");
    }
}

#[test]
fn the_list_of_text_types_can_be_changed() {
    let api = HttpApi::new().text_media_types(["application/x-www-form-urlencoded"]);
    let event = api.post("/").form([("a", "1 2")]).event();
    assert_eq!(event["body"], "a=1+2");
    assert_eq!(event["isBase64Encoded"], false);
}

#[test]
fn a_missing_user_agent_is_an_empty_string() {
    assert_eq!(HttpApi::new().get("/").event()["requestContext"]["http"]["userAgent"], "");
}

#[test]
fn requests_larger_than_the_limits_are_refused() {
    let body = HttpApi::new().post("/").text("x".repeat(6_291_556)).try_event();
    let too_large = (413, r#"{"message":"Request Entity Too Large"}"#);
    assert_eq!(super::status_and_body(&body.expect_err("too large")), too_large);
    let headers = HttpApi::new().get("/").header("x", "v".repeat(10_240)).try_event();
    assert_eq!(headers.expect_err("too large").status(), 431);
}

#[test]
fn the_protocol_is_that_of_the_request() {
    use sls_test::Ids;
    use sls_test::front_door::{FrontDoor, Setting};

    let mut request = HttpApi::new().get("/").request();
    *request.version_mut() = http::Version::HTTP_2;
    let ids = Ids::default();
    let setting = Setting::new(&ids, SystemTime::UNIX_EPOCH);
    let event: Value = HttpApi::new().event(&request, &setting).expect("an event");
    assert_eq!(event["requestContext"]["http"]["protocol"], "HTTP/2.0");
}
