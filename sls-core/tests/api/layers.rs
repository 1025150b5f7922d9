//! Layers around an app and around single handlers.

use std::fmt;
use std::time::Duration;

use sls_core::event::{kinesis, sns};
use sls_core::http::{HeaderName, HeaderValue, Request};
use sls_core::reply::Response;
use sls_core::{App, Body, Failure, Handler, Invocation, Text};
use sls_test::Cloud;
use tower::layer::layer_fn;
use tower::timeout::TimeoutLayer;
use tower::util::{MapRequestLayer, MapResponseLayer};

use crate::support::{Notes, cloud, doors};

const LAYER: HeaderName = HeaderName::from_static("x-layer");

async fn fixed() -> &'static str {
    "fixed"
}

async fn never() -> &'static str {
    std::future::pending().await
}

async fn read(Text(_): Text) {}

/// Appends a value to the header, so that the order of layers shows.
fn marked(value: &'static str) -> impl Fn(Response) -> Response + Clone + Send + Sync {
    move |mut response: Response| {
        response.headers_mut().append(LAYER, HeaderValue::from_static(value));
        response
    }
}

/// Notes what passes on its way in.
fn noting(
    notes: &Notes,
    name: &'static str,
) -> impl Fn(Invocation) -> Invocation + Clone + Send + Sync + use<> {
    let notes = notes.clone();
    move |invocation: Invocation| {
        notes.add(format!("{name} {}", invocation.payload().len()));
        invocation
    }
}

#[tokio::test]
async fn an_http_layer_of_the_app_is_around_every_route_and_answer() {
    let app = App::new()
        .handler(Handler::new("fixed").http("GET /fixed", fixed))
        .http_layer(MapResponseLayer::new(marked("inner")))
        .http_layer(MapResponseLayer::new(marked("outer")));
    let cloud = Cloud::new(app).await;
    for (door, client) in doors(&cloud) {
        for (path, status) in [("/fixed", 200), ("/nothing", 404)] {
            let reply = client.get(path).send().await;
            assert_eq!(reply.status(), status, "{door}");
            let headers: Vec<_> = reply.headers().get_all(LAYER).iter().collect();
            let values: Vec<_> = headers.iter().map(|value| value.to_str().unwrap()).collect();
            assert_eq!(values.join(", "), "inner, outer", "{door}");
        }
    }
}

#[tokio::test]
async fn an_http_layer_of_a_handler_is_around_its_routes_only() {
    let layered = Handler::new("layered").http("GET /layered", fixed).http("GET /again", fixed);
    let handlers = [
        layered.http_layer(MapResponseLayer::new(marked("own"))),
        Handler::new("bare").http("GET /bare", fixed),
    ];
    let cloud = cloud(handlers).await;
    for (path, header) in [("/layered", Some("own")), ("/again", Some("own")), ("/bare", None)] {
        let reply = cloud.http().get(path).send().await;
        assert_eq!((reply.text(), reply.header("x-layer")), ("fixed", header), "{path}");
    }
}

#[tokio::test]
async fn a_handler_behind_layers_gets_the_parameters_of_its_path() {
    use sls_core::Path;

    async fn show(Path((order, item)): Path<(u32, String)>, Text(body): Text) -> String {
        format!("{order} {item} {body}")
    }

    let route = || Handler::new("show").http("POST /orders/{order}/items/{item}", show);
    let bare = || MapRequestLayer::new(|request: Request<Body>| request);
    let apps = [
        App::new().handler(route().http_layer(bare())),
        App::new().handler(route()).http_layer(bare()),
        App::new().handler(route().http_layer(bare())).http_layer(bare()),
    ];
    for app in apps {
        let cloud = Cloud::new(app).await;
        for (door, client) in doors(&cloud) {
            let reply = client.post("/orders/7/items/a%20b").text("now").send().await;
            assert_eq!(reply.text(), "7 a b now", "{door}");
        }
    }
}

