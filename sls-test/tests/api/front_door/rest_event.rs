//! The event of a REST API: platform facts on names, paths, queries, bodies and limits.

use std::time::{Duration, SystemTime};

use serde_json::{Value, json};
use sls_test::front_door::{GatewayError, RestApi};

#[test]
fn everything_empty_is_null_and_not_an_empty_map() {
    let event = RestApi::new().route("GET", "/pets").get("/pets").event();
    for field in [
        "queryStringParameters",
        "multiValueQueryStringParameters",
        "pathParameters",
        "stageVariables",
        "body",
    ] {
        assert_eq!(event.get(field), Some(&Value::Null), "{field}");
    }
    assert_eq!(event["isBase64Encoded"], false);
}

#[test]
fn the_request_context_has_every_field_of_the_recorded_event() {
    let now = SystemTime::UNIX_EPOCH + Duration::from_millis(1_722_641_683_123);
    let event = RestApi::new().get("/pets/1").header("User-Agent", "curl/8.5").at(now).event();
    let context = event["requestContext"].as_object().expect("an object");
    let fields: Vec<_> = context.keys().map(String::as_str).collect();
    assert_eq!(
        fields,
        [
            "accountId",
            "apiId",
            "deploymentId",
            "domainName",
            "domainPrefix",
            "extendedRequestId",
            "httpMethod",
            "identity",
            "path",
            "protocol",
            "requestId",
            "requestTime",
            "requestTimeEpoch",
            "resourceId",
            "resourcePath",
            "stage"
        ]
    );
    assert_eq!(context["requestTime"], "02/Aug/2024:23:34:43 +0000");
    assert_eq!(context["requestTimeEpoch"], 1_722_641_683_123_u64);
    assert_eq!(context["protocol"], "HTTP/1.1");
    assert_eq!(context["domainName"], "rest4pi1d0.execute-api.eu-west-1.amazonaws.com");
    assert_eq!(context["domainPrefix"], "rest4pi1d0");
    assert_eq!(context["accountId"], "111122223333");
    assert_eq!(context["identity"]["sourceIp"], "203.0.113.9");
    assert_eq!(context["identity"]["userAgent"], "curl/8.5");
    assert_eq!(context["identity"]["principalOrgId"], Value::Null);
    assert_eq!(context["extendedRequestId"].as_str().map(str::len), Some(16));
    assert_eq!(context["requestId"].as_str().map(str::len), Some(36));
}

#[test]
fn a_missing_user_agent_is_null() {
    let event = RestApi::new().get("/").event();
    assert_eq!(event["requestContext"]["identity"]["userAgent"], Value::Null);
}

#[test]
fn header_names_keep_the_spelling_the_client_sent() {
    let event = RestApi::new().get("/").header("tEsT-HEADeR", "aValUE").event();
    assert_eq!(event["headers"]["tEsT-HEADeR"], "aValUE");
    assert_eq!(event["multiValueHeaders"]["tEsT-HEADeR"], json!(["aValUE"]));
}

#[test]
fn authorization_and_user_agent_are_re_cased() {
    let request = RestApi::new().get("/");
    let event = request.header("authorization", "Bearer x").header("user-Agent", "me").event();
    assert_eq!(event["headers"]["Authorization"], "Bearer x");
    assert_eq!(event["headers"]["User-Agent"], "me");
    assert_eq!(event["headers"].get("authorization"), None);
    assert_eq!(event["headers"].get("user-Agent"), None);
}

#[test]
fn a_signed_authorization_header_is_not_passed_on() {
    let signature = "AWS4-HMAC-SHA256 Credential=AKIA/20240802/eu-west-1/execute-api/aws4_request";
    let event = RestApi::new().get("/").header("Authorization", signature).event();
    assert_eq!(event["headers"].get("Authorization"), None);
}

