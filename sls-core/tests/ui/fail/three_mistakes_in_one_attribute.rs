use sls_core::handler;

#[handler(htpp = "GET /orders", sns = 5, kinesis(stream = "clicks", batch_size = 0))]
async fn orders() {}

fn main() {}
