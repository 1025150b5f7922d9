//! What makes two units of work the same, and what must not differ then.

use serde_json::{Value, json};
use sls_core::idempotency::{Idempotent, MissingKey};

use super::super::stage::{Function, Stage, check_failed};
use super::scenarios;

/// Calls with one payload after the other, and says which run answered each.
async fn runs_for(function: &Function, payloads: &[Value]) -> Vec<u64> {
    let mut runs = Vec::new();
    for payload in payloads {
        runs.push(function.call(payload.clone()).await.unwrap()["run"].as_u64().unwrap());
    }
    runs
}

async fn zero_and_false_are_keys(stage: Stage) {
    let function = stage.function();
    let payloads = [json!({"id": 0}), json!({"id": false}), json!({"id": 0}), json!({"id": false})];
    assert_eq!(runs_for(&function, &payloads).await, [1, 2, 1, 2]);
}

async fn nothing_is_no_key(stage: Stage) {
    let function = stage.function();
    for payload in [json!({}), json!({"id": null}), json!({"id": ""}), json!([]), json!(7)] {
        let failure = check_failed(function.call(payload.clone()).await, "Sls.Rejected");
        assert!(failure.message().contains("body `/id`: missing"), "{payload}: {failure}");
    }
    function.check_runs(0);
    assert_eq!(stage.store.take_calls(), <[&str; 0]>::default());
}

async fn a_part_of_a_key_that_is_missing_is_no_key(stage: Stage) {
    let function = stage.function_by(Idempotent::by("/id").and("/line"));
    let failure = check_failed(function.call(json!({"id": 7})).await, "Sls.Rejected");
    assert!(failure.message().contains("body `/line`: missing"), "{failure}");
}

async fn without_a_key_it_runs_each_time_if_that_was_asked_for(stage: Stage) {
    let settings = Idempotent::by("/id").missing_key(MissingKey::RunUnprotected);
    let function = stage.function_by(settings);
    let payloads = [json!({}), json!({}), json!({"id": 7}), json!({"id": 7})];
    assert_eq!(runs_for(&function, &payloads).await, [1, 2, 3, 3]);
}