#[test]
fn headers_of_the_connection_are_not_passed_on() {
    let dropped = [
        "Connection",
        "Content-Length",
        "Content-MD5",
        "Expect",
        "Max-Forwards",
        "Proxy-Authenticate",
        "Server",
        "TE",
        "Trailer",
        "Transfer-Encoding",
        "Upgrade",
        "WWW-Authenticate",
    ];
    let request =
        dropped.iter().fold(RestApi::new().get("/"), |request, name| request.header(name, "1"));
    let event = request.header("X-Kept", "1").event();
    for name in dropped {
        assert_eq!(event["headers"].get(name), None, "{name}");
        assert_eq!(event["multiValueHeaders"].get(name), None, "{name}");
    }
    assert_eq!(event["headers"]["X-Kept"], "1");
}

#[test]
fn of_a_repeated_header_the_last_is_single_and_all_are_multi() {
    let event = RestApi::new().get("/").header("x-a", "1").header("x-a", "2").event();
    assert_eq!(event["headers"]["x-a"], "2");
    assert_eq!(event["multiValueHeaders"]["x-a"], json!(["1", "2"]));
}

#[test]
fn cookies_stay_a_header() {
    let event = RestApi::new().get("/").header("Cookie", "a=1; b=2").event();
    assert_eq!(event["headers"]["Cookie"], "a=1; b=2");
    assert_eq!(event.get("cookies"), None);
}

#[test]
fn the_gateway_adds_host_forwarding_and_tracing_headers() {
    let event = RestApi::new().get("/").header("x-forwarded-for", "198.51.100.1").event();
    let headers = &event["headers"];
    assert_eq!(headers["Host"], "rest4pi1d0.execute-api.eu-west-1.amazonaws.com");
    assert_eq!(headers["X-Forwarded-For"], "198.51.100.1, 203.0.113.9");
    assert_eq!(headers["X-Forwarded-Port"], "443");
    assert_eq!(headers["X-Forwarded-Proto"], "https");
    let trace = headers["X-Amzn-Trace-Id"].as_str().expect("a trace");
    assert!(trace.starts_with("Root=1-") && trace.len() == 40, "{trace}");
}

#[test]
fn a_host_that_the_client_names_is_the_domain_name() {
    let event = RestApi::new().get("/").header("Host", "shop.example.com:8443").event();
    assert_eq!(event["headers"]["Host"], "shop.example.com:8443");
    assert_eq!(event["requestContext"]["domainName"], "shop.example.com");
    assert_eq!(event["requestContext"]["domainPrefix"], "shop");
}

#[test]
fn an_edge_optimized_api_adds_the_headers_of_cloudfront() {
    let event = RestApi::new().edge_optimized().get("/").event();
    let headers = &event["headers"];
    assert_eq!(headers["CloudFront-Forwarded-Proto"], "https");
    assert_eq!(headers["X-Forwarded-For"], "203.0.113.9, 130.176.1.1");
    assert!(headers["Via"].as_str().is_some_and(|via| via.contains(".cloudfront.net")));
    assert!(headers["X-Amz-Cf-Id"].is_string());
}

#[test]
fn the_test_button_of_the_console_sends_no_headers() {
    let event = RestApi::new().test_invoke().get("/").header("x-a", "1").event();
    assert_eq!(event["headers"], Value::Null);
    assert_eq!(event["multiValueHeaders"], Value::Null);
    let context = &event["requestContext"];
    assert_eq!(context["identity"]["sourceIp"], "test-invoke-source-ip");
    assert!(context["requestId"].as_str().is_some_and(|id| id.starts_with("test-invoke-")));
}

#[test]
fn a_method_override_header_overrides_the_method() {
    let api = RestApi::new().route("PATCH", "/pets");
    let event = api.post("/pets").header("X-HTTP-Method-Override", "PATCH").event();
    assert_eq!(event["httpMethod"], "PATCH");
    assert_eq!(event["requestContext"]["httpMethod"], "PATCH");
}

