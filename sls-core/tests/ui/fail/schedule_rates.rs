//! A rate is a whole number and a unit in its right number.

use sls_core::handler;

#[handler(schedule = "rate(1 minutes)")]
async fn one_is_singular() {}

#[handler(schedule = "rate(5 minute)")]
async fn five_are_plural() {}

#[handler(schedule = "rate(0 minutes)")]
async fn never() {}

#[handler(schedule = "rate(30 seconds)")]
async fn too_fine() {}

#[handler(schedule = "rate(five minutes)")]
async fn in_words() {}

fn main() {}
