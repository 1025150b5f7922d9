//! What the app has for every invocation.

use crate::dispatch::BatchSettings;
use crate::extract::States;

/// Decided at start, and shared by everything that handles events.
#[derive(Debug, Default)]
pub(crate) struct Shared {
    pub(crate) states: States,
    pub(crate) batches: BatchSettings,
}
