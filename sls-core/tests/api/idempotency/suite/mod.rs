//! What holds with every store.

mod answers;
mod cache;
mod contract;
mod keys;
mod locks;
mod storm;
mod trouble;

use futures_util::future::BoxFuture;

use super::stage::Stage;

/// A scenario by its name.
pub(super) type Scenario = (&'static str, fn(Stage) -> BoxFuture<'static, ()>);

/// All scenarios, for stores that are too slow to be started for each.
pub(super) fn all() -> impl Iterator<Item = Scenario> {
    [
        answers::all(),
        cache::all(),
        contract::all(),
        keys::all(),
        locks::all(),
        storm::all(),
        trouble::all(),
    ]
    .into_iter()
    .flatten()
}

/// Makes the functions of a module into tests with the stores that cost nothing.
macro_rules! scenarios {
    ($($name:ident,)*) => {
        pub(super) fn all() -> Vec<super::Scenario> {
            vec![$((stringify!($name), |stage| Box::pin($name(stage)))),*]
        }

        mod in_memory {
            use sls_core::idempotency::MemoryStore;

            use super::Stage;

            $(
                #[tokio::test]
                async fn $name() {
                    super::$name(Stage::new(MemoryStore::new())).await;
                }
            )*
        }

        mod behind_a_cache {
            use sls_core::idempotency::{Cached, MemoryStore};

            use super::Stage;

            $(
                #[tokio::test]
                async fn $name() {
                    super::$name(Stage::new(Cached::new(MemoryStore::new()))).await;
                }
            )*
        }
    };
}
use scenarios;
