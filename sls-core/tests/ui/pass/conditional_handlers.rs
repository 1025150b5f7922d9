//! `#[cfg]` on functions and on entries of the list.

use sls_core::{handler, handlers};

#[cfg(any())]
#[handler(http = "GET /never")]
async fn before() {}

#[handler(http = "GET /never")]
#[cfg(any())]
async fn after(missing: MissingType) {}

#[handler(http = "GET /always")]
#[cfg(all())]
async fn always() {}

fn main() {
    let all = handlers![
        #[cfg(any())]
        before,
        #[cfg(any())]
        after,
        #[cfg(all())]
        always
    ];
    assert_eq!(all.len(), 1);
    let none = handlers![
        #[cfg(any())]
        before
    ];
    assert_eq!(none.len(), 0);
    let none = handlers![];
    assert_eq!(none.len(), 0);
}
