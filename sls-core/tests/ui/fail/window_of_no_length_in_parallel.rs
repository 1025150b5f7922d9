use sls_core::handler;

#[handler(kinesis(
    stream = "clicks",
    tumbling_window = "0s",
    parallelization_factor = 2,
    batch_size = 0
))]
async fn orders() {}

fn main() {}
