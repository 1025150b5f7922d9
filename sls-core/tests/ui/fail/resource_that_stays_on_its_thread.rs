use std::rc::Rc;

use sls_core::resource;

struct Pool(Rc<String>);

#[resource]
async fn pool() -> Pool {
    Pool(Rc::new(String::new()))
}

fn main() {}
