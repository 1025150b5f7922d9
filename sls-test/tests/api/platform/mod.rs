//! What the simulated platform does around functions.

mod asynchronous;
mod bill;
mod buckets;
mod environments;
mod explore;
mod faults;
mod logs;
mod source;
mod fifo_queues;
mod queue_scaling;
mod queues;
mod streams;
mod topics;
