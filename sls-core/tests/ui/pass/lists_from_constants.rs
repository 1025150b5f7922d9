//! Wherever AWS has a list, a constant may be one.

use sls_core::{App, handler, handlers};

const EVENTS: [&str; 2] = ["ObjectCreated:*", "ObjectRemoved:*"];
const RESTORED: &[&str] = &["ObjectRestore:*"];
static TAGGED: &[&str; 1] = &["ObjectTagging:*"];
const FILTERS: [&str; 2] = [KIND, r#"{"body": {"kind": ["b"]}}"#];
const KIND: &str = r#"{"body": {"kind": ["a"]}}"#;
const RECIPIENTS: &[&str] = &["orders@example.com", ".example.org"];

fn sources() -> Vec<String> {
    vec![String::from("shop"), String::from("aws.*")]
}

#[handler(
    s3(bucket = "receipts", on = EVENTS),
    s3(bucket = "archive", on = RESTORED),
    s3(bucket = "tags", on = TAGGED),
    sqs(queue = "orders", filter = FILTERS),
    kinesis(stream = "orders", filter = KIND),
    eventbridge(source = sources(), detail_type = ["A", "B*"]),
    ses(recipient = RECIPIENTS),
    ses(recipient = ["refunds@example.com", "example.net"])
)]
async fn orders() {}

fn main() {
    let app = App::new().handlers(handlers![orders]);
    let settings = |at: usize| app.manifest().handlers[0].sources[at].settings.clone();
    assert_eq!(settings(0)["on"].as_array().map(Vec::len), Some(2));
    assert_eq!(settings(1)["on"][0], "ObjectRestore:*");
    assert_eq!(settings(3)["filter"][0], KIND);
    assert_eq!(settings(5)["source"][1], "aws.*");
    assert_eq!(settings(6)["recipient"][1], ".example.org");
    app.into_service().expect("all values are good");
}
