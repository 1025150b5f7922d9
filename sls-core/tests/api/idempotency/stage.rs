//! What scenarios are played on: a store, a clock, and functions in front of both.

use std::collections::VecDeque;
use std::fmt;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use futures_util::future::BoxFuture;
use serde_json::{Value, json};
use sls_core::idempotency::{Begin, Claim, Completion, Idempotent, Store, Stored};
use sls_core::{
    App, AppService, BoxError, Clock, Context, Error, Failure, FunctionConfig, Handler, Invocation,
    Json, State,
};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tower::{Service, ServiceExt};

/// One store and one time for every function of a scenario.
#[derive(Clone, Debug)]
pub(super) struct Stage {
    pub(super) store: Arc<Spy>,
    pub(super) clock: Arc<Now>,
}

impl Stage {
    pub(super) fn new(store: impl Store) -> Self {
        Self { store: Arc::new(Spy::new(store)), clock: Arc::default() }
    }

    /// A function with one handler, `work`, whose key is `/id`.
    pub(super) fn function(&self) -> Function {
        self.function_by(Idempotent::by("/id"))
    }

    pub(super) fn function_by(&self, settings: Idempotent) -> Function {
        self.function_of("work", settings)
    }

    pub(super) fn function_of(&self, handler: &'static str, settings: Idempotent) -> Function {
        let work = Work::default();
        let app = App::new()
            .state(work.clone())
            .handler(Handler::new(handler).direct(run).idempotent(settings))
            .idempotency(Arc::clone(&self.store));
        Function {
            service: app.into_service().unwrap(),
            clock: Arc::clone(&self.clock),
            work,
            timeout: Some(Duration::from_secs(3)),
            name: "function".to_owned(),
            tenant: None,
        }
    }
}

/// A clock that is moved by hand.
#[derive(Debug, Default)]
pub(super) struct Now {
    millis: AtomicU64,
}

impl Now {
    pub(super) fn advance(&self, duration: Duration) {
        self.millis.fetch_add(duration.as_millis().try_into().unwrap(), Ordering::Relaxed);
    }

    pub(super) fn advance_seconds(&self, seconds: u64) {
        self.advance(Duration::from_secs(seconds));
    }
}

impl Clock for Now {
    fn now(&self) -> SystemTime {
        // 2026-03-01T10:00:00Z
        SystemTime::UNIX_EPOCH
            + Duration::from_secs(1_772_359_200)
            + Duration::from_millis(self.millis.load(Ordering::Relaxed))
    }
}

/// A Lambda function with one idempotent handler.
#[derive(Debug)]
pub(super) struct Function {
    service: AppService,
    clock: Arc<Now>,
    pub(super) work: Work,
    pub(super) timeout: Option<Duration>,
    pub(super) name: String,
    pub(super) tenant: Option<&'static str>,
}

impl Function {
    pub(super) fn call(
        &self,
        payload: Value,
    ) -> impl Future<Output = Result<Value, Failure>> + Send + use<> {
        self.call_raw(&payload.to_string())
    }

    pub(super) fn call_raw(
        &self,
        payload: &str,
    ) -> impl Future<Output = Result<Value, Failure>> + Send + use<> {
        let mut function = FunctionConfig::default();
        function.name.clone_from(&self.name);
        // The same id every time, as asynchronous retries have it.
        let mut context = Context::builder("request").clock(self.clock.clone()).function(function);
        if let Some(timeout) = self.timeout {
            context = context.deadline(self.clock.now() + timeout);
        }
        if let Some(tenant) = self.tenant {
            context = context.tenant_id(tenant);
        }
        let invocation = Invocation::new(payload.to_owned(), context.build());
        let mut service = self.service.clone();
        async move {
            let reply = service.ready().await?.call(invocation).await?;
            Ok(serde_json::from_slice(&reply.collect().await.bytes).unwrap())
        }
    }

    /// Calls, and lets the handler wait in the middle of its run.
    pub(super) async fn begin(&self, payload: Value) -> Run {
        let (has_begun, tell) = self.work.plan_wait();
        let mut call = tokio::spawn(self.call(payload));
        tokio::select! {
            begun = has_begun => begun.unwrap(),
            answer = &mut call => panic!("it did not run, but answered {answer:?}"),
        }
        Run { call, tell }
    }

    #[track_caller]
    pub(super) fn check_runs(&self, expected: usize) {
        assert_eq!(self.work.runs(), expected, "runs of the handler");
    }
}

/// An invocation whose handler waits in the middle of its run.
#[derive(Debug)]
pub(super) struct Run {
    call: JoinHandle<Result<Value, Failure>>,
    tell: oneshot::Sender<Act>,
}

impl Run {
    /// Lets the run end this way.
    pub(super) async fn end(self, act: Act) -> Result<Value, Failure> {
        self.tell.send(act).unwrap();
        self.call.await.unwrap()
    }

