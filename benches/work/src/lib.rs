//! The business logic that every measured function shares.
//!
//! Ours and the peers differ in the framework around these functions and in nothing else.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What the JSON function receives.
#[derive(Debug, Deserialize)]
pub struct Name {
    pub name: String,
}

/// What the JSON function answers.
#[derive(Debug, Serialize)]
pub struct Greeting {
    pub message: String,
}

/// Greets by name.
#[must_use]
pub fn greet(name: &Name) -> Greeting {
    Greeting { message: format!("Hello, {}!", name.name) }
}

/// What the HTTP functions answer.
#[derive(Debug, Serialize)]
pub struct Order {
    pub id: String,
    pub sku: &'static str,
    pub quantity: u32,
    pub price_cents: u64,
    pub status: &'static str,
}

/// The order with this id; there is always one.
#[must_use]
pub fn order(id: String) -> Order {
    Order { id, sku: "A1-standard", quantity: 2, price_cents: 1999, status: "shipped" }
}

/// The JSON inside one Kinesis record.
#[derive(Debug, Deserialize)]
pub struct Click {
    pub user: String,
    pub page: String,
    pub referrer: String,
    pub agent: String,
    pub at: u64,
    pub price_cents: i64,
}

/// Why a click is refused.
#[derive(Debug)]
pub struct NegativePrice;

impl fmt::Display for NegativePrice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a click cannot have a negative price")
    }
}

impl std::error::Error for NegativePrice {}

/// Takes a click.
///
/// # Errors
///
/// If its price is below zero, so that the driver can see that every record was decoded.
pub fn accept(click: &Click) -> Result<(), NegativePrice> {
    if click.price_cents < 0 { Err(NegativePrice) } else { Ok(()) }
}