async fn the_order_of_members_does_not_make_another_key(stage: Stage) {
    let function = stage.function();
    function.call_raw(r#"{"id": {"a": [1, {"x": 1, "y": 2}], "b": 2}}"#).await.unwrap();
    function.call_raw(r#"{"id":{"b":2,"a":[1,{"y":2,"x":1}]}}"#).await.unwrap();
    function.check_runs(1);
    function.call_raw(r#"{"id":{"b":2,"a":[{"y":2,"x":1},1]}}"#).await.unwrap();
    function.check_runs(2);
}

async fn a_key_of_several_values_keeps_them_apart(stage: Stage) {
    let function = stage.function_by(Idempotent::by("/customer").and("/order/id"));
    let payload =
        |customer: &str, order: &str| json!({"customer": customer, "order": {"id": order}});
    let payloads = [
        payload("a", "b"),
        payload("b", "a"),
        payload("ab", "b"),
        payload("a", "bb"),
        payload("a", "b"),
    ];
    assert_eq!(runs_for(&function, &payloads).await, [1, 2, 3, 4, 1]);
}

async fn pointers_reach_into_arrays_and_odd_names(stage: Stage) {
    let function = stage.function_by(Idempotent::by("/items/0/a~1b").and("/c~0d"));
    let payload = |value: u8| json!({"items": [{"a/b": value}, {"a/b": 9}], "c~d": 1});
    assert_eq!(runs_for(&function, &[payload(1), payload(2), payload(1)]).await, [1, 2, 1]);
}

async fn a_key_can_be_made_by_a_function(stage: Stage) {
    use sls_core::Json;
    use sls_core::extract::{FromInput, Input, Rejection};

    fn key(input: &Input<'_>) -> Result<String, Rejection> {
        let Json(id) = Json::<Value>::from_input(input)?;
        Ok(id["id"].as_str().unwrap_or_default().to_lowercase())
    }

    let function = stage.function_by(Idempotent::key(key));
    let payloads = [json!({"id": "A1"}), json!({"id": "a1"}), json!({"id": "A2"})];
    assert_eq!(runs_for(&function, &payloads).await, [1, 1, 2]);
    check_failed(function.call(json!({"id": ""})).await, "Sls.Rejected");
    check_failed(function.call(json!(7)).await, "Sls.Rejected");
}

async fn the_request_id_identifies_a_direct_invocation(stage: Stage) {
    let function = stage.function_by(Idempotent::by_identity());
    assert_eq!(runs_for(&function, &[json!({"id": 1}), json!({"id": 2})]).await, [1, 1]);
}

async fn another_payload_for_a_known_key_is_refused(stage: Stage) {
    let function = stage.function_by(Idempotent::by("/id").payload("/pay/amount").payload("/to"));
    let payload = |amount: u8, to: &str| json!({"id": 7, "pay": {"amount": amount}, "to": to});
    function.call(payload(10, "a")).await.unwrap();
    for tampered in
        [payload(11, "a"), payload(10, "b"), json!({"id": 7, "to": "a"}), json!({"id": 7})]
    {
        check_failed(function.call(tampered).await, "Sls.PayloadMismatch");
    }
    assert_eq!(function.call(payload(10, "a")).await, Ok(json!({"run": 1})));
    function.check_runs(1);
}

async fn the_same_payload_is_no_mismatch_however_often_it_comes(stage: Stage) {
    let function = stage.function_by(Idempotent::by("/id").payload(""));
    for _ in 0..4 {
        assert_eq!(function.call(json!({"id": 7, "a": {"b": 1}})).await, Ok(json!({"run": 1})));
    }
    check_failed(function.call(json!({"id": 7, "a": {"b": 2}})).await, "Sls.PayloadMismatch");
}

async fn what_was_not_named_may_differ(stage: Stage) {
    let function = stage.function_by(Idempotent::by("/id").payload("/amount"));
    let payloads =
        [json!({"id": 7, "amount": 1, "sent": 1}), json!({"id": 7, "amount": 1, "sent": 2})];
    assert_eq!(runs_for(&function, &payloads).await, [1, 1]);
}

async fn a_record_from_before_payloads_were_compared_is_answered(stage: Stage) {
    let before = stage.function();
    before.call(json!({"id": 7, "amount": 1})).await.unwrap();
    let after = stage.function_by(Idempotent::by("/id").payload("/amount"));
    assert_eq!(after.call(json!({"id": 7, "amount": 1})).await, Ok(json!({"run": 1})));
    after.check_runs(0);
}

async fn handlers_that_share_a_store_have_their_own_keys_and_settings(stage: Stage) {
    let one = stage.function_of("charge", Idempotent::by("/id"));
    let other = stage.function_of("refund", Idempotent::by("/refund"));
    assert_eq!(runs_for(&one, &[json!({"id": 7, "refund": 1})]).await, [1]);
    let payloads = [json!({"id": 7, "refund": 1}), json!({"id": 7, "refund": 2})];
    assert_eq!(runs_for(&other, &payloads).await, [1, 2]);
    let same_value = stage.function_of("refund", Idempotent::by("/id"));
    assert_eq!(runs_for(&same_value, &[json!({"id": 7})]).await, [1]);
    assert_eq!((one.work.runs(), other.work.runs(), same_value.work.runs()), (1, 2, 1));
}

async fn functions_have_their_own_keys(stage: Stage) {
    let (one, mut other) = (stage.function(), stage.function());
    other.name = "another".to_owned();
    assert_eq!(runs_for(&one, &[json!({"id": 7})]).await, [1]);
    assert_eq!(runs_for(&other, &[json!({"id": 7})]).await, [1]);
    other.check_runs(1);
}

async fn a_scope_is_shared_by_all_that_name_it(stage: Stage) {
    let shared = || Idempotent::by("/id").scope("orders");
    let (one, mut other) = (stage.function_by(shared()), stage.function_of("renamed", shared()));
    other.name = "another".to_owned();
    assert_eq!(runs_for(&one, &[json!({"id": 7})]).await, [1]);
    assert_eq!(runs_for(&other, &[json!({"id": 7})]).await, [1]);
    other.check_runs(0);
}

async fn no_tenant_receives_what_another_was_answered(stage: Stage) {
    let mut function = stage.function();
    for (tenant, run) in [(None, 1), (Some("a"), 2), (Some("b"), 3), (Some("a"), 2), (None, 1)] {
        function.tenant = tenant;
        assert_eq!(runs_for(&function, &[json!({"id": 7})]).await, [run], "{tenant:?}");
    }
}

scenarios! {
    zero_and_false_are_keys,
    nothing_is_no_key,
    a_part_of_a_key_that_is_missing_is_no_key,
    without_a_key_it_runs_each_time_if_that_was_asked_for,
    the_order_of_members_does_not_make_another_key,
    a_key_of_several_values_keeps_them_apart,
    pointers_reach_into_arrays_and_odd_names,
    a_key_can_be_made_by_a_function,
    the_request_id_identifies_a_direct_invocation,
    another_payload_for_a_known_key_is_refused,
    the_same_payload_is_no_mismatch_however_often_it_comes,
    what_was_not_named_may_differ,
    a_record_from_before_payloads_were_compared_is_answered,
    handlers_that_share_a_store_have_their_own_keys_and_settings,
    functions_have_their_own_keys,
    a_scope_is_shared_by_all_that_name_it,
    no_tenant_receives_what_another_was_answered,
}
