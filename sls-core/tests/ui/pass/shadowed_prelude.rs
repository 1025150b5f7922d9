//! Names of the prelude and of the crates that the expansion uses, taken for something else.

#![allow(dead_code, non_snake_case, non_camel_case_types, non_upper_case_globals, unused_macros)]

use ::std::string::String as Text;
use ::std::vec::Vec as List;

mod alloc {}
mod core {}
mod futures_util {}
mod std {}
mod sls_core {}
mod tower {}

enum Option {}
enum Result {}
struct Box<T>(T);
struct String;
struct Vec;
trait Clone {}
trait Drop {}
trait Fn {}
trait From {}
trait Future {}
trait Into {}
trait Iterator {}
trait Send {}
trait Sync {}

const Err: u8 = 1;
const None: u8 = 1;
fn Ok() {}
fn Some() {}
fn drop() {}

macro_rules! concat {
    ($($anything:tt)*) => {
        compile_error!("not this one")
    };
}
macro_rules! module_path {
    ($($anything:tt)*) => {
        compile_error!("not this one")
    };
}
macro_rules! vec {
    ($($anything:tt)*) => {
        compile_error!("not this one")
    };
}

#[::sls_core::handler(http("GET /a", "GET /b"), sns = "a", sqs(queue = "a", batching_window = 5))]
async fn several(
    ::sls_core::Json(_id): ::sls_core::Json<List<Text>>,
) -> ::core::result::Result<(), ::sls_core::Error> {
    ::core::result::Result::Ok(())
}

#[::sls_core::handler(alexa = "amzn1.ask.skill.1")]
async fn typed() -> ::sls_core::event::alexa::Response {
    ::sls_core::event::alexa::Response::new()
}

#[::sls_core::handler(http = "GET /c")]
async fn opaque() -> impl ::sls_core::reply::IntoResponse {
    "text"
}

#[::sls_core::handler]
async fn direct(_id: u64) -> ::core::option::Option<u64> {
    ::core::option::Option::None
}

fn main() {
    let _ = ::sls_core::handlers![several, typed, opaque, direct];
}
