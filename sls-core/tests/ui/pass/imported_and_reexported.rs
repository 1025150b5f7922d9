//! One `use` brings the function and its entry, under whatever name.

use sls_core::{App, handlers};

mod shop {
    pub use self::orders::{cancel, create};
    pub use self::refunds::create as refund;

    mod orders {
        use sls_core::{Json, handler};

        #[handler(http = "POST /orders")]
        pub async fn create(Json(id): Json<u64>) -> Json<u64> {
            Json(id)
        }

        #[handler(http = "DELETE /orders")]
        pub async fn cancel() {}
    }

    mod refunds {
        #[sls_core::handler(http = "POST /refunds")]
        pub async fn create() {}
    }

    pub mod prelude {
        pub use super::{cancel, create, refund};
    }
}

mod globbed {
    use super::shop::prelude::*;

    pub fn handlers() -> impl IntoIterator<Item = sls_core::Handler> {
        sls_core::handlers![create, cancel, refund]
    }
}

use shop::{create, refund as give_back};

fn main() {
    drop(create(sls_core::Json(1)));
    assert_eq!(handlers![create, give_back, shop::cancel].len(), 3);
    assert!(App::new().handlers(globbed::handlers()).into_service().is_ok());
}
