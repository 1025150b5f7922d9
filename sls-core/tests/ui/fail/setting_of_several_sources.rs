use sls_core::handler;

#[handler(filter = r#"{"body": {"kind": ["order"]}}"#)]
async fn orders() {}

fn main() {}
