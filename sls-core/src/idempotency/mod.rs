//! Handlers that take effect once, however often a unit of work comes.
//!
//! Queues, streams and asynchronous invocations deliver at least once, and clients repeat requests
//! whose answer was lost. [`Idempotent`] says what makes two of them the same; the first runs, and
//! whoever comes later receives what it answered. The guide `docs/guides/idempotency.md` says
//! what that protects from and what not.
//!
//! A record of every run is kept in a [`Store`]:
//!
//! ```text
//!            begin                      complete                    expires
//! (nothing) ───────▶ in progress ─────────────────────▶ completed ───────────▶ (nothing)
//!                     │  ▲
//!                     │  └── begin by somebody else, once the lock of the first has expired
//!                     └───── release, where the handler failed ──────────────▶ (nothing)
//! ```
//!
//! Each run has a token of its own. Only the run whose token the record has can complete or release
//! it, so that a run which lost its lock cannot overwrite what a newer one stored.
//!
//! # Example
//! ```
//! use sls_core::idempotency::{Idempotent, MemoryStore};
//! use sls_core::{App, Handler, Json};
//!
//! async fn pay(Json(payment): Json<serde_json::Value>) -> String {
//!     format!("paid {}", payment["amount"])
//! }
//!
//! let pay = Handler::new("pay")
//!     .http("POST /payments", pay)
//!     .idempotent(Idempotent::by("/payment_id").payload("/amount"));
//! let app = App::new().handler(pay).idempotency(MemoryStore::new());
//! # assert!(app.into_service().is_ok());
//! ```

mod cached;
mod canonical;
#[cfg(feature = "idempotency-dynamodb")]
mod dynamodb;
mod guard;
mod identify;
mod memory;
mod refusal;
mod settings;
mod store;
mod wiring;

pub use self::cached::Cached;
#[cfg(feature = "idempotency-dynamodb")]
pub use self::dynamodb::{Attribute, DynamoDbStore};
pub(crate) use self::guard::Guard;
pub use self::memory::MemoryStore;
pub use self::settings::{Idempotent, MissingKey, Replay};
pub use self::store::{Begin, Claim, Completion, Store, Stored};
pub(crate) use self::wiring::ChosenStore;

#[cfg(all(doctest, feature = "idempotency-dynamodb"))]
#[doc = include_str!("../../../docs/guides/idempotency.md")]
struct Guide;
