use std::rc::Rc;

use sls_core::{State, resource};

struct Pool;

#[resource]
async fn pool(_config: State<Rc<String>>) -> Pool {
    Pool
}

fn main() {}
