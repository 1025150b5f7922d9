//! Topics and their subscriptions.

use super::agenda::{Agenda, Moment};
use super::desk::Desk;
use super::part::Part;

/// Topics and their subscriptions.
#[derive(Debug, Default)]
pub(crate) struct Topics {
    agenda: Agenda<Due>,
}

#[derive(Debug)]
enum Due {}

impl Part for Topics {
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
