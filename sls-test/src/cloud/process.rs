//! A process of a function: a thread with a runtime of its own.
//!
//! Between two invocations nobody drives the runtime, so that what a handler left running is frozen
//! in the middle, as on Lambda. When the process ends, its runtime is dropped with all of it.
//! Time is tokio's paused time: it moves by itself to the next timer when nothing else can happen.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use sls_core::{AppService, Clock, ContextBuilder, Failure, Invocation};
use tokio::runtime::Builder;
use tokio::sync::oneshot;
use tokio::time::{Instant, advance, timeout};
use tower::ServiceExt as _;

use crate::platform::{Act, Outcome};

/// Makes what a new process serves with, or says why it cannot start.
pub(super) type MakeService = Arc<dyn Fn() -> Result<AppService, Failure> + Send + Sync>;

/// One invocation for an environment.
pub(super) struct Job {
    /// Complete but for the clock, which is the process's.
    pub(super) context: ContextBuilder,
    pub(super) payload: Bytes,
    pub(super) started: SystemTime,
    pub(super) timeout: Duration,
    /// How long the process was frozen before.
    pub(super) frozen: Duration,
}

/// The sending end of a process's thread, which ends when it is dropped.
pub(super) struct Process {
    jobs: mpsc::Sender<(Job, oneshot::Sender<Act>)>,
}

impl Process {
    /// Starts the thread; the app is made when the first job comes.
    pub(super) fn start(make: MakeService, real_io: bool) -> Self {
        let (jobs, queue) = mpsc::channel();
        let serve = move || {
            let mut inside = Inside { make, real_io, clock: Arc::default(), service: None };
            inside.serve(&queue);
        };
        thread::Builder::new()
            .name("function".to_owned())
            .spawn(serve)
            .expect("the system has room for a thread");
        Self { jobs }
    }

    /// Runs one invocation; a thread that is gone has crashed.
    pub(super) async fn run(&self, job: Job) -> Act {
        let (done, act) = oneshot::channel();
        // What is not sent is dropped, which its receiver notices.
        drop(self.jobs.send((job, done)));
        act.await.unwrap_or_else(|_| Outcome::Crash.into())
    }
}

impl fmt::Debug for Process {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Process").finish_non_exhaustive()
    }
}

struct Inside {
    make: MakeService,
    real_io: bool,
    clock: Arc<ProcessClock>,
    /// `None` before the INIT phase.
    service: Option<AppService>,
}

impl Inside {
    fn serve(&mut self, jobs: &mpsc::Receiver<(Job, oneshot::Sender<Act>)>) {
        let mut builder = Builder::new_current_thread();
        let Ok(runtime) = builder.enable_all().start_paused(!self.real_io).build() else { return };
        while let Ok((job, done)) = jobs.recv() {
            let act = runtime.block_on(self.run(job));
            // Nobody waits any more when the cloud is dropped in the middle.
            drop(done.send(act));
        }
    }

    async fn run(&mut self, job: Job) -> Act {
        if self.service.is_some() && !self.real_io {
            advance(job.frozen).await;
        }
        let begin = Instant::now();
        self.clock.set(job.started, begin);
        let outcome = timeout(job.timeout, self.outcome(job.context, job.payload)).await;
        outcome.unwrap_or(Outcome::Timeout).after(begin.elapsed())
    }

    async fn outcome(&mut self, context: ContextBuilder, payload: Bytes) -> Outcome {
        let service = match &self.service {
            Some(service) => service.clone(),
            None => match self.init().await {
                Ok(service) => self.service.insert(service).clone(),
                Err(failure) => return Outcome::InitError(failure.to_json()),
            },
        };
        let context = context.clock(Arc::<ProcessClock>::clone(&self.clock)).build();
        let finish = service.after_response(&context);
        let outcome = match service.oneshot(Invocation::new(payload, context)).await {
            Ok(reply) => {
                let reply = reply.collect().await;
                match reply.error {
                    Some(failure) => Outcome::Error(failure.to_json()),
                    None => Outcome::Reply(reply.bytes),
                }
            }
            Err(failure) => Outcome::Error(failure.to_json()),
        };
        finish.await;
        outcome
    }

    async fn init(&self) -> Result<AppService, Failure> {
        let service = (self.make)()?;
        service.init(&*self.clock).await?;
        Ok(service)
    }
}

/// The wall clock of a process: the cloud's time when its invocation began, and then tokio's.
#[derive(Debug, Default)]
struct ProcessClock {
    began: Mutex<Option<(SystemTime, Instant)>>,
}

impl ProcessClock {
    fn set(&self, now: SystemTime, instant: Instant) {
        *self.began.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, instant));
    }
}

impl Clock for ProcessClock {
    fn now(&self) -> SystemTime {
        match *self.began.lock().unwrap_or_else(PoisonError::into_inner) {
            Some((now, instant)) => now + instant.elapsed(),
            None => SystemTime::UNIX_EPOCH,
        }
    }
}
