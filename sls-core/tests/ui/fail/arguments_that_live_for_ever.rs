//! What is made of an event does not outlive it.

use sls_core::{Json, State, handler};

#[handler]
async fn text(_name: &'static str) {}

#[handler(sns = "orders")]
async fn inside(Json(_name): Json<&'static str>) {}

#[handler(sqs = "orders")]
async fn state(_name: State<&'static str>) {}

fn main() {}
