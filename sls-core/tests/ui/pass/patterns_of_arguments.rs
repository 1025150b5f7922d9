//! Arguments are taken apart as in any other function.

use sls_core::{Json, Path, Query, State, handler, handlers};

#[derive(Clone, serde::Deserialize)]
struct Order {
    id: u64,
    lines: Vec<Line>,
}

#[derive(Clone, serde::Deserialize)]
struct Line(String, u32);

#[handler(http = "POST /{shop}/{shelf}")]
async fn taken_apart(
    Json(Order { id, mut lines }): Json<Order>,
    Path((ref shop, shelf @ 0..)): Path<(String, u64)>,
    Query([(_, ref first), ..]): Query<[(String, String); 2]>,
    State(_): State<u64>,
) -> String {
    lines.clear();
    format!("{id} {shop} {shelf} {first}")
}

#[handler(sns = "orders")]
async fn whole(mut order: Json<Order>, #[allow(unused_variables)] unused: State<u64>) {
    order.0.lines.push(Line(String::new(), 1));
    let Line(sku, count) = &order.0.lines[0];
    assert!(sku.is_empty() && *count == 1);
}

fn main() {
    let _ = handlers![taken_apart, whole];
}
