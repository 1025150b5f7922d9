use sls_core::event::alexa;
use sls_core::handler;

#[handler(alexa(skill = "amzn1.ask.skill.1", intent = "OrderIntent", request = "LaunchRequest"))]
async fn talk() -> alexa::Response {
    alexa::Response::new()
}

fn main() {}
