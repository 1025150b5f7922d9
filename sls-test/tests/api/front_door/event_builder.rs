//! Building events: what a client can send, overriding, typed events, refusals.

use serde::Deserialize;
use serde_json::{Value, json};
use sls_test::Ids;
use sls_test::front_door::{
    Alb, ClientAddress, Connection, Frame, FrontDoor, FunctionUrl, GatewayError, HeaderCasing,
    HttpApi, Outcome, RequestEvent, RestApi, Setting, VpcLattice, WebSocket,
};

#[test]
fn a_dotted_path_overrides_and_makes_the_objects_on_the_way() {
    let event = HttpApi::new()
        .get("/")
        .with("requestContext.authorizer.jwt.claims.sub", "u1")
        .with("requestContext.stage", "dev")
        .event();
    assert_eq!(
        event["requestContext"]["authorizer"],
        json!({ "jwt": { "claims": { "sub": "u1" } } })
    );
    assert_eq!(event["requestContext"]["stage"], "dev");
}

#[test]
fn a_json_pointer_reaches_keys_with_dots_and_slashes() {
    let request = HttpApi::new().get("/").with("/headers/x.y", "1").with("/headers/a~1b~01", "2");
    let event = request.event();
    assert_eq!(event["headers"]["x.y"], "1");
    assert_eq!(event["headers"]["a/b~1"], "2");
}

#[test]
fn lists_are_changed_by_index_and_grow_at_their_end() {
    let request = HttpApi::new().get("/").header("cookie", "a=1; b=2");
    let event = request.with("cookies.0", "z=9").with("cookies.7", "c=3").event();
    assert_eq!(event["cookies"], json!(["z=9", "b=2", "c=3"]));
}

#[test]
fn a_value_in_the_way_of_an_override_is_replaced() {
    let event = RestApi::new().get("/").with("body.inner", 1).event();
    assert_eq!(event["body"], json!({ "inner": 1 }));
}

#[test]
fn fields_can_be_taken_out_again() {
    let request = HttpApi::new().get("/").header("cookie", "a=1; b=2");
    let request = request.without("requestContext.http.userAgent").without("cookies.0");
    let event = request.without("no.such.place").without("cookies.9").event();
    assert_eq!(event["requestContext"]["http"].get("userAgent"), None);
    assert_eq!(event["cookies"], json!(["b=2"]));
}

#[test]
fn overrides_apply_in_the_order_given() {
    let event = HttpApi::new().get("/").with("a", 1).without("a").with("a", 2).event();
    assert_eq!(event["a"], 2);
}

#[test]
fn an_event_can_be_taken_as_bytes_or_as_a_type() {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Request {
        raw_path: String,
    }
    let request = HttpApi::new().get("/orders");
    assert_eq!(request.event_as::<Request>().raw_path, "/orders");
    let parsed: Value = serde_json::from_slice(&request.payload()).expect("JSON");
    assert_eq!(parsed["rawPath"], "/orders");
}

#[test]
fn bodies_name_their_type_unless_one_was_set() {
    let post = || RestApi::new().post("/");
    let json = post().json(&json!({ "a": 1 })).event();
    assert_eq!(json["headers"]["Content-Type"], "application/json");
    assert_eq!(json["body"], r#"{"a":1}"#);
    let text = post().header("content-type", "text/csv").text("a,b").event();
    assert_eq!(text["multiValueHeaders"]["content-type"], json!(["text/csv"]));
    let form = post().form([("a b", "1&2")]).event();
    assert_eq!(form["body"], "a+b=1%262");
    assert_eq!(post().body("x").event()["headers"].get("Content-Type"), None);
}

#[test]
fn query_parameters_add_to_those_of_the_target() {
    let event = HttpApi::new().get("/?a=1").query("b c", "2&3").query("a", "4").event();
    assert_eq!(event["rawQueryString"], "a=1&b+c=2%263&a=4");
    assert_eq!(event["queryStringParameters"], json!({ "a": "1,4", "b c": "2&3" }));
}

#[test]
fn what_may_not_stand_in_a_uri_is_encoded_as_a_browser_would() {
    let event = RestApi::new().get("/caf\u{e9} {x}/50%25").event();
    assert_eq!(event["path"], "/caf%C3%A9%20%7Bx%7D/50%25");
}

#[test]
fn a_whole_uri_names_the_host() {
    let event = HttpApi::new().get("https://shop.example.com/orders").event();
    assert_eq!(event["headers"]["host"], "shop.example.com");
    assert_eq!(event["requestContext"]["domainName"], "shop.example.com");
}

#[test]
fn the_client_can_come_from_another_address() {
    let event = Alb::new().get("/").source_ip([192, 0, 2, 7]).event();
    assert_eq!(event["headers"]["x-forwarded-for"], "192.0.2.7");
}

#[test]
fn headers_may_hold_any_bytes_http_allows() {
    let event =
        HttpApi::new().get("/").header("x-utf8", "\u{fc}").header("x-latin", b"\xfc").event();
    assert_eq!(event["headers"]["x-utf8"], "\u{fc}");
    assert_eq!(event["headers"]["x-latin"], "\u{fc}");
}

#[test]
fn the_same_ids_give_the_same_event_and_others_another() {
    let request = RestApi::new().get("/");
    let seeded = |seed| request.clone().ids(&Ids::seeded(seed)).event();
    assert_eq!(seeded(1), seeded(1));
    assert_ne!(seeded(1), seeded(2));
    assert_ne!(request.event()["requestContext"], request.event()["requestContext"]);
}

#[test]
#[should_panic(expected = "refuses GET /b with 404 Not Found: {\"message\":\"Not Found\"}")]
fn an_event_of_a_refused_request_panics_with_the_refusal() {
    let _ = HttpApi::new().route_key("GET /a").get("/b").event();
}

#[test]
#[should_panic(expected = "has to begin with a slash")]
fn a_target_without_a_slash_panics() {
    let _ = HttpApi::new().get("orders").event();
}

#[test]
#[should_panic(expected = "header `a b` has a name or a value that HTTP does not allow")]
fn a_header_no_client_can_send_panics() {
    let _ = HttpApi::new().get("/").header("a b", "c").event();
}

#[test]
#[should_panic(expected = "1000 is no HTTP status")]
fn a_gateway_response_with_a_status_that_is_none_panics() {
    let _ = HttpApi::new().gateway_response(GatewayError::NoRoute, 1000, "");
}

#[test]
fn every_public_type_can_be_sent_between_threads() {
    fn check<T: Send + Sync + std::fmt::Debug + 'static>() {}
    check::<Alb>();
    check::<ClientAddress>();
    check::<Connection>();
    check::<Frame>();
    check::<FunctionUrl>();
    check::<GatewayError>();
    check::<HeaderCasing>();
    check::<HttpApi>();
    check::<Outcome>();
    check::<RequestEvent<HttpApi>>();
    check::<RestApi>();
    check::<Setting<'static>>();
    check::<VpcLattice>();
    check::<WebSocket>();
    check::<Box<dyn FrontDoor>>();
}
