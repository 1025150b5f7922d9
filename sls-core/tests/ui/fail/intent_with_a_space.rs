use sls_core::event::alexa;
use sls_core::handler;

#[handler(alexa(skill = "amzn1.ask.skill.1", intent = "Order tea"))]
async fn talk() -> alexa::Response {
    alexa::Response::new()
}

fn main() {}
