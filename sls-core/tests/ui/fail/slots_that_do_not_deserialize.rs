use sls_core::event::alexa::{Response, Slots};
use sls_core::handler;

struct Order;

#[handler(alexa = "amzn1.ask.skill.1")]
async fn order(_slots: Slots<Order>) -> Response {
    Response::new()
}

fn main() {}
