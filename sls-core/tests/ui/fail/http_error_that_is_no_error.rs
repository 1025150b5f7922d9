use sls_core::{Json, handler};

struct OrderError;

#[handler(http = "GET /orders/{id}")]
async fn show() -> Result<Json<u64>, OrderError> {
    Err(OrderError)
}

fn main() {}
