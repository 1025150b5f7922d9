use std::rc::Rc;

use sls_core::resource;

struct Pool(String);

#[resource]
async fn pool() -> Pool {
    let name = Rc::new(String::from("pool"));
    std::future::ready(()).await;
    Pool(name.to_string())
}

fn main() {}