    pub(super) async fn answer(self, answer: &str) -> Result<Value, Failure> {
        self.end(Act::Answer(json!(answer))).await
    }

    /// Ends the run where it is, as a process that is killed.
    pub(super) async fn crash(self) {
        self.call.abort();
        assert!(self.call.await.unwrap_err().is_cancelled());
    }
}

/// What the handler is to do, and how often it ran.
#[derive(Clone, Debug, Default)]
pub(super) struct Work {
    runs: Arc<AtomicUsize>,
    acts: Arc<Mutex<VecDeque<Act>>>,
}

/// What one run does.
#[derive(Debug)]
pub(super) enum Act {
    Answer(Value),
    Fail,
    Panic,
    /// Tells that it has begun, then does what it is told.
    Wait {
        begun: oneshot::Sender<()>,
        then: oneshot::Receiver<Self>,
    },
}

impl Work {
    /// Lets the next run do this; without, it answers with its number.
    pub(super) fn plan(&self, act: Act) {
        self.acts.lock().unwrap().push_back(act);
    }

    /// Lets the next run wait until it is told what to do.
    pub(super) fn plan_wait(&self) -> (oneshot::Receiver<()>, oneshot::Sender<Act>) {
        let (begun, has_begun) = oneshot::channel();
        let (tell, then) = oneshot::channel();
        self.plan(Act::Wait { begun, then });
        (has_begun, tell)
    }

    pub(super) fn runs(&self) -> usize {
        self.runs.load(Ordering::Relaxed)
    }
}

async fn run(Json(mut input): Json<Value>, State(work): State<Work>) -> Result<Value, Error> {
    let run = work.runs.fetch_add(1, Ordering::Relaxed) + 1;
    // Whatever a handler does to its input comes too late to change the key.
    input["id"] = json!("changed");
    let mut act = work.acts.lock().unwrap().pop_front();
    loop {
        act = match act {
            None => return Ok(json!({ "run": run })),
            Some(Act::Answer(answer)) => return Ok(answer),
            Some(Act::Fail) => return Err(Error::msg("no A1 left").with_type("OutOfStock")),
            Some(Act::Panic) => panic!("out of ideas"),
            Some(Act::Wait { begun, then }) => {
                begun.send(()).unwrap();
                Some(then.await.unwrap())
            }
        };
    }
}

/// A store that notes what it is asked, and fails where it is told to.
pub(super) struct Spy {
    store: Arc<dyn Store>,
    calls: Mutex<Vec<&'static str>>,
    failing: Mutex<Option<&'static str>>,
    pub(super) most_data: AtomicUsize,
}

impl Spy {
    pub(super) fn new(store: impl Store) -> Self {
        Self {
            most_data: AtomicUsize::new(store.most_data()),
            store: Arc::new(store),
            calls: Mutex::default(),
            failing: Mutex::default(),
        }
    }

    /// Fails every call of this name.
    pub(super) fn fail(&self, call: &'static str) {
        *self.failing.lock().unwrap() = Some(call);
    }

    pub(super) fn work_again(&self) {
        *self.failing.lock().unwrap() = None;
    }

    /// The calls since the last time.
    pub(super) fn take_calls(&self) -> Vec<&'static str> {
        std::mem::take(&mut self.calls.lock().unwrap())
    }

    fn note(&self, call: &'static str) -> Result<(), BoxError> {
        self.calls.lock().unwrap().push(call);
        match *self.failing.lock().unwrap() {
            Some(failing) if failing == call => Err("the table is gone".into()),
            _ => Ok(()),
        }
    }
}

impl fmt::Debug for Spy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.store.fmt(f)
    }
}

impl Store for Spy {
    fn begin<'a>(&'a self, claim: &'a Claim) -> BoxFuture<'a, Result<Begin, BoxError>> {
        Box::pin(async {
            self.note("begin")?;
            self.store.begin(claim).await
        })
    }

    fn complete<'a>(
        &'a self,
        claim: &'a Claim,
        stored: Stored,
    ) -> BoxFuture<'a, Result<Completion, BoxError>> {
        Box::pin(async {
            self.note("complete")?;
            self.store.complete(claim, stored).await
        })
    }

    fn release<'a>(&'a self, claim: &'a Claim) -> BoxFuture<'a, Result<(), BoxError>> {
        Box::pin(async {
            self.note("release")?;
            self.store.release(claim).await
        })
    }

    fn most_data(&self) -> usize {
        self.most_data.load(Ordering::Relaxed)
    }
}

#[track_caller]
pub(super) fn check_failed(result: Result<Value, Failure>, error_type: &str) -> Failure {
    let failure = result.unwrap_err();
    assert_eq!(failure.error_type(), error_type, "{failure}");
    failure
}
