//! A process of a function: a thread with a runtime of its own.
//!
//! Between two invocations nobody drives the runtime, so that what a handler left running is frozen
//! in the middle, as on Lambda. When the process ends, its runtime is dropped with all of it.
//! Time is tokio's paused time: it moves by itself to the next timer when nothing else can happen.

use std::fmt;
use std::future::poll_fn;
use std::panic::AssertUnwindSafe;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::task::Poll;
use std::thread::{self, JoinHandle};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use futures_util::FutureExt as _;
use sls_core::{AppService, Clock, Context, ContextBuilder, Failure, Invocation};
use tokio::runtime::Builder;
use tokio::sync::oneshot;
use tokio::time::{Instant, advance, sleep_until, timeout};
use tower::ServiceExt as _;
use tracing::dispatcher::{self, Dispatch};

use crate::platform::{Attempt, ClockModel, Fault, Outcome, Ran, Run, Stage, TimeoutMode};

/// Makes what a new process serves with, or says why it cannot start.
pub(super) type MakeService = Arc<dyn Fn() -> Result<AppService, Failure> + Send + Sync>;

/// One invocation for an environment.
pub(super) struct Job {
    /// Complete but for the clock and the deadline, which are the process's.
    pub(super) context: ContextBuilder,
    pub(super) run: Run,
}

/// The sending end of a process's thread, which ends when it is dropped.
pub(super) struct Process {
    jobs: mpsc::Sender<(Job, oneshot::Sender<Ran>)>,
    thread: JoinHandle<()>,
}

impl Process {
    /// Starts the thread; the app is made when the first job comes.
    ///
    /// What the function logs goes where the calling thread logs to.
    pub(super) fn start(make: MakeService, real_io: bool) -> Self {
        let (jobs, queue) = mpsc::channel();
        let logs = dispatcher::get_default(Dispatch::clone);
        let serve = move || {
            let clock = Arc::default();
            let ahead = Duration::ZERO;
            let mut inside = Inside { make, real_io, clock, ahead, service: None };
            dispatcher::with_default(&logs, || inside.serve(&queue));
        };
        let thread = thread::Builder::new()
            .name("function".to_owned())
            .spawn(serve)
            .expect("the system has room for a thread");
        Self { jobs, thread }
    }

    /// Runs one invocation; a thread that is gone has crashed.
    pub(super) async fn run(&self, job: Job) -> Ran {
        let (done, ran) = oneshot::channel();
        // What is not sent is dropped, which its receiver notices.
        drop(self.jobs.send((job, done)));
        ran.await.unwrap_or_else(|_| Ran { init: None, act: Outcome::Crash.into() })
    }

    /// Ends the process, and waits until everything in it is dropped.
    pub(super) fn stop(self) {
        let Self { jobs, thread } = self;
        drop(jobs);
        // A thread that panicked has ended as well.
        drop(thread.join());
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
    /// How far its wall clock is ahead of the cloud's.
    ahead: Duration,
    /// `None` before the INIT phase.
    service: Option<AppService>,
}

impl Inside {
    fn serve(&mut self, jobs: &mpsc::Receiver<(Job, oneshot::Sender<Ran>)>) {
        let mut builder = Builder::new_current_thread();
        let Ok(runtime) = builder.enable_all().start_paused(!self.real_io).build() else { return };
        while let Ok((job, done)) = jobs.recv() {
            let ran = runtime.block_on(self.run(job));
            // Nobody waits any more when the cloud is dropped in the middle.
            drop(done.send(ran));
        }
    }

