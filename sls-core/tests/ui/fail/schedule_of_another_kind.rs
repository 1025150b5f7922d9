use sls_core::handler;

#[handler(schedule = "every 5 minutes")]
async fn report() {}

fn main() {}
