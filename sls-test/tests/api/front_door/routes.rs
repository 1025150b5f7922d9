//! Which route takes a request, in REST APIs and HTTP APIs.

use sls_test::front_door::{HttpApi, RestApi};

#[track_caller]
fn http(keys: &[&str], method: &str, path: &str) -> Option<String> {
    let api = keys.iter().fold(HttpApi::new(), |api, key| api.route_key(key));
    let event = api.request(method, path).try_event().ok()?;
    event["routeKey"].as_str().map(str::to_owned)
}

#[track_caller]
fn rest(keys: &[&str], method: &str, path: &str) -> Option<String> {
    let api = keys.iter().fold(RestApi::new(), |api, key| {
        let (method, resource) = key.split_once(' ').expect("method and resource");
        api.route(method, resource)
    });
    let event = api.request(method, path).try_event().ok()?;
    event["resource"].as_str().map(str::to_owned)
}

#[test]
fn an_http_api_takes_the_most_specific_route_that_has_the_method() {
    let keys = [
        "$default",
        "ANY /{proxy+}",
        "GET /pets/{proxy+}",
        "GET /pets/dog/{id}",
        "ANY /pets/dog/1",
        "GET /pets/dog/1",
    ];
    for (method, path, route) in [
        ("GET", "/pets/dog/1", "GET /pets/dog/1"),
        ("PUT", "/pets/dog/1", "ANY /pets/dog/1"),
        ("GET", "/pets/dog/2", "GET /pets/dog/{id}"),
        ("GET", "/pets/cat/1", "GET /pets/{proxy+}"),
        ("POST", "/pets/cat/1", "ANY /{proxy+}"),
    ] {
        assert_eq!(http(&keys, method, path).as_deref(), Some(route), "{method} {path}");
    }
}

#[test]
fn an_http_api_prefers_a_full_match_to_a_greedy_one_and_that_to_default() {
    let keys = ["$default", "GET /a/{proxy+}", "GET /{x}/b"];
    assert_eq!(http(&keys, "GET", "/a/b").as_deref(), Some("GET /{x}/b"));
    assert_eq!(http(&keys, "GET", "/a/c").as_deref(), Some("GET /a/{proxy+}"));
    assert_eq!(http(&keys, "GET", "/c/c").as_deref(), Some("$default"));
    assert_eq!(http(&keys, "POST", "/a/b").as_deref(), Some("$default"));
}

#[test]
fn an_http_api_without_routes_has_only_default() {
    assert_eq!(http(&[], "PATCH", "/anything").as_deref(), Some("$default"));
}

#[test]
fn an_http_api_without_a_route_for_the_request_is_404() {
    for (method, path) in [("GET", "/b"), ("POST", "/a")] {
        let refusal = HttpApi::new().route_key("GET /a").request(method, path).try_event();
        let refusal = refusal.expect_err("no route");
        assert_eq!(super::status_and_body(&refusal), (404, r#"{"message":"Not Found"}"#));
    }
}

#[test]
fn a_trailing_slash_counts_in_an_http_api_and_not_in_a_rest_api() {
    assert_eq!(http(&["GET /a"], "GET", "/a/"), None);
    assert_eq!(http(&["GET /a/{proxy+}"], "GET", "/a/").as_deref(), Some("GET /a/{proxy+}"));
    assert_eq!(rest(&["GET /a"], "GET", "/a/").as_deref(), Some("/a"));
    assert_eq!(rest(&["GET /a/{id}"], "GET", "/a/"), None);
}

#[test]
fn a_rest_api_chooses_the_resource_before_the_method() {
    let keys = ["ANY /{proxy+}", "GET /orders/{id}", "POST /orders/special"];
    assert_eq!(rest(&keys, "GET", "/orders/42").as_deref(), Some("/orders/{id}"));
    assert_eq!(rest(&keys, "POST", "/orders/special").as_deref(), Some("/orders/special"));
    assert_eq!(rest(&keys, "GET", "/orders/special"), None, "the resource has no GET");
    assert_eq!(rest(&keys, "GET", "/else").as_deref(), Some("/{proxy+}"));
}

#[test]
fn a_rest_api_without_routes_takes_the_root_and_everything_below() {
    assert_eq!(rest(&[], "GET", "/").as_deref(), Some("/"));
    assert_eq!(rest(&[], "PUT", "/a/b").as_deref(), Some("/{proxy+}"));
    assert_eq!(rest(&["ANY /{proxy+}"], "GET", "/"), None, "a proxy is not empty");
}

#[test]
fn a_rest_resource_takes_its_methods_and_with_any_all() {
    let api = RestApi::new().route("ANY", "/a").route("GET", "/a").route("GET", "/{x}");
    assert_eq!(api.get("/a").event()["resource"], "/a");
    assert_eq!(api.post("/a").event()["resource"], "/a");
    assert!(api.post("/b").try_event().is_err());
}

#[test]
fn parameters_are_found_by_their_place_in_the_template() {
    let api = RestApi::new().route("GET", "/shops/{shop}/orders/{rest+}");
    let event = api.get("/shops/7/orders/2024/08/1").event();
    assert_eq!(event["pathParameters"]["shop"], "7");
    assert_eq!(event["pathParameters"]["rest"], "2024/08/1");
}

#[test]
#[should_panic(expected = "has to begin with a slash")]
fn a_template_without_a_slash_is_refused() {
    let _ = RestApi::new().route("GET", "orders");
}

#[test]
#[should_panic(expected = "has to come last")]
fn a_greedy_parameter_in_the_middle_is_refused() {
    let _ = HttpApi::new().route_key("GET /{proxy+}/x");
}

#[test]
#[should_panic(expected = "has to be `$default` or as `GET /orders/{id}`")]
fn a_route_key_that_is_no_route_key_is_refused() {
    let _ = HttpApi::new().route_key("/orders");
}