    async fn run(&mut self, Job { context, run }: Job) -> Ran {
        let Run { settings, stage, init_limit, frozen, fault, .. } = &run;
        if let Some(Fault::ClockJump(ahead)) = fault {
            self.ahead += *ahead;
        }
        let mut began = run.began + self.ahead;
        if self.service.is_some() {
            match settings.clock_model {
                ClockModel::Advances if self.real_io => {}
                ClockModel::Advances => advance(*frozen).await,
                ClockModel::Stalls => {}
                ClockModel::JumpsBack => began -= *frozen,
            }
        }
        self.clock.set(began, Instant::now());
        let mut init = None;
        if *stage == Stage::New {
            let attempt = self.start_up(settings.init_duration, *init_limit).await;
            began += attempt.duration;
            init = Some(attempt);
        }
        let begin = Instant::now();
        self.clock.set(began, begin);
        let mut waited = Duration::ZERO;
        if self.service.is_none() {
            let attempt = self.start_up(settings.init_duration, settings.timeout).await;
            if let Some(failure) = attempt.failure {
                return Ran { init, act: failure.after(attempt.duration) };
            }
            waited = attempt.duration;
        }
        let Some(service) = self.service.clone() else {
            return Ran { init, act: Outcome::Crash.into() };
        };
        let clock = Arc::<ProcessClock>::clone(&self.clock);
        let context = context.deadline(began + settings.timeout).clock(clock).build();
        let left = settings.timeout.saturating_sub(waited);
        let handling = handle(service, context, run.request.payload.clone(), *fault);
        let outcome = match settings.timeout_mode {
            TimeoutMode::Reset => timeout(left, handling).await,
            // What goes on after the deadline is frozen with the process and thaws with it.
            TimeoutMode::Abandon => timeout(left, tokio::spawn(handling)).await.map(crashed),
        };
        let elapsed = if self.real_io { waited } else { begin.elapsed() };
        Ran { init, act: outcome.unwrap_or(Outcome::Timeout).after(elapsed) }
    }

    /// One attempt to start, which takes at least so long.
    async fn start_up(&mut self, at_least: Duration, limit: Duration) -> Attempt {
        let begin = Instant::now();
        let starting = async {
            let service = AssertUnwindSafe(self.init()).catch_unwind().await;
            if !self.real_io {
                sleep_until(begin + at_least).await;
            }
            service
        };
        let failure = match timeout(limit, starting).await {
            Ok(Ok(Ok(service))) => {
                self.service = Some(service);
                None
            }
            Ok(Ok(Err(failure))) => Some(Outcome::InitError(failure.to_json())),
            Ok(Err(_panic)) => Some(Outcome::Crash),
            Err(_) => Some(Outcome::Timeout),
        };
        Attempt { duration: if self.real_io { at_least } else { begin.elapsed() }, failure }
    }

    async fn init(&self) -> Result<AppService, Failure> {
        let service = (self.make)()?;
        service.init(&*self.clock).await?;
        Ok(service)
    }
}

/// Hands one event to the app, up to the end of what it put off until after its response.
async fn handle(
    service: AppService,
    context: Context,
    payload: Bytes,
    fault: Option<Fault>,
) -> Outcome {
    let finish = service.after_response(&context);
    let replying = pin!(reply(service, Invocation::new(payload, context)));
    let outcome = match fault {
        Some(Fault::CrashAtAwait(nth)) => return cut_short(replying, nth).await,
        Some(Fault::CrashBeforeReply) => {
            replying.await;
            return Outcome::Crash;
        }
        Some(Fault::CrashAfterReply) => return replying.await,
        _ => replying.await,
    };
    finish.await;
    outcome
}

async fn reply(service: AppService, invocation: Invocation) -> Outcome {
    match service.oneshot(invocation).await {
        Ok(reply) => {
            let reply = reply.collect().await;
            match reply.error {
                Some(failure) => Outcome::Error(failure.to_json()),
                None => Outcome::Reply(reply.bytes),
            }
        }
        Err(failure) => Outcome::Error(failure.to_json()),
    }
}

/// Drives a handler until it has to wait for the n-th time, or is done, and leaves it there.
async fn cut_short(mut handling: Pin<&mut impl Future<Output = Outcome>>, nth: u32) -> Outcome {
    let mut waits = 0;
    poll_fn(move |context| match handling.as_mut().poll(context) {
        Poll::Pending => {
            waits += 1;
            if waits < nth { Poll::Pending } else { Poll::Ready(Outcome::Crash) }
        }
        Poll::Ready(_) => Poll::Ready(Outcome::Crash),
    })
    .await
}

/// A task that panicked takes its process with it.
fn crashed(outcome: Result<Outcome, tokio::task::JoinError>) -> Outcome {
    outcome.unwrap_or(Outcome::Crash)
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
