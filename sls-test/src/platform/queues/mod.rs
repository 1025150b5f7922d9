//! Queues, and the mappings that read them.

use super::agenda::{Agenda, Moment};
use super::desk::Desk;
use super::part::Part;

/// Queues, and the mappings that read them.
#[derive(Debug, Default)]
pub(crate) struct Queues {
    agenda: Agenda<Due>,
}

#[derive(Debug)]
enum Due {}

impl Part for Queues {
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
