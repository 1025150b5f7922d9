//! What every request of the server needs.

use std::sync::Arc;

use super::door::Door;
use super::line::{Subject, explanation};
use crate::cli::Output;
use crate::front_door::Setting;
use crate::process::{Function, Report};

/// The function on stage, the door to it, and where its invocations are printed.
#[derive(Debug)]
pub(super) struct Stage {
    pub(super) function: Arc<Function>,
    pub(super) door: Door,
    pub(super) output: Output,
}

impl Stage {
    /// Prints the line of an invocation, and how it failed.
    pub(super) fn print(&self, subject: &Subject, status: &str, report: &Report) {
        self.output.line(&subject.line(status, report));
        if let Some(explanation) = explanation(&report.outcome) {
            self.output.line(&explanation);
        }
    }

    pub(super) fn setting(&self) -> Setting<'_> {
        Setting::new(self.function.ids(), self.function.now()).region(self.function.region())
    }
}
