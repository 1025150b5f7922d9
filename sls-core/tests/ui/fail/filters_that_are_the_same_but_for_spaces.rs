use sls_core::handler;

#[handler(sqs(
    queue = "orders",
    filter = [r#"{"body": {"kind": ["a"]}}"#, r#"{ "body": { "kind": [ "a" ] } }"#]
))]
async fn orders() {}

fn main() {}
