//! What happened, in order, for people.

use std::collections::VecDeque;
use std::fmt;
use std::time::SystemTime;

use crate::event::iso_millis;

/// What happened in a cloud, the latest last.
///
/// It is a text: print it, or compare it with that of another run. The same seed and the same calls
/// give the same history.
///
/// # Example
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// use sls_test::Cloud;
/// use sls_test::platform::{Function, Outcome, Script};
///
/// let cloud = Cloud::empty();
/// let function = cloud.add_function(Function::new("greet"), Script::always(Outcome::ok()));
/// function.invoke_async("{}");
/// cloud.run_until_idle().await;
/// assert!(cloud.history().to_string().contains("greet"));
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    entries: VecDeque<Entry>,
    limit: Limit,
    /// How many are no longer kept.
    dropped: u64,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Entry {
    /// When, in the cloud's time.
    pub at: SystemTime,
    /// To whom: a function, a queue, a shard.
    pub subject: String,
    /// What, in a few words.
    pub event: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Limit(usize);

impl Default for Limit {
    fn default() -> Self {
        Self(10_000)
    }
}

impl History {
    /// The entries that are kept, the oldest first.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter()
    }

    /// How many entries were dropped because there were too many.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        self.dropped
    }

    /// Keeps at most so many entries from now on.
    pub(crate) fn keep(&mut self, entries: usize) {
        self.limit = Limit(entries);
        self.shorten();
    }

    pub(crate) fn note(&mut self, at: SystemTime, subject: &str, event: impl FnOnce() -> String) {
        if self.limit.0 == 0 {
            self.dropped += 1;
            return;
        }
        self.entries.push_back(Entry { at, subject: subject.to_owned(), event: event() });
        self.shorten();
    }

    fn shorten(&mut self) {
        while self.entries.len() > self.limit.0 {
            self.entries.pop_front();
            self.dropped += 1;
        }
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}  {}  {}", iso_millis(self.at), self.subject, self.event)
    }
}

impl fmt::Display for History {
    /// One line for each entry.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.dropped > 0 {
            writeln!(f, "({} earlier entries are not kept)", self.dropped)?;
        }
        self.entries.iter().try_for_each(|entry| writeln!(f, "{entry}"))
    }
}
