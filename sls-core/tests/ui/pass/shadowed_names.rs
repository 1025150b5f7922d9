//! Nothing in the expansion depends on names that a crate may redefine.

#![no_implicit_prelude]
#![allow(dead_code, non_camel_case_types, non_upper_case_globals, unused_macros)]

mod core {}
mod std {}
mod serde {}

struct Result;
struct String;
struct Option;
struct Some;
struct Vec;
struct Box;
struct Send;
struct Handler;
struct Ok;
struct Err;
struct Default;
struct Fn;
const call: u8 = 0;
const input: u8 = 0;

macro_rules! concat {
    () => {};
}
macro_rules! module_path {
    () => {};
}

#[::sls_core::handler(
    http("GET /a", "POST /b"),
    sns = "topic",
    kinesis(stream = "s", batching_window = 5)
)]
async fn orders(
    ::sls_core::Json(_id): ::sls_core::Json<u64>,
) -> ::core::result::Result<(), ::sls_core::Error> {
    ::core::result::Result::Ok(())
}

#[::sls_core::handler]
async fn direct(_id: u64) -> u64 {
    1
}

fn main() {
    let _ = ::sls_core::handlers![orders, direct];
}
