//! What the harness promises, seen from outside.

mod cloud;
mod event;
mod front_door;
mod handled;
mod platform;
mod runtime_api;
