//! Kinesis streams, streams of DynamoDB tables, and the mappings that read them.

use super::agenda::{Agenda, Moment};
use super::desk::Desk;
use super::part::Part;

/// Kinesis streams, streams of DynamoDB tables, and the mappings that read them.
#[derive(Debug, Default)]
pub(crate) struct Streams {
    agenda: Agenda<Due>,
}

#[derive(Debug)]
enum Due {}

impl Part for Streams {
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