#[test]
fn the_path_has_no_stage_and_the_context_path_has_it() {
    let event = RestApi::new().stage("dev").get("/pets/1").event();
    assert_eq!(event["path"], "/pets/1");
    assert_eq!(event["requestContext"]["path"], "/dev/pets/1");
    assert_eq!(event["requestContext"]["stage"], "dev");
}

#[test]
fn the_path_and_its_parameters_are_not_decoded() {
    let event = RestApi::new().get("/pets/1%2B1@x+y").event();
    assert_eq!(event["resource"], "/{proxy+}");
    assert_eq!(event["path"], "/pets/1%2B1@x+y");
    assert_eq!(event["pathParameters"]["proxy"], "pets/1%2B1@x+y");
}

#[test]
fn a_trailing_slash_stays_in_the_path_and_leaves_the_proxy() {
    let event = RestApi::new().get("/pets/1/").event();
    assert_eq!(event["path"], "/pets/1/");
    assert_eq!(event["pathParameters"]["proxy"], "pets/1");
}

#[test]
fn slashes_before_the_route_collapse_and_the_context_path_keeps_them() {
    let event = RestApi::new().stage("stage").get("//x").event();
    assert_eq!(event["path"], "/x");
    assert_eq!(event["requestContext"]["path"], "/stage//x");
}

#[test]
fn slashes_inside_the_path_are_kept() {
    let event = RestApi::new().get("/a//b").event();
    assert_eq!(event["path"], "/a//b");
    assert_eq!(event["pathParameters"]["proxy"], "a//b");
}

#[test]
fn the_base_path_of_a_custom_domain_is_in_both_paths() {
    let event = RestApi::new().base_path("v1").route("GET", "/pets").get("/v1/pets").event();
    assert_eq!(event["resource"], "/pets");
    assert_eq!(event["path"], "/v1/pets");
    assert_eq!(event["requestContext"]["path"], "/v1/pets");
}

