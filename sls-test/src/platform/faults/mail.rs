//! Events that are late, or come again.

use super::Fault;
use crate::platform::agenda::{Agenda, Moment};
use crate::platform::desk::Desk;
use crate::platform::destination::resource;
use crate::platform::lambda::unqualified;
use crate::platform::parcel::Parcel;
use crate::platform::part::Part;

/// Where events wait that a fault holds up.
#[derive(Debug, Default)]
pub(crate) struct Mail {
    agenda: Agenda<Parcel>,
}

impl Mail {
    /// Hands an event on, unless a fault keeps it for a while.
    pub(crate) fn pass(&mut self, parcel: Parcel, desk: &mut Desk) -> Option<Parcel> {
        let Parcel::InvokeAsync { function, request_id, .. } = &parcel else { return Some(parcel) };
        let name = name(function);
        let Some(fault) = desk.fault_of_event(name, request_id) else { return Some(parcel) };
        match fault {
            Fault::Delay(delay) => {
                desk.after(delay, &mut self.agenda, parcel);
                None
            }
            Fault::Duplicate(delay) => {
                desk.after(delay, &mut self.agenda, parcel.clone());
                Some(parcel)
            }
            _ => Some(parcel),
        }
    }
}

impl Part for Mail {
    fn next(&self) -> Option<Moment> {
        self.agenda.next()
    }

    fn fire(&mut self, desk: &mut Desk) {
        if let Some(parcel) = self.agenda.pop() {
            desk.post_untouched(parcel);
        }
    }
}

/// `pay` of `arn:aws:lambda:eu-west-1:111122223333:function:pay:7`.
fn name(function: &str) -> &str {
    let resource = resource(unqualified(function));
    resource.strip_prefix("function:").unwrap_or(resource)
}
