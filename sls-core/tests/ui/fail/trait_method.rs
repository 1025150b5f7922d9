use sls_core::handler;

trait Orders {
    #[handler]
    async fn show(id: u64) -> u64;
}

fn main() {}
