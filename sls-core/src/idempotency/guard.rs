//! What stands in front of a handler, and lets one run of a key through.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use futures_util::future::BoxFuture;

use crate::__private::Answered;
use crate::context::Context;
use crate::error::Error;
use crate::extract::{Input, Rejections, Requirements};
use crate::idempotency::identify::Identified;
use crate::idempotency::store::LONGEST_RUN;
use crate::idempotency::wiring::ChosenStore;
use crate::idempotency::{
    Begin, Claim, Completion, Idempotent, MissingKey, Replay, Store, Stored, refusal,
};
use crate::reply::{Kept, Replayable, Reply, Response};
use crate::runtime::panic;

/// The settings of one handler, and where its records are kept.
#[derive(Debug)]
pub(crate) struct Guard {
    pub(super) handler: &'static str,
    pub(super) settings: Idempotent,
    pub(super) store: ChosenStore,
}

impl Guard {
    pub(super) fn direct(self: &Arc<Self>, endpoint: &mut Answered<Result<Reply, Error>>) {
        self.surround(endpoint, |input| Some(input.context().request_id()));
    }

    pub(super) fn http(self: &Arc<Self>, endpoint: &mut Answered<Response>) -> Result<(), String> {
        if self.settings.is_by_identity() {
            return Err("an HTTP request has no identity: name a header or a value".to_owned());
        }
        self.surround(endpoint, |_| None);
        Ok(())
    }

    /// For events that have no name of their own.
    pub(crate) fn refuse_identity(&self) -> Result<(), String> {
        match self.settings.is_by_identity() {
            true => Err("its events have no identity: name a value of the payload".to_owned()),
            false => Ok(()),
        }
    }

    /// For records, and events that are one unit of work.
    pub(crate) fn source<O: Replayable>(
        self: &Arc<Self>,
        endpoint: &mut Answered<O>,
    ) -> Result<(), String> {
        if Requirements::of(&endpoint.requirements).takes_batches() {
            return Err("it takes whole batches, which never come twice: take records".to_owned());
        }
        if !O::IS_STORABLE {
            return Err("what answers this source cannot be stored".to_owned());
        }
        self.surround(endpoint, |_| None);
        Ok(())
    }

    fn surround<O: Replayable>(
        self: &Arc<Self>,
        endpoint: &mut Answered<O>,
        own_identity: for<'i> fn(&Input<'i>) -> Option<&'i str>,
    ) {
        self.store.require(&mut endpoint.requirements);
        let (guard, make) = (Arc::clone(self), Arc::clone(&endpoint.make));
        endpoint.make = Arc::new(move |input: &Input<'_>, rejections: &mut Rejections| {
            let admission = guard.admit(input, O::KIND, own_identity(input), rejections);
            // An async function does nothing before it is polled.
            let handler = make(input, rejections)?;
            match admission {
                Admission::Candidate(candidate) => Some(Box::pin(once(candidate, handler))),
                Admission::Refused => None,
                Admission::Unprotected => Some(handler),
            }
        });
    }

    fn admit(
        self: &Arc<Self>,
        input: &Input<'_>,
        kind: &str,
        own_identity: Option<&str>,
        rejections: &mut Rejections,
    ) -> Admission {
        let identified = match self.settings.identify(input, kind, own_identity) {
            Ok(identified) => identified,
            Err(missing) if self.settings.missing_key == MissingKey::RunUnprotected => {
                tracing::warn!(handler = self.handler, %missing, "runs without idempotency");
                return Admission::Unprotected;
            }
            Err(missing) => {
                rejections.push(missing);
                return Admission::Refused;
            }
        };
        let Some(store) = rejections.keep(self.store.find(input)) else {
            return Admission::Refused;
        };
        let (guard, context) = (Arc::clone(self), input.context().clone());
        Admission::Candidate(Candidate { guard, store, context, identified })
    }

    fn scope(&self, context: &Context) -> String {
        match (&self.settings.scope, &*context.function().name) {
            (Some(scope), _) => scope.to_string(),
            (None, "") => self.handler.to_owned(),
            (None, function) => format!("{function}.{}", self.handler),
        }
    }
}

/// A name that no other run has, not even a retry of the same request or one in another process.
fn token(context: &Context, now: SystemTime) -> String {
    static RUNS: AtomicU64 = AtomicU64::new(0);
    let run = RUNS.fetch_add(1, Ordering::Relaxed);
    let since = now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    format!("{}/{:x}/{run:x}", context.request_id(), since.as_nanos())
}

