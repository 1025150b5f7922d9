use sls_core::handlers;

mod orders {
    #[sls_core::handler(http = "GET /orders")]
    async fn show() {}
}

fn main() {
    let _ = handlers![orders::show];
}
