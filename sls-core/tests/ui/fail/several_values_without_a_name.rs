//! Only routes stand beside each other in parentheses.

use sls_core::handler;

#[handler(sns("orders", "refunds"))]
async fn topics() {}

#[handler(sqs = ["orders", "refunds"])]
async fn queues() {}

#[handler(alarm(state = ["OK", "ALARM"]))]
async fn states() {}

fn main() {}
