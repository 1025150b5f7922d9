//! A trigger of a user pool, or one of its sources.

use sls_core::handler;

#[handler(cognito = "PreSignup")]
async fn misspelled() {}

#[handler(cognito = "Welcome")]
async fn unknown() {}

#[handler(cognito = "PreSignUp_AdminCreateUsers")]
async fn misspelled_source() {}

#[handler(cognito = "PreSignUp_Robot")]
async fn unknown_source() {}

fn main() {}
