use sls_core::handler;

#[handler(dynamodb(table = "orders", tumbling_window = "1m", parallelization_factor = 2))]
async fn orders() {}

fn main() {}
