use sls_core::handler;

#[handler(eventbridge(source = ["shop.*", "shop.orders"]))]
async fn orders() {}

fn main() {}
