//! Days are chosen by month or by week, not by both.

use sls_core::handler;

#[handler(schedule = "cron(0 9 * * * *)")]
async fn by_both() {}

#[handler(schedule = "cron(0 9 ? * ? *)")]
async fn by_neither() {}

fn main() {}
