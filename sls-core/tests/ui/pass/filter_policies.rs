//! What a topic's subscription lets through.

use sls_core::{App, handler, handlers};

const POLICY: &str = r#"{"kind": ["order"]}"#;

#[handler(
    sns(topic = "orders", filter_policy = r#"{"kind": ["order", {"prefix": "re"}]}"#),
    sns(
        topic = "refunds",
        filter_policy = r#"{"refund": {"total": [{"numeric": [">", 100]}]}}"#,
        filter_policy_scope = "MessageBody"
    ),
    sns(filter_policy = POLICY)
)]
async fn orders() {}

fn main() {
    let app = App::new().handlers(handlers![orders]);
    let sources = &app.manifest().handlers[0].sources;
    assert_eq!(sources[0].settings["filter_policy_scope"], "MessageAttributes");
    assert_eq!(sources[1].settings["filter_policy_scope"], "MessageBody");
    assert_eq!(sources[2].settings["filter_policy"], POLICY);
    app.into_service().expect("all values are good");
}
