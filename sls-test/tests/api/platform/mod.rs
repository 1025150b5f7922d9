//! What the simulated platform does around functions.

mod asynchronous;
mod bill;
mod buckets;
mod environments;
mod explore;
mod faults;
mod fifo_queues;
mod kafka;
mod logs;
mod queue_scaling;
mod queues;
mod source;
mod streams;
mod topics;
