//! A function that asks AWS who it is, as its environment says how.

use std::time::Duration;

use aws_sdk_sts::Client;
use aws_sdk_sts::error::DisplayErrorContext;
use serde_json::{Value, json};
use sls_core::{App, Error, Handler, State, aws};

async fn identity(sts: State<Client>) -> Result<Value, Error> {
    let identity = sts.get_caller_identity().send().await;
    let identity = identity.map_err(|error| Error::msg(DisplayErrorContext(error).to_string()))?;
    Ok(json!({ "account": identity.account(), "arn": identity.arn() }))
}

fn main() -> sls_core::Result<()> {
    App::new()
        .resource(aws::config(Duration::from_secs(3)))
        .resource(aws::client(Client::new))
        .handler(Handler::new("identity").direct(identity))
        .run()
}
