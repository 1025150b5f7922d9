//! Direct invocations.

use serde_json::{Value, json};
use sls_core::{Failure, Reply};

use super::canned;

#[tokio::test]
async fn the_payload_is_the_json_of_the_value_or_the_bytes_as_they_are() {
    let cloud = canned::cloud(|invocation| {
        let text = String::from_utf8(invocation.payload().to_vec()).unwrap();
        Ok(Reply::json(serde_json::to_vec(&text).unwrap()))
    })
    .await;
    assert_eq!(cloud.invoke(&json!({"a": 1})).await.json::<String>(), r#"{"a":1}"#);
    assert_eq!(cloud.invoke_raw("not JSON").await.json::<String>(), "not JSON");
}

#[tokio::test]
async fn the_invoker_may_say_who_it_is() {
    let cloud = canned::cloud(|invocation| {
        let context = invocation.context();
        let said = json!([context.tenant_id(), context.client_context()]);
        Ok(Reply::json(said.to_string()))
    })
    .await;
    assert_eq!(cloud.invoke(&()).await.json::<Value>(), json!([null, null]));
    let invoke = cloud.invoke(&()).tenant_id("blue").client_context(&json!({"app": 1}));
    assert_eq!(invoke.await.json::<Value>(), json!(["blue", r#"{"app":1}"#]));
}

#[tokio::test]
async fn a_failure_is_handed_to_the_invoker() {
    let cloud = canned::cloud(|_| Err(Failure::new("OutOfStock", "no A1 left"))).await;
    let reply = cloud.invoke(&()).await;
    assert_eq!(reply.assert_failed().error_type(), "OutOfStock");
    assert_eq!(reply.failure().map(Failure::message), Some("no A1 left"));
}

#[tokio::test]
async fn a_result_over_the_limit_is_a_failure_and_one_at_the_limit_is_not() {
    const LIMIT: usize = 6_291_556;
    let cloud = canned::cloud(|invocation| {
        let size: usize = serde_json::from_slice(invocation.payload()).unwrap();
        Ok(Reply::json(vec![b' '; size]))
    })
    .await;
    assert_eq!(cloud.invoke(&LIMIT).await.bytes().len(), LIMIT);
    let reply = cloud.invoke(&(LIMIT + 1)).await;
    assert_eq!(reply.assert_failed().error_type(), "Function.ResponseSizeTooLarge");
    assert_eq!(
        reply.assert_failed().message(),
        "Response payload size exceeded maximum allowed payload size (6291556 bytes)."
    );
}
