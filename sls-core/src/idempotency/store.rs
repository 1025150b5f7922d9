//! Where the records of runs are kept.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use futures_util::future::BoxFuture;

use crate::error::BoxError;

/// Keeps the record of each run, for all execution environments that can reach it.
///
/// [`begin`](Self::begin) has to be one atomic step: of all who claim a key at the same time,
/// exactly one runs. Times come with the calls, so that a store reads no clock.
///
/// # Example
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), sls_core::BoxError> {
/// use std::time::SystemTime;
/// use sls_core::idempotency::{Begin, Claim, MemoryStore, Store};
///
/// let store = MemoryStore::new();
/// let first = Claim::new("orders#7", "first", SystemTime::UNIX_EPOCH);
/// let second = Claim::new("orders#7", "second", SystemTime::UNIX_EPOCH);
/// assert_eq!(store.begin(&first).await?, Begin::Run);
/// assert_eq!(store.begin(&second).await?, Begin::InProgress { until: first.locked_until });
/// # Ok(()) }
/// ```
pub trait Store: fmt::Debug + Send + Sync + 'static {
    /// Takes the key for a run, or says who has it.
    ///
    /// A record whose time is over, or whose lock has expired, counts as absent. The same claim
    /// once more, as after an answer that was lost, is still that claim's run.
    ///
    /// # Errors
    /// The store cannot tell; the handler does not run then.
    fn begin<'a>(&'a self, claim: &'a Claim) -> BoxFuture<'a, Result<Begin, BoxError>>;

    /// Keeps what a run answered, if the key is still its own.
    ///
    /// # Errors
    /// It is not known to be kept; the unit of work fails.
    fn complete<'a>(
        &'a self,
        claim: &'a Claim,
        stored: Stored,
    ) -> BoxFuture<'a, Result<Completion, BoxError>>;

    /// Forgets a run that failed, if the key is still its own, so that it can be tried again.
    ///
    /// # Errors
    /// The key may be taken until the lock expires.
    fn release<'a>(&'a self, claim: &'a Claim) -> BoxFuture<'a, Result<(), BoxError>>;

    /// Default: no limit. The length in bytes of the longest answer that it can keep.
    ///
    /// Of longer ones only the fact is kept: the handler does not run again, and who comes later
    /// is told so.
    fn most_data(&self) -> usize {
        usize::MAX
    }
}

/// Who shares a store shares its records.
impl<S: Store + ?Sized> Store for Arc<S> {
    fn begin<'a>(&'a self, claim: &'a Claim) -> BoxFuture<'a, Result<Begin, BoxError>> {
        (**self).begin(claim)
    }

    fn complete<'a>(
        &'a self,
        claim: &'a Claim,
        stored: Stored,
    ) -> BoxFuture<'a, Result<Completion, BoxError>> {
        (**self).complete(claim, stored)
    }

    fn release<'a>(&'a self, claim: &'a Claim) -> BoxFuture<'a, Result<(), BoxError>> {
        (**self).release(claim)
    }

    fn most_data(&self) -> usize {
        (**self).most_data()
    }
}

/// What one run says about itself when it asks for a key.
///
/// # Example
/// ```
/// use std::time::{Duration, SystemTime};
/// use sls_core::idempotency::Claim;
///
/// let mut claim = Claim::new("orders#7", "run 1", SystemTime::UNIX_EPOCH);
/// claim.locked_until = claim.now + Duration::from_secs(3);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Claim {
    /// The scope and the hash of what makes units of work the same: `scope#hash`.
    pub key: String,
    /// The name of this run, which no other has.
    pub token: String,
    /// The time of the call.
    pub now: SystemTime,
    /// When the run is over at the latest.
    pub locked_until: SystemTime,
    /// When the record may be deleted if it is not completed; not before the lock expires.
    pub expires_at: SystemTime,
    /// The hash of what must not differ between units of the same key.
    pub fingerprint: Option<String>,
}

impl Claim {
    /// A claim whose lock lasts for Lambda's longest time-out, 15 minutes.
    pub fn new(key: impl Into<String>, token: impl Into<String>, now: SystemTime) -> Self {
        let locked_until = now + LONGEST_RUN;
        Self {
            key: key.into(),
            token: token.into(),
            now,
            locked_until,
            expires_at: locked_until,
            fingerprint: None,
        }
    }
}

/// AWS Lambda developer guide, "Lambda quotas".
pub(super) const LONGEST_RUN: Duration = Duration::from_secs(15 * 60);

/// The answer of a store to a claim.
///
/// # Example
/// ```
/// use sls_core::idempotency::Begin;
///
/// fn runs(begin: &Begin) -> bool {
///     matches!(begin, Begin::Run)
/// }
/// # assert!(runs(&Begin::Run));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Begin {
    /// An earlier run has completed.
    Completed(Stored),
    /// An earlier run has not ended.
    InProgress {
        /// When its lock expires.
        until: SystemTime,
    },
    /// The key is the claim's, which has to run.
    Run,
}

/// What became of an answer that was to be kept.
///
/// # Example
/// ```
/// use sls_core::idempotency::Completion;
///
/// assert_ne!(Completion::Kept, Completion::Lost);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Completion {
    /// It is kept.
    Kept,
    /// The lock had expired and the key has gone to another run, or to none.
    Lost,
}

/// What a completed run has left.
///
/// # Example
/// ```
/// use std::time::SystemTime;
/// use sls_core::idempotency::Stored;
///
/// let mut stored = Stored::new(SystemTime::UNIX_EPOCH);
/// stored.data = Some("null".to_owned());
/// assert_eq!(format!("{:?}", stored.data.as_ref().map(String::len)), "Some(4)");
/// ```
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stored {
    /// The answer, in a form of its own; `None` if it was too long for the store.
    pub data: Option<String>,
    /// From when on the key counts as new.
    pub expires_at: SystemTime,
    /// The hash of what must not differ between units of the same key.
    pub fingerprint: Option<String>,
}

impl Stored {
    /// A run that left nothing.
    #[must_use]
    pub const fn new(expires_at: SystemTime) -> Self {
        Self { data: None, expires_at, fingerprint: None }
    }
}

/// Without the answer, which may be confidential.
impl fmt::Debug for Stored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stored")
            .field("data", &self.data.as_ref().map(|data| format!("{} bytes", data.len())))
            .field("expires_at", &self.expires_at)
            .field("fingerprint", &self.fingerprint)
            .finish()
    }
}
