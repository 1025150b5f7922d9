use sls_core::handler;

#[handler]
async fn orders(#[cfg(unix)] name: String) {
    drop(name);
}

fn main() {}