#[tokio::test]
async fn a_timeout_of_one_handler_is_an_error_of_its_requests() {
    let timeout = TimeoutLayer::new(Duration::from_millis(1));
    let handlers = [
        Handler::new("never").http("GET /never", never).http_layer(timeout),
        Handler::new("fixed").http("GET /fixed", fixed),
    ];
    let cloud = cloud(handlers).await;
    let reply = cloud.http().get("/never").send().await;
    assert_eq!(reply.status(), 500);
    assert_eq!(reply.text(), r#"{"message":"Internal Server Error"}"#);
    assert_eq!(cloud.http().get("/fixed").send().await.text(), "fixed");
}

#[tokio::test]
async fn a_layer_of_the_app_sees_every_invocation_and_the_last_one_first() {
    let notes = Notes::default();
    let app = App::new()
        .handlers([
            Handler::new("fixed").http("GET /fixed", fixed),
            Handler::new("read").on(sns::Topic::new("news"), read),
            Handler::new("number").direct(async |number: u32| number),
        ])
        .layer(MapRequestLayer::new(noting(&notes, "inner")))
        .layer(MapRequestLayer::new(noting(&notes, "outer")));
    let cloud = Cloud::new(app).await;

    assert_eq!(cloud.invoke(&1234).await.json::<u32>(), 1234);
    assert_eq!(notes.take(), ["outer 4", "inner 4"]);

    cloud.http().get("/fixed").send().await;
    cloud.sns("news").publish_text("hello").await.assert_ok();
    assert_eq!(notes.take().len(), 4);
}

#[tokio::test]
async fn a_layer_of_a_handler_sees_the_events_that_it_claims() {
    let notes = Notes::default();
    let noting = MapRequestLayer::new(noting(&notes, "layer"));
    let handlers = [
        Handler::new("news")
            .on(sns::Topic::new("news"), read)
            .on(kinesis::Stream::new("news"), read)
            .layer(noting),
        Handler::new("orders").on(sns::Topic::new("orders"), read),
    ];
    let cloud = cloud(handlers).await;

    cloud.sns("orders").publish_text("hello").await.assert_ok();
    assert_eq!(notes.take(), <[String; 0]>::default());
    cloud.sns("news").publish_text("hello").await.assert_ok();
    assert_eq!(notes.take().len(), 1);
    cloud.kinesis("news").put_all(&["a", "b"]).await.assert_ok();
    assert_eq!(notes.take().len(), 1);
}

#[tokio::test]
async fn an_error_of_a_layer_fails_the_invocation_under_its_own_name() {
    #[derive(Debug)]
    struct Refused;

    impl fmt::Display for Refused {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("not today")
        }
    }

    impl std::error::Error for Refused {}

    let refusing = layer_fn(|_| tower::service_fn(async |_: Invocation| Err(Refused)));
    let app =
        App::new().handler(Handler::new("read").on(sns::Topic::new("news"), read)).layer(refusing);
    let delivery = Cloud::new(app).await.sns("news").publish_text("hello").await;
    let failure = delivery.assert_failed();
    assert_eq!((failure.error_type(), failure.message()), ("Refused", "not today"));

    let refusing = layer_fn(|_| {
        tower::service_fn(async |_: Invocation| Err(Failure::new("OutOfStock", "no A1 left")))
    });
    let app =
        App::new().handler(Handler::new("read").on(sns::Topic::new("news"), read)).layer(refusing);
    let delivery = Cloud::new(app).await.sns("news").publish_text("hello").await;
    assert_eq!(delivery.assert_failed().error_type(), "OutOfStock");
}

#[tokio::test]
async fn an_event_that_a_layer_made_anothers_is_not_taken_for_handled() {
    async fn handled() {
        unreachable!("the message is for another topic");
    }
    fn readdressed(invocation: Invocation) -> Invocation {
        let (payload, context) = invocation.into_parts();
        let payload = String::from_utf8(payload.to_vec()).unwrap().replace(":news", ":other");
        Invocation::new(payload, context)
    }

    let handler = Handler::new("handled").on(sns::Topic::new("news"), handled);
    let cloud = cloud([handler.layer(MapRequestLayer::new(readdressed))]).await;
    let delivery = cloud.sns("news").publish_text("hello").await;
    assert_eq!(delivery.assert_failed().error_type(), "Sls.UnroutedEvent");
}

#[tokio::test]
async fn cookies_that_are_not_ascii_come_through_layers() {
    async fn name(cookies: sls_core::Cookies) -> String {
        format!("{:?} {:?}", cookies.get("sid"), cookies.get("name"))
    }

    let handler = || Handler::new("name").http("GET /", name);
    let bare = cloud([handler()]).await;
    let layered = cloud([handler().http_layer(MapResponseLayer::new(marked("x")))]).await;
    for cloud in [bare, layered] {
        for (door, client) in doors(&cloud) {
            let reply = client.get("/").cookie("sid", "s1").cookie("name", "José").send().await;
            assert_eq!(reply.text(), r#"Some("s1") Some("José")"#, "{door}");
        }
    }
}
