use sls_core::handlers;

struct Orders;

fn main() {
    let _ = handlers![Orders];
}
