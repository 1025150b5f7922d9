//! Events that were handed to Lambda with `Invoke` and `Event`, on their way to their function.

use std::sync::Arc;

use bytes::Bytes;

use super::agenda::{Agenda, Moment};
use super::desk::Desk;
use super::lambda::Function;
use super::parcel::{Parcel, PartName, Request, Ticket};
use super::part::Part;

/// Events that were handed to Lambda with `Invoke` and `Event`, on their way to their function.
#[derive(Debug, Default)]
pub(crate) struct Asynchronous {
    agenda: Agenda<Due>,
}

#[derive(Debug)]
enum Due {}

impl Asynchronous {
    /// Takes an event for a function; it is answered 202 and runs at the same time.
    pub(crate) fn accept(
        &mut self,
        _settings: Arc<Function>,
        function: String,
        payload: Bytes,
        request_id: String,
        desk: &mut Desk,
    ) {
        let ticket = Ticket { part: PartName::Asynchronous, number: 0 };
        desk.post(Parcel::Invoke(Request {
            function,
            payload,
            request_id,
            client_context: None,
            tenant_id: None,
            ticket,
        }));
    }
}

impl Part for Asynchronous {
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
