use sls_core::handler;

#[handler(sqs(queue = "orders", filter = [r#"{"body": {"kind": ["tea"]}}"#, r#"{"body": {"kind": ["tea"]}}"#]))]
async fn orders() {}

fn main() {}
