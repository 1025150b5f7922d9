use std::rc::Rc;

use sls_core::resource;

struct Pool(#[allow(dead_code)] Rc<String>);

#[resource(lazy, optional, max_idle = "60s")]
async fn pool() -> Pool {
    Pool(Rc::new(String::new()))
}

fn main() {}
