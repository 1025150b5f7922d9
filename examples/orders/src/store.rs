//! Orders in memory: gone with the execution environment, enough for an example.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::Order;

#[derive(Debug, Default)]
pub(crate) struct Orders {
    tables: Mutex<Tables>,
}

#[derive(Debug, Default)]
struct Tables {
    orders: BTreeMap<u32, Order>,
    receipts: BTreeMap<u32, String>,
    clicks: BTreeMap<(String, String), u32>,
}

impl Orders {
    pub(crate) fn add(&self, sku: String, quantity: u32) -> Order {
        let mut tables = self.tables();
        let id = tables.orders.last_key_value().map_or(1, |(id, _)| id + 1);
        let order = Order { id, sku, quantity };
        tables.orders.insert(id, order.clone());
        order
    }

    pub(crate) fn put(&self, order: Order) {
        self.tables().orders.insert(order.id, order);
    }

    pub(crate) fn get(&self, id: u32) -> Option<Order> {
        self.tables().orders.get(&id).cloned()
    }

    pub(crate) fn add_receipt(&self, id: u32, key: &str) {
        self.tables().receipts.insert(id, key.to_owned());
    }

    pub(crate) fn count_click(&self, visitor: &str, page: String) {
        *self.tables().clicks.entry((visitor.to_owned(), page)).or_default() += 1;
    }

    #[cfg(test)]
    pub(crate) fn receipt(&self, id: u32) -> Option<String> {
        self.tables().receipts.get(&id).cloned()
    }

    #[cfg(test)]
    pub(crate) fn clicks(&self, visitor: &str, page: &str) -> u32 {
        let key = (visitor.to_owned(), page.to_owned());
        self.tables().clicks.get(&key).copied().unwrap_or_default()
    }

    /// A panic in one invocation must not keep the next from the orders.
    fn tables(&self) -> MutexGuard<'_, Tables> {
        self.tables.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
