use sls_core::handler;

#[handler(cron = "0 12 * * ? *")]
async fn orders() {}

fn main() {}
