use sls_core::handler;

#[handler(authorizer)]
async fn answer() -> bool {
    true
}

fn main() {}
