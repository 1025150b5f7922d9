use std::rc::Rc;

use sls_core::{Json, handler};

#[derive(serde::Deserialize)]
#[serde(from = "u64")]
struct Order(#[allow(dead_code)] Rc<u64>);

impl From<u64> for Order {
    fn from(id: u64) -> Self {
        Self(Rc::new(id))
    }
}

#[handler(sns = "orders")]
async fn store(Json(_order): Json<Order>) {}

fn main() {}
