use sls_core::handler;
use sls_core::reply::IntoResponse;

#[handler(http = "POST /orders", sns = "orders")]
async fn store() -> impl IntoResponse {
    "stored"
}

fn main() {}
