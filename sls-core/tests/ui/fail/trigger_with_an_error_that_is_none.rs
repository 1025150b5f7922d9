//! The same for all sources that go on without an answer.

use sls_core::event::{cognito, custom_resource, ses};
use sls_core::handler;

struct PoolError;

#[handler(cognito = "PreSignUp")]
async fn nothing() -> Result<(), PoolError> {
    Ok(())
}

#[handler(cognito = "PreSignUp")]
async fn response() -> Result<cognito::PreSignUpResponse, PoolError> {
    Err(PoolError)
}

#[handler(custom_resource)]
async fn certificate() -> Result<custom_resource::Answer, PoolError> {
    Err(PoolError)
}

#[handler(ses)]
async fn mail() -> Result<ses::Disposition, PoolError> {
    Err(PoolError)
}

fn main() {}
