use sls_core::event::alexa;
use sls_core::{Error, handler};

#[handler(authorizer)]
async fn check() -> Result<alexa::Response, Error> {
    Ok(alexa::Response::new())
}

fn main() {}
