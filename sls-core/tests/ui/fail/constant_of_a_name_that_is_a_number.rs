use sls_core::handler;

const TOPIC: u64 = 111_122_223_333;

#[handler(sns = TOPIC)]
async fn notify() {}

fn main() {}
