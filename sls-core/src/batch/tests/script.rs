//! Handlers that do what a script says, and a log of what they did.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use super::super::{Guard, Order, Outcome, run};
use crate::failure::Failure;
use crate::runtime::panic::install_hook;

/// What happens to one record.
#[derive(Clone, Debug)]
pub(super) struct Script {
    pub(super) key: u8,
    /// How often its handler lets others go first.
    pub(super) yields: u8,
    pub(super) end: End,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Done,
    Fails,
    Panics,
    PanicsAtStart,
    RefusedAtStart,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Event {
    Started(usize),
    Succeeded(usize),
    Failed(usize),
    TimeWasShort,
}

pub(super) struct Played {
    pub(super) outcome: Outcome,
    pub(super) log: Vec<Event>,
}

/// Plays a batch; the time is short once, when it has been asked for `starts_allowed` times.
///
/// After that there is time again, as if somebody had set the clock back.
pub(super) fn play(scripts: &[Script], order: Order, starts_allowed: Option<usize>) -> Played {
    // Or thousands of panics would be printed.
    install_hook();
    let log = RefCell::new(Vec::new());
    let note = |event| log.borrow_mut().push(event);
    let asked = Cell::new(0);
    let guard = Guard::new(Duration::from_secs(1), || {
        let before = asked.replace(asked.get() + 1);
        if starts_allowed == Some(before) {
            note(Event::TimeWasShort);
            return Duration::ZERO;
        }
        Duration::MAX
    });
    let start = |index: usize| {
        let Script { yields, end, .. } = scripts[index];
        note(Event::Started(index));
        if matches!(end, End::PanicsAtStart | End::RefusedAtStart) {
            note(Event::Failed(index));
            assert!(end == End::RefusedAtStart, "record {index}");
            return Err(Failure::new("Refused", format!("record {index}")));
        }
        Ok(async move {
            for _ in 0..yields {
                tokio::task::yield_now().await;
            }
            if end == End::Done {
                note(Event::Succeeded(index));
                return Ok(());
            }
            note(Event::Failed(index));
            assert!(end == End::Fails, "record {index}");
            Err(Failure::new("Failed", format!("record {index}")))
        })
    };
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let batch = run(scripts.len(), order, |index| scripts[index].key, start, guard);
    let outcome = runtime.block_on(batch);
    Played { outcome, log: log.take() }
}
