use sls_core::handler;

#[handler(cognito(trigger = "PreSignUp", user_pool = "customers"))]
async fn join() {}

fn main() {}
