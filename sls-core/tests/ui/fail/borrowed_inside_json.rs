use sls_core::{Json, handler};

#[handler(http = "POST /orders")]
async fn orders(Json(name): Json<&str>) -> String {
    name.to_owned()
}

fn main() {}
