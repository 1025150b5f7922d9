//! What the simulated platform does around functions.

mod asynchronous;
mod buckets;
mod streams;
mod topics;
