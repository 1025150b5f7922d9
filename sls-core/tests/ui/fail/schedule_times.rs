//! A moment that exists.

use sls_core::handler;

#[handler(schedule = "at(2026-02-29T09:00:00)")]
async fn no_leap_year() {}

#[handler(schedule = "at(2026-03-01 09:00)")]
async fn another_notation() {}

fn main() {}
