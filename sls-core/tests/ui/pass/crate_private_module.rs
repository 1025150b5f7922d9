//! Nothing leaks out of a module that only the crate sees.

#![deny(warnings, unreachable_pub, private_interfaces, private_bounds)]

pub(crate) mod orders {
    use sls_core::{Json, handler};

    #[derive(serde::Deserialize, serde::Serialize)]
    pub(crate) struct Order {
        pub(crate) sku: String,
    }

    #[handler(http = "POST /orders", sns = "orders")]
    pub(crate) async fn create(Json(order): Json<Order>) {
        drop(order.sku);
    }

    pub(crate) mod admin {
        use super::Order;

        #[sls_core::handler(http = "GET /admin/orders")]
        pub(in crate::orders) async fn list() -> sls_core::Json<Vec<Order>> {
            sls_core::Json(Vec::new())
        }
    }

    pub(crate) fn handlers() -> [sls_core::Handler; 2] {
        sls_core::handlers![create, admin::list]
    }
}

fn main() {
    assert_eq!(orders::handlers().len(), 2);
}
