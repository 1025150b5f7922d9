//! The entry for the list is as visible as the function.

use sls_core::handlers;

mod orders {
    #[sls_core::handler(http = "GET /public")]
    pub async fn public() {}

    #[sls_core::handler(http = "GET /crate")]
    pub(crate) async fn of_the_crate() {}

    #[sls_core::handler(http = "GET /parent")]
    pub(super) async fn of_the_parent() {}

    #[sls_core::handler(http = "GET /path")]
    pub(in crate::orders) async fn of_a_path() {}

    #[sls_core::handler(http = "GET /private")]
    async fn private() {}

    pub fn handlers() -> [sls_core::Handler; 2] {
        sls_core::handlers![of_a_path, private]
    }
}

fn main() {
    let open = handlers![orders::public, orders::of_the_crate, orders::of_the_parent];
    assert_eq!(open.len() + orders::handlers().len(), 5);
}