#[test]
fn a_path_outside_the_base_path_is_forbidden() {
    for path in ["/pets", "/v10/pets", "/"] {
        let refusal = RestApi::new().base_path("v1").get(path).try_event().expect_err(path);
        assert_eq!(super::status_and_body(&refusal), (403, r#"{"message":"Forbidden"}"#));
    }
}

#[test]
fn query_names_and_values_are_decoded_and_the_last_duplicate_wins() {
    let query = "plus=test+alias%40x.com&email=test%2Balias@x.com&a=1&a=2";
    let event = RestApi::new().get(&format!("/?{query}")).event();
    assert_eq!(
        event["queryStringParameters"],
        json!({ "plus": "test alias@x.com", "email": "test+alias@x.com", "a": "2" })
    );
    assert_eq!(event["multiValueQueryStringParameters"]["a"], json!(["1", "2"]));
}

#[test]
fn a_semicolon_splits_the_query() {
    let event = RestApi::new().get("/?a=1;b=2&c=3%3B4").event();
    assert_eq!(event["queryStringParameters"], json!({ "a": "1", "b": "2", "c": "3;4" }));
}

#[test]
fn a_text_body_arrives_as_it_is() {
    let event = RestApi::new().post("/").body("a=1&b=2").event();
    assert_eq!(event["body"], "a=1&b=2");
    assert_eq!(event["isBase64Encoded"], false);
}

#[test]
fn bytes_without_binary_media_types_are_damaged() {
    let event = RestApi::new().post("/").header("Content-Type", "image/png").body(&b"a\xff"[..]);
    assert_eq!(event.event()["body"], "a\u{fffd}");
}

#[test]
fn the_configured_media_types_decide_on_base64_and_not_the_content() {
    let cases = [
        ("image/*", Some("image/png"), true),
        ("image/png", Some("image/png; a=b"), true),
        ("IMAGE/PNG", Some("image/png"), true),
        ("image/png", Some("image/gif"), false),
        ("*/png", Some("image/png"), false),
        ("image/png", None, false),
        ("*/*", Some("text/plain"), true),
        ("*/*", None, true),
    ];
    for (configured, sent, base64) in cases {
        let request = RestApi::new().binary_media_types([configured]).post("/").body("hi");
        let request = match sent {
            Some(sent) => request.header("Content-Type", sent),
            None => request,
        };
        let event = request.event();
        assert_eq!(event["isBase64Encoded"], base64, "{configured} {sent:?}");
        assert_eq!(event["body"], if base64 { "aGk=" } else { "hi" }, "{configured} {sent:?}");
    }
}

#[test]
fn stage_variables_are_a_map() {
    let event = RestApi::new().stage_variable("env", "dev").get("/").event();
    assert_eq!(event["stageVariables"], json!({ "env": "dev" }));
}

#[test]
fn a_resource_keeps_its_id_and_requests_do_not_share_theirs() {
    let api = RestApi::new();
    let (first, second) = (api.get("/a").event(), api.get("/b").event());
    let of = |event: &Value, field: &str| event["requestContext"][field].clone();
    assert_eq!(of(&first, "resourceId"), of(&second, "resourceId"));
    assert_ne!(of(&first, "resourceId"), of(&api.get("/").event(), "resourceId"));
    assert_ne!(of(&first, "requestId"), of(&second, "requestId"));
    assert_ne!(of(&first, "extendedRequestId"), of(&second, "extendedRequestId"));
}

#[test]
fn an_unknown_resource_misses_an_authentication_token() {
    let refusal = RestApi::new().route("GET", "/a").get("/b").try_event().expect_err("no route");
    let body = r#"{"message":"Missing Authentication Token"}"#;
    assert_eq!(super::status_and_body(&refusal), (403, body));
    let error_type = super::lines(&refusal, "x-amzn-errortype");
    assert_eq!(error_type, ["MissingAuthenticationTokenException"]);
    assert_eq!(super::lines(&refusal, "x-amzn-requestid").len(), 1);
}

#[test]
fn ten_megabytes_are_the_most_for_a_body_and_lambda_takes_less() {
    let too_long = (413, r#"{"message":"Request Too Long"}"#);
    for size in [10 * 1024 * 1024 + 1, 10 * 1024 * 1024, 6 * 1024 * 1024] {
        let refusal = RestApi::new().post("/").body(vec![b'x'; size]).try_event();
        assert_eq!(super::status_and_body(&refusal.expect_err("too large")), too_long, "{size}");
    }
    assert!(RestApi::new().post("/").body(vec![b'x'; 6_000_000]).try_event().is_ok());
}

#[test]
fn the_event_limit_counts_the_base64_and_the_json_around_it() {
    let binary = RestApi::new().binary_media_types(["*/*"]).post("/");
    assert!(binary.clone().body(vec![0; 4_700_000]).try_event().is_ok());
    assert!(binary.body(vec![0; 4_800_000]).try_event().is_err());
}

#[test]
fn header_values_and_the_target_have_limits() {
    let long = RestApi::new().get("/").header("x-long", "v".repeat(10_241)).try_event();
    assert_eq!(long.expect_err("too long").status(), 431);
    assert!(RestApi::new().get("/").header("x-long", "v".repeat(10_240)).try_event().is_ok());

    let target = format!("/{}", "p".repeat(9000));
    assert!(RestApi::new().get(&target).try_event().is_ok());
    let edge = RestApi::new().edge_optimized().get(&target).try_event();
    assert_eq!(edge.expect_err("too long").status(), 414);
    let target = format!("/{}", "p".repeat(10_240));
    assert_eq!(RestApi::new().get(&target).try_event().expect_err("too long").status(), 414);
}

#[test]
fn a_gateway_response_can_be_changed() {
    let api = RestApi::new().route("GET", "/a");
    let api = api.gateway_response(GatewayError::NoRoute, 404, r#"{"message":"Nope"}"#);
    let refusal = api.get("/b").try_event().expect_err("no route");
    assert_eq!(super::status_and_body(&refusal), (404, r#"{"message":"Nope"}"#));
}
