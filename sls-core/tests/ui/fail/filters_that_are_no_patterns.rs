//! A filter is JSON in which each field has a list.

use sls_core::handler;

#[handler(kinesis(stream = "clicks", filter = "click"))]
async fn no_object() {}

#[handler(kinesis(stream = "clicks", filter = r#"{"data": {"kind": "click"}}"#))]
async fn no_list() {}

#[handler(kinesis(stream = "clicks", filter = r#"{"data": {"count": 7}}"#))]
async fn no_list_of_numbers() {}

#[handler(kinesis(stream = "clicks", filter = r#"{"data": ["click"]"#))]
async fn without_an_end() {}

#[handler(kinesis(stream = "clicks", filter = r#"{data: ["click"]}"#))]
async fn key_without_quotes() {}

fn main() {}
