use sls_core::handler;

#[handler]
async fn orders(name: impl Into<String>) {
    let _: String = name.into();
}

fn main() {}
