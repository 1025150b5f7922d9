//! What the world asks of each part of the platform.

use super::agenda::Moment;
use super::desk::Desk;
use super::parcel::{Answer, Parcel};

/// A service that has things to do, and takes parcels.
pub(crate) trait Part {
    /// When it has something to do next.
    ///
    /// Nothing, when nothing can happen: a poller with nothing to poll is not on its agenda.
    fn next(&self) -> Option<Moment>;

    /// The same, without what repeats for ever.
    fn next_work(&self) -> Option<Moment> {
        self.next()
    }

    /// Does the thing that is next.
    fn fire(&mut self, desk: &mut Desk);

    /// Takes the answer to an invocation that it asked for, by the number of the ticket.
    fn answered(&mut self, number: u64, _answer: Answer, desk: &mut Desk) {
        desk.note("platform", || format!("nobody waits for answer {number}"));
    }

    /// Takes what others send to what it holds.
    fn receive(&mut self, parcel: Parcel, desk: &mut Desk) {
        desk.note("platform", || format!("nobody takes {parcel:?}"));
    }
}
