use sls_core::handlers;

fn main() {
    let _ = handlers![orders];
}
