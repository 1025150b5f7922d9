//! What SNS would refuse of a subscription.

use sls_core::handler;

#[handler(sns(topic = "orders", filter_policy = "order"))]
async fn no_json() {}

#[handler(sns(topic = "orders", filter_policy = r#"{"kind": "order"}"#))]
async fn no_list() {}

#[handler(sns(topic = "orders", filter_policy = r#"{"order": {"kind": ["tea"]}}"#))]
async fn nested() {}

#[handler(sns(
    topic = "orders",
    filter_policy = r#"{"a": [1], "b": [1], "c": [1], "d": [1], "e": [1], "f": [1]}"#
))]
async fn too_many() {}

#[handler(sns(topic = "orders", filter_policy_scope = "MessageBody"))]
async fn scope_alone() {}

#[handler(sns(topic = "orders", filter_policy = r#"{"kind": [1]}"#, filter_policy_scope = "Body"))]
async fn scope() {}

fn main() {}
