//! Requests at front doors, and messages of WebSockets.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use proptest::prelude::*;
use serde_json::Value;
use sls_core::http::{HeaderMap, Method};
use sls_core::{Bytes, Handler, Path, Query, Text};
use sls_test::Ids;
use sls_test::event::Origin;
use sls_test::front_door::{
    Alb, Connection, FunctionUrl, HttpApi, RestApi, Setting, VpcLattice, WebSocket,
};

use super::{Seen, handled_json};

/// Method, path parameter, query, header and body.
type Request = (Method, String, Vec<(String, String)>, String, Vec<u8>);

fn handler(seen: Seen<Request>) -> Handler {
    Handler::new("h").http(
        "ANY /orders/{id}",
        move |method: Method,
              Path(id): Path<String>,
              Query(query): Query<Vec<(String, String)>>,
              headers: HeaderMap,
              Bytes(body): Bytes| {
            let own = headers["x-own"].to_str().unwrap().to_owned();
            seen.note((method, id, query, own, body.to_vec()));
            async {}
        },
    )
}

/// The same request as each front door passes it on.
fn events((_, id, query, own, body): &Request) -> Vec<Value> {
    let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let query = query.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value)));
    let target = format!("/orders/{}?{}", encoded(id), query.collect::<Vec<_>>().join("&"));
    macro_rules! event {
        ($door:expr) => {
            $door.post(&target).header("x-own", own).body(body.clone()).event()
        };
    }
    vec![
        event!(RestApi::new().binary_media_types(["*/*"])),
        event!(HttpApi::new()),
        event!(HttpApi::new().payload_v1()),
        event!(FunctionUrl::new()),
        event!(Alb::new().multi_value_headers()),
        event!(VpcLattice::new()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_request_through_any_door(
        // What decoding twice breaks does not pass an HTTP API as it is.
        id in "[a-zA-Z0-9 äß漢+&=;,@-]{1,12}",
        query in prop::collection::vec(("[a-z]{1,5}[0-9]", "\\PC{0,12}"), 0..3),
        own in "[!-~]{1,20}",
        body in prop::collection::vec(any::<u8>(), 0..60),
    ) {
        let mut query = query;
        query.sort();
        query.dedup_by(|(one, _), (other, _)| one == other);
        let sent = (Method::POST, id, query, own, body);
        for event in events(&sent) {
            let mut seen = handled_json(&event, handler);
            for (_, _, query, ..) in &mut seen {
                query.sort();
            }
            prop_assert_eq!(&seen[..], &[sent.clone()][..], "{:#}", event);
        }
    }

    #[test]
    fn a_message_of_a_web_socket(text in any::<String>()) {
        let api = WebSocket::new();
        let opened = api.connect("/").event();
        let connection = Connection::opened_by(&opened).unwrap();
        let ids = Ids::default();
        let setting = Setting::new(&ids, Origin::default().now);
        let message = api.message(&connection, text.clone(), &setting).unwrap();
        let on = |key| move |seen: Seen<String>| {
            Handler::new("h").websocket(key, move |Text(text)| {
                seen.note(text);
                async {}
            })
        };
        prop_assert_eq!(handled_json(&message, on("$default")), [text]);
        prop_assert_eq!(handled_json(&opened, on("$connect")), [""]);
    }
}
