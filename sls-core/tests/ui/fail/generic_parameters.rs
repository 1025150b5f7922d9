use sls_core::handler;

#[handler]
async fn orders<T: Send>(order: T) {
    drop(order);
}

fn main() {}
