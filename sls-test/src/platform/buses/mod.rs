//! Event buses with their rules, and schedules.

use super::agenda::{Agenda, Moment};
use super::desk::Desk;
use super::part::Part;

/// Event buses with their rules, and schedules.
#[derive(Debug, Default)]
pub(crate) struct Buses {
    agenda: Agenda<Due>,
}

#[derive(Debug)]
enum Due {}

impl Part for Buses {
    fn next(&self) -> Option<Moment> {
        self.agenda.next()
    }

    fn fire(&mut self, _desk: &mut Desk) {
        match self.agenda.pop() {
            None => {}
            Some(due) => match due {},
        }
    }
}
