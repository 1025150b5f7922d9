//! Parentheses, brackets and braces; with and without a comma at the end.

use sls_core::{handler, handlers};

#[handler()]
async fn empty() {}

#[handler[sns = "orders"]]
async fn brackets() {}

#[handler { http("GET /a", "GET /b",), sqs(queue = "orders", batch_size = 5,), }]
async fn braces() {}

#[sls_core::handler(
    // Comments stand where they like.
    sns(
        topic = "refunds", /* as here */
    ),
)]
async fn lines() {}

fn main() {
    let all = handlers! { empty, brackets, braces, lines, };
    assert_eq!(all.len(), 4);
    assert_eq!(handlers!(empty).len(), 1);
}
