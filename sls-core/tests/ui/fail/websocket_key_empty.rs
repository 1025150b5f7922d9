use sls_core::handler;

#[handler(websocket = "")]
async fn orders() {}

fn main() {}
