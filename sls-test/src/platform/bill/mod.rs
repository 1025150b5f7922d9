//! What invocations cost.

mod prices;
mod usage;

use std::collections::BTreeMap;
use std::fmt;

pub use self::prices::{Prices, Tier};
pub use self::usage::Usage;
pub(crate) use self::usage::whole_millis;

/// What a cloud's invocations cost at some prices, and what they used.
///
/// (AWS Lambda pricing.) Requests and the time of functions only: no traffic, no storage, no other
/// service.
///
/// # Example
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// use std::time::Duration;
/// use sls_test::Cloud;
/// use sls_test::platform::{Function, Outcome, Prices, Script};
///
/// let cloud = Cloud::empty();
/// let second = Script::always(Outcome::ok().after(Duration::from_secs(1)));
/// let function = cloud.add_function(Function::new("resize").memory_mb(1024), second);
/// function.invoke(&()).await;
///
/// let bill = cloud.bill();
/// assert_eq!(bill.requests(), 1);
/// assert_eq!(bill.billed_ms(), 1000);
/// assert_eq!(bill.gb_seconds(), 1.0);
/// assert_eq!(bill.dollars(), 0.0, "it is free");
/// assert!(bill.at(&Prices::today().without_free_tier()).dollars() > 0.000_016_8);
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Bill {
    prices: Prices,
    functions: BTreeMap<String, Usage>,
}

impl Bill {
    pub(crate) fn new(prices: Prices, functions: BTreeMap<String, Usage>) -> Self {
        Self { prices, functions }
    }

    /// The same usage at other prices.
    #[must_use]
    pub fn at(&self, prices: &Prices) -> Self {
        Self { prices: prices.clone(), functions: self.functions.clone() }
    }

    /// What each function used, by its name.
    #[must_use]
    pub fn functions(&self) -> &BTreeMap<String, Usage> {
        &self.functions
    }

    /// What all functions used together.
    #[must_use]
    pub fn usage(&self) -> Usage {
        self.functions.values().cloned().sum()
    }

    /// Invocations that ran, with retries.
    #[must_use]
    pub fn requests(&self) -> u64 {
        self.usage().requests()
    }

    /// Billed milliseconds of all invocations, in the steps of the prices.
    #[must_use]
    pub fn billed_ms(&self) -> u64 {
        self.prices.billed_ms(&self.usage())
    }

    /// Billed time, weighted with memory: 1024 MB for one second is 1.
    #[must_use]
    pub fn gb_seconds(&self) -> f64 {
        self.prices.gb_seconds(&self.usage())
    }

    /// What is to pay for a month of it, after what is free.
    #[must_use]
    pub fn dollars(&self) -> f64 {
        self.prices.dollars(&self.usage())
    }
}

impl fmt::Display for Bill {
    /// One line for each function, and one for the sum.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, usage) in &self.functions {
            let (requests, prices) = (usage.requests(), &self.prices);
            let (billed, gb_seconds) = (prices.billed_ms(usage), prices.gb_seconds(usage));
            writeln!(f, "{name}: {requests} requests, {billed} ms, {gb_seconds:.6} GB-s")?;
        }
        write!(f, "${:.9}", self.dollars())
    }
}
