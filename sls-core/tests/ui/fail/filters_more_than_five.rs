use sls_core::handler;

#[handler(sqs(
    queue = "orders",
    filter = [
        r#"{"body": {"kind": ["a"]}}"#,
        r#"{"body": {"kind": ["b"]}}"#,
        r#"{"body": {"kind": ["c"]}}"#,
        r#"{"body": {"kind": ["d"]}}"#,
        r#"{"body": {"kind": ["e"]}}"#,
        r#"{"body": {"kind": ["f"]}}"#,
    ],
))]
async fn orders() {}

fn main() {}
