use sls_core::handler;

#[handler(schedule(expression = "rate(1 day)", name = ""))]
async fn report() {}

fn main() {}
