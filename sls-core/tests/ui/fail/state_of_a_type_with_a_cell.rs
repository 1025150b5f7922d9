//! The same where the author does not see what stays on its thread.

use std::cell::RefCell;
use std::rc::Rc;

use sls_core::{Json, State, handler};

struct Pool {
    _names: RefCell<Vec<Rc<String>>>,
}

#[handler(http = "GET /orders")]
async fn request(_pool: State<Pool>, _id: Json<u64>) {}

#[handler(sns = "orders", sqs = "orders")]
async fn of_two_sources(Json(_order): Json<u64>, State(_pool): State<Pool>) {}

#[handler(sns = "refunds")]
async fn optional(_pool: Option<State<Pool>>) {}

fn main() {}
