//! Routes and names may come from a `macro_rules!` macro.

use sls_core::{handler, handlers};

macro_rules! route {
    ($name:ident, $route:literal, $argument:ty, $topic:expr) => {
        #[handler(http = $route, sns = $topic)]
        async fn $name(_argument: $argument) {}
    };
}

route!(orders, "GET /orders", sls_core::Json<Vec<u64>>, "orders");
route!(items, "GET /items", String, concat!("it", "ems"));

fn main() {
    let _ = handlers![orders, items];
}
