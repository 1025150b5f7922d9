use sls_core::handlers;

async fn orders() {}

fn main() {
    let _ = handlers![orders];
}
