//! Six fields, each with its own range.

use sls_core::handler;

#[handler(schedule = "cron(0 9 * * *)")]
async fn as_in_unix() {}

#[handler(schedule = "cron(60 9 * * ? *)")]
async fn minutes() {}

#[handler(schedule = "cron(0 24 * * ? *)")]
async fn hours() {}

#[handler(schedule = "cron(0 9 32 * ? *)")]
async fn day_of_month() {}

#[handler(schedule = "cron(0 9 * 13 ? *)")]
async fn months() {}

#[handler(schedule = "cron(0 9 ? * 8 *)")]
async fn day_of_week() {}

#[handler(schedule = "cron(0 9 ? * MON 1969)")]
async fn years() {}

#[handler(schedule = "cron(0/0 9 ? * MON *)")]
async fn step() {}

fn main() {}
