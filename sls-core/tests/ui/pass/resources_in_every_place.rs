//! Beside other attributes, in modules, in functions, from macros, raw and renamed.

#![deny(warnings, missing_docs, unreachable_pub)]
#![forbid(unsafe_code)]

use sls_core::{App, resources};

mod renamed {
    pub(crate) use ::sls_core::*;
}

/// Databases.
pub mod databases {
    /// Of orders.
    pub mod orders {
        /// A pool.
        #[derive(Debug)]
        pub struct Pool;

        /// Opens.
        #[sls_core::resource(lazy)]
        pub async fn open() -> Pool {
            Pool
        }
    }

    /// Of refunds.
    pub mod refunds {
        /// A pool.
        #[derive(Debug)]
        pub struct Pool;

        /// Opens.
        #[must_use]
        #[tracing::instrument]
        #[sls_core::resource(optional)]
        #[allow(clippy::unused_async)]
        pub async fn open() -> Pool {
            Pool
        }
    }
}

use databases::orders::open as orders;

#[renamed::resource(crate = crate::renamed, lazy)]
async fn r#type() -> u64 {
    1
}

#[cfg(any())]
#[sls_core::resource]
async fn never() -> Missing {}

macro_rules! constant {
    ($name:ident: $ty:ty = $value:expr, $($setting:tt)*) => {
        #[sls_core::resource($($setting)*)]
        async fn $name() -> $ty {
            $value
        }
    };
}

constant!(limit: u8 = 5, max_idle = "5s");
constant!(label: &'static str = "tea", lazy = false);

fn local() -> App {
    #[sls_core::resource]
    async fn open() -> i64 {
        1
    }

    #[sls_core::handler]
    async fn direct(_open: sls_core::State<i64>) {}

    App::new().resources(resources![open]).handlers(sls_core::handlers![direct])
}

fn main() {
    let all = resources![
        orders,
        databases::refunds::open,
        r#type,
        limit,
        #[cfg(any())]
        never,
        label,
    ];
    assert_eq!(all.len(), 5);
    let _ = renamed::resources![crate = renamed, r#type];
    let none: [sls_core::AnyResource; 0] = resources![];
    assert!(none.is_empty());
    local().resources(all).into_service().expect("each is of a type of its own");
    drop(orders());
}
