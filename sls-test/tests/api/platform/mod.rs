//! What the simulated platform does around functions.

mod asynchronous;
mod streams;
