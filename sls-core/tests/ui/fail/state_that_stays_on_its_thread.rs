use std::rc::Rc;

use sls_core::{State, handler};

#[handler(http = "GET /orders")]
async fn list(_names: State<Rc<String>>) {}

fn main() {}
