//! Who waits for an answer does not get one.

use sls_core::handler;

#[handler(alexa = "amzn1.ask.skill.1")]
async fn talk() {}

#[handler(authorizer)]
async fn check() {}

#[handler(firehose = "clicks")]
async fn click() {}

fn main() {}