/// What becomes of a unit of work before the store is asked.
enum Admission {
    Candidate(Candidate),
    Refused,
    Unprotected,
}

/// A unit of work that is going to ask whether it may run.
struct Candidate {
    guard: Arc<Guard>,
    store: Arc<dyn Store>,
    context: Context,
    identified: Identified,
}

impl Candidate {
    /// The lock lasts for the time that the invocation has left, so that a run which Lambda has
    /// stopped unlocks itself.
    fn claim(self) -> Claimed {
        let Self { guard, store, context, identified } = self;
        let now = context.now();
        let locked_until = now + context.remaining().min(LONGEST_RUN);
        let claim = Claim {
            key: format!("{}#{}", guard.scope(&context), identified.key),
            token: token(&context, now),
            now,
            locked_until,
            expires_at: locked_until.max(now + guard.settings.expires_after),
            fingerprint: identified.fingerprint,
        };
        Claimed { guard, store, context, claim }
    }
}

/// A unit of work that asks to run.
struct Claimed {
    guard: Arc<Guard>,
    store: Arc<dyn Store>,
    context: Context,
    claim: Claim,
}

/// Runs the handler if the store says so.
///
/// Dropped in the middle, it leaves the record in progress until the lock expires: nobody knows
/// what the handler had done by then.
async fn once<O: Replayable>(candidate: Candidate, handler: BoxFuture<'static, O>) -> O {
    let claimed = candidate.claim();
    let outcome = match claimed.store.begin(&claimed.claim).await {
        Ok(Begin::Run) => return run(&claimed, handler).await,
        Ok(Begin::Completed(stored)) => claimed.replay(&stored),
        Ok(Begin::InProgress { until }) => Err(refusal::in_progress(claimed.until(until))),
        Err(error) => Err(refusal::persistence("the run could not be recorded", &error)),
    };
    outcome.unwrap_or_else(O::failed)
}

async fn run<O: Replayable>(claimed: &Claimed, handler: BoxFuture<'static, O>) -> O {
    match panic::catch_panic(async { handler.await.keep().await }).await {
        Ok((outcome, Kept::Text(data))) => match claimed.complete(data).await {
            Ok(()) => outcome,
            Err(error) => O::failed(error),
        },
        Ok((outcome, Kept::Failed)) => {
            claimed.release().await;
            outcome
        }
        Err(panicked) => {
            claimed.release().await;
            panic::resume(panicked)
        }
    }
}

impl Claimed {
    fn until(&self, time: SystemTime) -> Duration {
        time.duration_since(self.context.now()).unwrap_or_default()
    }

    fn replay<O: Replayable>(&self, stored: &Stored) -> Result<O, Error> {
        let Claim { key, fingerprint, .. } = &self.claim;
        if let (Some(ours), Some(first)) = (fingerprint, &stored.fingerprint)
            && ours != first
        {
            return Err(refusal::payload_mismatch());
        }
        let data = stored.data.as_deref().ok_or_else(refusal::too_long)?;
        let outcome = O::replay(data)
            .map_err(|error| refusal::persistence("what was stored cannot be read", &error))?;
        tracing::debug!(handler = self.guard.handler, key, "answered as an earlier run was");
        if let Some(hook) = &self.guard.settings.on_replay {
            (hook.0)(&Replay { key, expires_at: stored.expires_at });
        }
        Ok(outcome)
    }

    async fn complete(&self, data: String) -> Result<(), Error> {
        let expires_at = self.context.now() + self.guard.settings.expires_after;
        let mut stored = Stored::new(expires_at);
        stored.fingerprint.clone_from(&self.claim.fingerprint);
        if data.len() <= self.store.most_data() {
            stored.data = Some(data);
        } else {
            tracing::warn!(
                handler = self.guard.handler,
                bytes = data.len(),
                most = self.store.most_data(),
                "the answer is too long to be kept: who repeats the request will not receive it"
            );
        }
        match self.store.complete(&self.claim, stored).await {
            Ok(Completion::Kept) => Ok(()),
            Ok(Completion::Lost) => Err(refusal::lost()),
            Err(error) => Err(refusal::persistence("the answer could not be stored", &error)),
        }
    }

    /// The handler's own failure is what the caller has to know, so that this one is only logged.
    async fn release(&self) {
        if let Err(error) = self.store.release(&self.claim).await {
            tracing::error!(
                error_type = "Sls.Idempotency",
                error = crate::error::chain(&*error),
                handler = self.guard.handler,
                lock_expires_in = ?self.until(self.claim.locked_until),
                "a failed run could not be released: it can be tried again once its lock expires"
            );
        }
    }
}
