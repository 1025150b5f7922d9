//! One message for each.

use sls_core::{Json, Query, handler};

struct NewOrder;
struct Page;

#[handler(http = "POST /orders")]
async fn orders(Json(_order): Json<NewOrder>, Query(_page): Query<Page>) {}

fn main() {}
