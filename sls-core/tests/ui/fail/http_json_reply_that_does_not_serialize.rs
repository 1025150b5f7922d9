use sls_core::{Error, Json, handler};

struct Order;

#[handler(http = "GET /orders/{id}")]
async fn show() -> Result<Json<Order>, Error> {
    Ok(Json(Order))
}

fn main() {}
