use std::rc::Rc;

use sls_core::resource;

struct Pool;

impl Pool {
    async fn ping(&self) -> bool {
        let name = Rc::new(String::new());
        std::future::ready(()).await;
        name.is_empty()
    }
}

#[resource(check = Pool::ping)]
async fn pool() -> Pool {
    Pool
}

fn main() {}
