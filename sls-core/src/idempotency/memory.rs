//! Records in the memory of one process.

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use futures_util::future::{BoxFuture, ready};

use crate::error::BoxError;
use crate::idempotency::store::LONGEST_RUN;
use crate::idempotency::{Begin, Claim, Completion, Store, Stored};

/// Records in the memory of one execution environment, for tests and for a start.
///
/// It protects from repetitions that reach the same environment, and no other: not from those that
/// Lambda runs elsewhere at the same time, and not once the environment has ended. Clones share
/// their records.
///
/// # Example
/// ```
/// use sls_core::App;
/// use sls_core::idempotency::MemoryStore;
///
/// let app = App::new().idempotency(MemoryStore::new().most_entries(1_000));
/// ```
#[derive(Clone)]
#[must_use]
pub struct MemoryStore {
    records: Arc<Mutex<Records>>,
    most_entries: usize,
}

impl MemoryStore {
    /// A store without records.
    pub fn new() -> Self {
        Self { records: Arc::default(), most_entries: 100_000 }
    }

    /// Default: 100,000. When there are more records, those that would end first are forgotten.
    ///
    /// Runs in progress are never forgotten.
    pub fn most_entries(mut self, most_entries: usize) -> Self {
        self.most_entries = most_entries;
        self
    }

    fn records(&self) -> MutexGuard<'_, Records> {
        // Nothing panics while the lock is held, so that the records are always whole.
        self.records.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for MemoryStore {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MemoryStore({} records)", self.records().by_key.len())
    }
}

impl Store for MemoryStore {
    fn begin<'a>(&'a self, claim: &'a Claim) -> BoxFuture<'a, Result<Begin, BoxError>> {
        Box::pin(ready(Ok(self.records().begin(claim))))
    }

    fn complete<'a>(
        &'a self,
        claim: &'a Claim,
        stored: Stored,
    ) -> BoxFuture<'a, Result<Completion, BoxError>> {
        let mut records = self.records();
        let completion = records.complete(claim, stored);
        records.forget_over(self.most_entries);
        Box::pin(ready(Ok(completion)))
    }

    fn release<'a>(&'a self, claim: &'a Claim) -> BoxFuture<'a, Result<(), BoxError>> {
        self.records().release(claim);
        Box::pin(ready(Ok(())))
    }
}

#[derive(Default)]
struct Records {
    by_key: HashMap<Arc<str>, Record>,
    /// When each record is forgotten.
    by_end: BTreeSet<(SystemTime, Arc<str>)>,
}

struct Record {
    token: String,
    state: State,
}

enum State {
    Completed(Stored),
    InProgress { until: SystemTime },
}

impl Record {
    /// When it counts as absent.
    fn ends(&self) -> SystemTime {
        match &self.state {
            State::Completed(stored) => stored.expires_at,
            State::InProgress { until } => *until,
        }
    }

    /// When it is forgotten: a run that is late may still complete, as long as nobody else began.
    fn forgotten(&self) -> SystemTime {
        match &self.state {
            State::Completed(stored) => stored.expires_at,
            State::InProgress { until } => *until + LONGEST_RUN,
        }
    }
}

impl Records {
    fn begin(&mut self, claim: &Claim) -> Begin {
        self.forget_ended(claim.now);
        let record = self.by_key.get(&*claim.key).filter(|record| record.ends() > claim.now);
        match record.map(|record| &record.state) {
            Some(State::Completed(stored)) => Begin::Completed(stored.clone()),
            Some(State::InProgress { until }) if !self.is_run_of(claim) => {
                Begin::InProgress { until: *until }
            }
            Some(State::InProgress { .. }) | None => {
                let state = State::InProgress { until: claim.locked_until };
                self.insert(claim, state);
                Begin::Run
            }
        }
    }

    fn complete(&mut self, claim: &Claim, stored: Stored) -> Completion {
        if !self.is_run_of(claim) {
            return Completion::Lost;
        }
        self.insert(claim, State::Completed(stored));
        Completion::Kept
    }

    fn release(&mut self, claim: &Claim) {
        if self.is_run_of(claim) {
            self.remove(&claim.key);
        }
    }

    fn is_run_of(&self, claim: &Claim) -> bool {
        self.by_key.get(&*claim.key).is_some_and(|record| {
            record.token == claim.token && matches!(record.state, State::InProgress { .. })
        })
    }

    fn insert(&mut self, claim: &Claim, state: State) {
        self.remove(&claim.key);
        let key: Arc<str> = claim.key.as_str().into();
        let record = Record { token: claim.token.clone(), state };
        self.by_end.insert((record.forgotten(), Arc::clone(&key)));
        self.by_key.insert(key, record);
    }

    fn remove(&mut self, key: &str) {
        if let Some((key, record)) = self.by_key.remove_entry(key) {
            self.by_end.remove(&(record.forgotten(), key));
        }
    }

    fn forget_ended(&mut self, now: SystemTime) {
        while let Some((forgotten, _)) = self.by_end.first()
            && *forgotten <= now
            && let Some((_, key)) = self.by_end.pop_first()
        {
            self.by_key.remove(&key);
        }
    }

    fn forget_over(&mut self, most: usize) {
        while self.by_key.len() > most {
            let completed = |key: &Arc<str>| {
                let record = self.by_key.get(key);
                record.is_some_and(|record| matches!(record.state, State::Completed(_)))
            };
            let first = self.by_end.iter().find(|(_, key)| completed(key)).cloned();
            let Some((_, key)) = first else { break };
            self.remove(&key);
        }
    }
}
