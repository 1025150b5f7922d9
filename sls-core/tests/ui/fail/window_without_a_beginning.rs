use sls_core::event::kinesis::Window;
use sls_core::handler;

#[derive(serde::Deserialize)]
struct Sales;

#[handler(kinesis(stream = "sales", tumbling_window = "1m"))]
async fn add(_window: Window<Sales>) {}

fn main() {}
