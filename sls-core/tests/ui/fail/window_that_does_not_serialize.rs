use sls_core::event::kinesis::Window;
use sls_core::{Batch, Json, handler};

#[derive(Default, serde::Deserialize)]
struct Sales;

#[handler(kinesis(stream = "sales", tumbling_window = "1m"))]
async fn add(window: Window<Sales>, _prices: Batch<Json<u64>>) -> Window<Sales> {
    window
}

fn main() {}
