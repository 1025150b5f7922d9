//! Each is called by its name.

use sls_core::handler;

#[handler]
enum Orders {}

#[handler]
trait Stored {}

#[handler]
impl Orders {}

#[handler]
mod orders {}

#[handler]
const ORDERS: u8 = 1;

#[handler]
static COUNT: u8 = 1;

#[handler]
type Alias = u8;

#[handler]
pub use std::fmt;

fn main() {}
