use sls_core::handler;

struct Orders;

impl Orders {
    #[handler]
    async fn show(_orders: Self) {}
}

fn main() {}
