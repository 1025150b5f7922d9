//! Whatever goes in comes out of the event again, decoded by the platform's rules.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use bytes::Bytes;
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use proptest::prelude::*;
use serde_json::{Value, json};
use sls_test::front_door::{Alb, FunctionUrl, HttpApi, Outcome, RestApi, VpcLattice};

/// The body bytes of an event.
fn body_of(event: &Value) -> Bytes {
    let text = event["body"].as_str().unwrap_or_default();
    match event["isBase64Encoded"] == true {
        true => BASE64.decode(text).expect("base64").into(),
        false => text.to_owned().into(),
    }
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// One segment of a path in any characters.
fn segment() -> impl Strategy<Value = String> {
    "\\PC{1,20}".prop_filter("dots are segments of their own", |text| text != "." && text != "..")
}

fn query() -> impl Strategy<Value = Vec<(String, String)>> {
    prop::collection::vec(("\\PC{1,8}", "\\PC{0,12}"), 0..6)
}

proptest! {
    #[test]
    fn any_path_reaches_a_rest_api_as_it_was_sent(text in segment()) {
        let event = RestApi::new().route("GET", "/x/{id}").get(&format!("/x/{}", encoded(&text)));
        let event = event.event();
        let raw = event["pathParameters"]["id"].as_str().expect("a parameter");
        prop_assert_eq!(raw, encoded(&text));
        prop_assert_eq!(&event["path"], &format!("/x/{raw}"));
    }

    #[test]
    fn any_path_reaches_a_function_url_and_a_load_balancer_encoded(text in segment()) {
        let target = format!("/{}", encoded(&text));
        for (event, field) in [
            (FunctionUrl::new().get(&target).event(), "rawPath"),
            (Alb::new().get(&target).event(), "path"),
            (VpcLattice::new().get(&target).event(), "path"),
        ] {
            let raw = event[field].as_str().expect("a path");
            let decoded = percent_decode_str(raw).decode_utf8_lossy();
            prop_assert_eq!(decoded, format!("/{text}"));
        }
    }

    #[test]
    fn any_path_reaches_an_http_api_decoded_unless_it_holds_what_decoding_twice_breaks(
        text in segment(),
    ) {
        let api = HttpApi::new().route_key("GET /x/{id}");
        let event = api.get(&format!("/x/{}", encoded(&text))).try_event();
        if text.contains('?') || text.contains('%') {
            // What the first decoding sets free is read once more: an escape, or the query.
            let before = text.split('?').next().unwrap_or_default();
            let decoded = percent_decode_str(before).decode_utf8_lossy().into_owned();
            if let Ok(event) = event {
                prop_assert_eq!(&event["rawPath"], &format!("/x/{decoded}"));
            }
        } else {
            let event = event.expect("an event");
            prop_assert_eq!(&event["rawPath"], &format!("/x/{text}"));
            prop_assert_eq!(&event["pathParameters"]["id"], &text);
        }
    }

    #[test]
    fn any_query_comes_out_of_every_door(pairs in query()) {
        let names: Vec<_> = pairs.iter().map(|(name, _)| name.clone()).collect();
        for name in names {
            let all: Vec<&str> =
                pairs.iter().filter(|(n, _)| *n == name).map(|(_, v)| v.as_str()).collect();
            let rest = pairs.iter().fold(RestApi::new().get("/"), |r, (n, v)| r.query(n, v)).event();
            prop_assert_eq!(&rest["multiValueQueryStringParameters"][&name], &json!(all));
            prop_assert_eq!(&rest["queryStringParameters"][&name], &json!(all.last()));

            let http = pairs.iter().fold(HttpApi::new().get("/"), |r, (n, v)| r.query(n, v)).event();
            prop_assert_eq!(&http["queryStringParameters"][&name], &json!(all.join(",")));

            let lattice =
                pairs.iter().fold(VpcLattice::new().get("/"), |r, (n, v)| r.query(n, v)).event();
            prop_assert_eq!(&lattice["queryStringParameters"][&name], &json!(all));
        }
        let raw = pairs.iter().fold(HttpApi::new().get("/"), |r, (n, v)| r.query(n, v)).event();
        let raw = raw["rawQueryString"].as_str().expect("a query");
        let parsed: Vec<(String, String)> =
            form_urlencoded::parse(raw.as_bytes()).into_owned().collect();
        prop_assert_eq!(parsed, pairs);
    }

    #[test]
    fn a_load_balancer_gives_the_query_back_as_it_was_encoded(pairs in query()) {
        let door = Alb::new().multi_value_headers();
        let event = pairs.iter().fold(door.get("/"), |r, (n, v)| r.query(n, v)).event();
        let map = event["multiValueQueryStringParameters"].as_object().expect("a map");
        let mut found: Vec<(String, String)> = Vec::new();
        for (name, values) in map {
            for value in values.as_array().expect("a list") {
                let text = format!("{name}={}", value.as_str().expect("a string"));
                found.extend(form_urlencoded::parse(text.as_bytes()).into_owned());
            }
        }
        let mut sent = pairs;
        found.sort();
        sent.sort();
        prop_assert_eq!(found, sent);
    }

    #[test]
    fn any_header_value_comes_out_of_every_door(values in prop::collection::vec("[!-~]{1,30}", 1..4)) {
        macro_rules! event {
            ($door:expr) => {
                values.iter().fold($door.get("/"), |request, value| request.header("X-Any", value)).event()
            };
        }
        prop_assert_eq!(&event!(RestApi::new())["multiValueHeaders"]["X-Any"], &json!(values));
        prop_assert_eq!(&event!(RestApi::new())["headers"]["X-Any"], &json!(values.last()));
        prop_assert_eq!(&event!(HttpApi::new())["headers"]["x-any"], &json!(values.join(",")));
        let v1 = event!(HttpApi::new().payload_v1());
        prop_assert_eq!(&v1["multiValueHeaders"]["X-Any"], &json!(values));
        prop_assert_eq!(&event!(FunctionUrl::new())["headers"]["x-any"], &json!(values.join(",")));
        prop_assert_eq!(&event!(Alb::new())["headers"]["x-any"], &json!(values.last()));
        prop_assert_eq!(&event!(VpcLattice::new())["headers"]["x-any"], &json!(values));
    }

    #[test]
    fn any_bytes_without_a_content_type_come_out_of_the_base64_doors(
        body in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        for event in [
            HttpApi::new().post("/").body(body.clone()).event(),
            FunctionUrl::new().post("/").body(body.clone()).event(),
            Alb::new().post("/").body(body.clone()).event(),
            VpcLattice::new().post("/").body(body.clone()).event(),
            RestApi::new().binary_media_types(["*/*"]).post("/").body(body.clone()).event(),
        ] {
            prop_assert_eq!(&event["isBase64Encoded"], &json!(!body.is_empty()));
            prop_assert_eq!(&body_of(&event), &body);
        }
    }

    #[test]
    fn a_body_is_base64_exactly_when_its_content_type_is_not_of_the_text_types(
        content_type in "(text|TEXT|application|image)/(json|xml|javascript|x-[a-z]{1,4}|json\\+x)",
        parameter in "(; charset=utf-8)?",
    ) {
        let lower = content_type.to_lowercase();
        let is_text = lower.starts_with("text/")
            || ["application/json", "application/xml", "application/javascript"]
                .contains(&lower.as_str());
        let sent = format!("{content_type}{parameter}");
        for event in [
            HttpApi::new().post("/").header("content-type", &sent).body("hi").event(),
            HttpApi::new().payload_v1().post("/").header("content-type", &sent).body("hi").event(),
            FunctionUrl::new().post("/").header("content-type", &sent).body("hi").event(),
            Alb::new().post("/").header("content-type", &sent).body("hi").event(),
            VpcLattice::new().post("/").header("content-type", &sent).body("hi").event(),
        ] {
            prop_assert_eq!(&event["isBase64Encoded"], !is_text);
            prop_assert_eq!(body_of(&event), "hi");
        }
        let rest = RestApi::new().binary_media_types([content_type]).post("/");
        let event = rest.header("content-type", &sent).body("hi").event();
        prop_assert_eq!(&event["isBase64Encoded"], true);
    }

    #[test]
    fn any_text_of_a_text_type_comes_out_as_text(body in "\\PC{0,80}") {
        for event in [
            HttpApi::new().post("/").text(&body).event(),
            FunctionUrl::new().post("/").text(&body).event(),
            Alb::new().post("/").text(&body).event(),
            VpcLattice::new().post("/").text(&body).event(),
            RestApi::new().post("/").text(&body).event(),
        ] {
            prop_assert_eq!(&event["isBase64Encoded"], false);
            prop_assert_eq!(event["body"].as_str().unwrap_or_default(), &body);
        }
    }

    #[test]
    fn any_reply_body_reaches_the_client(body in prop::collection::vec(any::<u8>(), 0..200)) {
        let result = json!({
            "statusCode": 200, "body": BASE64.encode(&body), "isBase64Encoded": true,
        });
        let outcome = Outcome::json(result.to_string());
        for response in [
            HttpApi::new().get("/").response(&outcome),
            HttpApi::new().payload_v1().get("/").response(&outcome),
            FunctionUrl::new().get("/").response(&outcome),
            Alb::new().get("/").response(&outcome),
            VpcLattice::new().get("/").response(&outcome),
            RestApi::new().binary_media_types(["*/*"]).get("/").response(&outcome),
        ] {
            prop_assert_eq!(response.body(), &body);
        }
    }

    #[test]
    fn no_result_makes_a_door_panic(result in prop::collection::vec(any::<u8>(), 0..100)) {
        for outcome in [Outcome::json(result.clone()), Outcome::stream(result.clone())] {
            for status in [
                HttpApi::new().get("/").response(&outcome).status(),
                RestApi::new().stream().get("/").response(&outcome).status(),
                FunctionUrl::new().response_stream().get("/").response(&outcome).status(),
                Alb::new().get("/").response(&outcome).status(),
            ] {
                prop_assert!((200..=599).contains(&status.as_u16()));
            }
        }
    }

    #[test]
    fn compact_json_of_a_function_url_means_the_same(
        object in prop::collection::btree_map("\\PC{0,8}", "\\PC{0,12}", 0..5),
    ) {
        prop_assume!(!object.contains_key("statusCode"));
        let value = json!(object);
        let pretty = serde_json::to_string_pretty(&value).expect("JSON");
        let response = FunctionUrl::new().get("/").response(&Outcome::json(pretty));
        prop_assert_eq!(response.body(), &value.to_string());
    }
}
