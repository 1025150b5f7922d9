use sls_core::{Error, Json, handler};

#[handler(http = "POST /orders", sqs = "orders")]
async fn store() -> Result<Json<u64>, Error> {
    Ok(Json(1))
}

fn main() {}
