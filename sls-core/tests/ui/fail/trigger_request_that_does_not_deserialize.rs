use sls_core::event::cognito::Event;
use sls_core::handler;

struct Order;

#[handler(cognito = "PreSignUp")]
async fn store(_argument: Event<Order>) {}

fn main() {}
