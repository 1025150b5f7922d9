use sls_core::handler;

#[handler(websocket = "$conect")]
async fn orders() {}

fn main() {}
