use sls_core::event::authorizer;
use sls_core::handler;

#[handler(authorizer = "abc123.execute-api.eu-west-1.amazonaws.com")]
async fn check() -> authorizer::Authorization {
    authorizer::Authorization::simple(true)
}

fn main() {}
