use sls_core::handler;

struct Name;

#[handler]
async fn hello(_name: Name) -> String {
    String::new()
}

fn main() {}
