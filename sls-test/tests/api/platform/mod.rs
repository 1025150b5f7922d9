//! What the simulated platform does around functions.

mod asynchronous;
mod buckets;
mod environments;
mod streams;
mod topics;
