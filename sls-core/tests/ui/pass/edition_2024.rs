//! What the edition of 2024 brings, in functions that have the attribute.

#![deny(warnings, rust_2024_compatibility)]

use sls_core::reply::IntoResponse;
use sls_core::{Json, Path, State, handler, handlers};

unsafe extern "C" {
    safe fn abs(number: i32) -> i32;
}

#[handler(http = "GET /a/{id}")]
async fn captures(Path(id): Path<i32>) -> impl IntoResponse + use<> {
    Json(abs(id))
}

#[handler(http = "POST /b")]
async fn let_chains(State(limit): State<Option<u64>>, Json(order): Json<Vec<u64>>) -> String {
    if let Some(limit) = *limit
        && let [first, ..] = order[..]
        && first > limit
    {
        return first.to_string();
    }
    String::new()
}

#[handler]
async fn async_closures(numbers: Vec<u64>) -> u64 {
    let double = async |number: &u64| number * 2;
    let mut sum = 0;
    for number in &numbers {
        sum += double(number).await;
    }
    sum
}

#[handler]
async fn r#gen(r#async: u64) -> u64 {
    r#async
}

fn main() {
    let _ = (handlers![captures, let_chains, async_closures], handlers![r#gen]);
}
