//! Buckets and their notifications.

use super::agenda::{Agenda, Moment};
use super::desk::Desk;
use super::part::Part;

/// Buckets and their notifications.
#[derive(Debug, Default)]
pub(crate) struct Buckets {
    agenda: Agenda<Due>,
}

#[derive(Debug)]
enum Due {}

impl Part for Buckets {
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
