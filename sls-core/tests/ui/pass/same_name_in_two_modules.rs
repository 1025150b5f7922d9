use sls_core::handlers;

mod orders {
    pub mod v1 {
        #[sls_core::handler(http = "GET /v1/orders")]
        pub async fn show() {}
    }
    pub mod v2 {
        #[sls_core::handler(http = "GET /v2/orders")]
        pub async fn show() {}
    }
}

use orders::v1::show;
use orders::v2::show as show_v2;

fn main() {
    let imported = handlers![show, show_v2];
    let by_path = handlers![orders::v1::show, self::orders::v2::show];
    let from_the_root = handlers![crate::orders::v1::show, crate::orders::v2::show];
    assert_eq!(imported.len() + by_path.len() + from_the_root.len(), 6);
}
