//! Without the feature `gzip` the compiler names it.

use sls_core::handler;

#[handler(cloudwatch_logs = "/aws/lambda/orders")]
async fn logs() {}

fn main() {}
