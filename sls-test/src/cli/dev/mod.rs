//! The server behind `cargo sls dev`.
//!
//! [`Server`] puts a [`Function`](crate::process::Function) on a port: Lambda's Invoke API at its
//! own paths, and HTTP through a front door at all others.

mod door;
mod host;
mod http;
mod invoke_api;
mod line;
mod server;
mod stage;
mod stream;

pub use door::Door;
pub use server::{Server, Serving};
