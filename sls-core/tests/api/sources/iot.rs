//! Events of AWS IoT that can be told from others.

use serde_json::{Value, json};
use sls_core::event::iot::Event;
use sls_core::{Handler, Json, Reply};
use sls_test::event::{IotClick, IotEvent};

use crate::support::cloud;

#[tokio::test]
async fn the_whole_event_is_the_payload_and_the_reply_is_any_json() {
    async fn allow(Json(event): Json<Value>) -> Value {
        json!({"isAuthenticated": event["token"] == "secret"})
    }

    let cloud = cloud([Handler::new("allow").on(Event::any(), allow)]).await;
    let reply = cloud.invoke_raw(IotEvent::authorizer("secret").to_bytes()).await;
    assert_eq!(reply.json::<Value>(), json!({"isAuthenticated": true}));
    for event in [
        IotEvent::button(IotClick::Single),
        IotEvent::one_click(IotClick::Double),
        IotEvent::provisioning("fleet", [("serial", "1")]),
    ] {
        let reply = cloud.invoke_raw(event.to_bytes()).await;
        assert_eq!(reply.json::<Value>(), json!({"isAuthenticated": false}));
    }
}

#[tokio::test]
async fn the_reply_may_be_finished_bytes() {
    async fn ring() -> Reply {
        Reply::json("[1]")
    }

    let cloud = cloud([Handler::new("ring").on(Event::any(), ring)]).await;
    let reply = cloud.invoke_raw(IotEvent::button(IotClick::Long).to_bytes()).await;
    assert_eq!(reply.bytes(), "[1]");
}

#[tokio::test]
async fn what_a_rule_selects_is_a_direct_invocation() {
    async fn ring() {}
    async fn direct(Json(message): Json<Value>) -> Value {
        message["temperature"].clone()
    }

    let handlers =
        [Handler::new("ring").on(Event::any(), ring), Handler::new("direct").direct(direct)];
    let cloud = cloud(handlers).await;
    let message = IotEvent::message(&json!({"temperature": 21}));
    assert_eq!(cloud.invoke_raw(message.to_bytes()).await.json::<u32>(), 21);
}

#[test]
fn two_handlers_refuse_to_start() {
    async fn ring() {}

    let app = sls_core::App::new()
        .handler(Handler::new("one").on(Event::any(), ring))
        .handler(Handler::new("two").on(Event::any(), ring));
    assert_eq!(
        app.into_service().unwrap_err().problems(),
        ["`one` and `two` both claim events of any AWS IoT event"]
    );
}
