//! Which invocation a line belongs to.
//!
//! All that a line says of the spans it is in is the invocation. So a span needs no place of its
//! own: it bears the number of the invocation that it was opened in, and invocations are counted.

use std::cell::RefCell;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tracing::Metadata;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id};

/// What the span of an invocation says, as [`crate::runtime`] opens it.
#[derive(Debug, Default)]
pub(super) struct Ids {
    pub(super) request_id: Option<String>,
    pub(super) tenant_id: Option<String>,
}

impl Visit for Ids {
    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            REQUEST_ID => self.request_id = Some(value.to_owned()),
            TENANT_ID => self.tenant_id = Some(value.to_owned()),
            _ => {}
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        if matches!(field.name(), REQUEST_ID | TENANT_ID) {
            self.record_str(field, &format!("{value:?}"));
        }
    }
}

/// The invocations that have an open span.
#[derive(Debug, Default)]
pub(super) struct Invocations {
    /// At the place of their number; as many as run at the same time.
    open: Mutex<Vec<Option<Invocation>>>,
}

#[derive(Debug)]
struct Invocation {
    ids: Arc<Ids>,
    metadata: &'static Metadata<'static>,
    /// How many handles there are of its spans.
    handles: usize,
}

thread_local! {
    /// The spans that are entered on this thread, the innermost last.
    static ENTERED: RefCell<Vec<Id>> = const { RefCell::new(Vec::new()) };
}

impl Invocations {
    /// The number of a new span: that of the invocation it is in, or opens.
    pub(super) fn span(&self, attributes: &Attributes<'_>) -> Id {
        let metadata = attributes.metadata();
        if metadata.fields().field(REQUEST_ID).is_some() {
            let mut ids = Ids::default();
            attributes.record(&mut ids);
            if ids.request_id.is_some() {
                return self.open(Invocation { ids: Arc::new(ids), metadata, handles: 1 });
            }
        }
        let parent =
            if attributes.is_contextual() { entered() } else { attributes.parent().cloned() };
        self.another(&parent.unwrap_or_else(outside))
    }

    /// One handle more.
    pub(super) fn another(&self, id: &Id) -> Id {
        if let Some(invocation) = find(&mut self.open_ones(), id) {
            invocation.handles += 1;
        }
        id.clone()
    }

    /// One handle less; tells whether it was the last.
    pub(super) fn close(&self, id: &Id) -> bool {
        let mut open = self.open_ones();
        let Some(invocation) = find(&mut open, id) else { return false };
        invocation.handles -= 1;
        let last = invocation.handles == 0;
        if last {
            open[place(id)] = None;
        }
        last
    }

    /// What the invocation of a span is called, and what its span is.
    pub(super) fn get(&self, id: &Id) -> Option<(Arc<Ids>, &'static Metadata<'static>)> {
        let mut open = self.open_ones();
        let Invocation { ids, metadata, .. } = find(&mut open, id)?;
        Some((Arc::clone(ids), metadata))
    }

    fn open(&self, invocation: Invocation) -> Id {
        let mut open = self.open_ones();
        let place = match open.iter().position(Option::is_none) {
            Some(free) => free,
            None => {
                open.push(None);
                open.len() - 1
            }
        };
        open[place] = Some(invocation);
        Id::from_u64(place as u64 + 1)
    }

    fn open_ones(&self) -> MutexGuard<'_, Vec<Option<Invocation>>> {
        // Nothing of the user's runs while it is locked.
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The innermost span that is entered on this thread.
pub(super) fn entered() -> Option<Id> {
    // On a thread that is ending there is none any more.
    ENTERED.try_with(|entered| entered.borrow().last().cloned()).ok().flatten()
}

pub(super) fn enter(id: &Id) {
    let _ = ENTERED.try_with(|entered| entered.borrow_mut().push(id.clone()));
}

pub(super) fn exit(id: &Id) {
    let _ = ENTERED.try_with(|entered| {
        let mut entered = entered.borrow_mut();
        // Spans may be left in another order than they were entered in.
        if let Some(place) = entered.iter().rposition(|other| other == id) {
            entered.remove(place);
        }
    });
}

fn find<'a>(open: &'a mut [Option<Invocation>], id: &Id) -> Option<&'a mut Invocation> {
    open.get_mut(place(id))?.as_mut()
}

fn place(id: &Id) -> usize {
    usize::try_from(id.into_u64() - 1).unwrap_or(usize::MAX)
}

/// The number of spans that are in no invocation.
fn outside() -> Id {
    Id::from_u64(u64::MAX)
}

const REQUEST_ID: &str = "requestId";
const TENANT_ID: &str = "tenantId";
