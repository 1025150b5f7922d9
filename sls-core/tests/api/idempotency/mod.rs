//! Handlers that take effect once.
//!
//! The modules of `suite` say what holds with every store; each scenario runs with records in
//! memory, with a cache in front of them, and in a table of a DynamoDB-compatible server.

mod cached;
#[cfg(feature = "idempotency-dynamodb")]
mod dynamodb;
mod identities;
mod interleave;
mod memory;
#[cfg(feature = "idempotency-dynamodb")]
mod moto;
mod sources;
mod stage;
mod start;
mod suite;
