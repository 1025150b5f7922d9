use sls_core::event::alexa;
use sls_core::handler;

#[handler(alexa = "tea-shop")]
async fn talk() -> alexa::Response {
    alexa::Response::new()
}

fn main() {}
