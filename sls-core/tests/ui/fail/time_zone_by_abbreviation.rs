use sls_core::handler;

#[handler(schedule(expression = "cron(0 9 * * ? *)", timezone = "CET"))]
async fn report() {}

fn main() {}
