use sls_core::handler;

struct Orders;

impl Orders {
    #[handler]
    async fn show(id: u64) -> u64 {
        id
    }
}

fn main() {}
