use sls_core::event::alexa;
use sls_core::{Batch, Json, handler};

#[handler(alexa = "amzn1.ask.skill.1", idempotent = "/request/requestId")]
async fn skill() -> alexa::Response {
    alexa::Response::new()
}

#[handler(cognito = "PreSignUp", idempotent = "/userName")]
async fn trigger() {}

#[handler(sqs = "orders", idempotent = "/order")]
async fn batch(_orders: Batch<Json<u64>>) {}

fn main() {}
