//! How the records of one batch of a stream are handled.

use std::num::NonZeroUsize;

use serde::Serialize;

use crate::batch::{Order, Stop};
use crate::event::mapping::out_of;

/// In which order, and how many at the same time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Handling {
    pub(crate) concurrency: u32,
    pub(crate) order: String,
}

impl Default for Handling {
    fn default() -> Self {
        Self { concurrency: 1, order: SHARD.to_owned() }
    }
}

impl Handling {
    /// What cannot be done; `by_key` is what the source calls the order by key.
    pub(crate) fn problems(&self, by_key: &str) -> impl Iterator<Item = String> {
        let order = (self.order != SHARD && self.order != by_key)
            .then(|| format!("`order` has to be `{SHARD}` or `{by_key}`"));
        let concurrency = out_of("concurrency", self.concurrency, 1..=1000);
        let alone = (self.order == SHARD && self.concurrency > 1).then(|| {
            let concurrency = self.concurrency;
            format!("`concurrency` has to be 1 unless `order` is `{by_key}`, and is {concurrency}")
        });
        [order, concurrency, alone].into_iter().flatten()
    }

    pub(crate) fn order(&self) -> Order {
        if self.order == SHARD {
            return Order::Sequence;
        }
        Order::ByKey { concurrency: count(self.concurrency), on_failure: Stop::Key }
    }
}

/// Records one after another, whatever their keys.
const SHARD: &str = "shard";

/// A setting that [`out_of`] has let pass.
pub(crate) fn count(concurrency: u32) -> NonZeroUsize {
    usize::try_from(concurrency).ok().and_then(NonZeroUsize::new).unwrap_or(NonZeroUsize::MIN)
}
