//! A function: one environment at a time, started when it is needed.

use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use tokio::sync::{Mutex, Semaphore};
use tokio::time::Instant;

use super::builder::{Config, FunctionBuilder};
use super::environment::{Environment, NotStarted};
use super::log::Log;
use super::report::{Report, Start, billed, closing_lines, init_report};
use super::variables::VERSION;
use crate::Ids;
use crate::runtime_api::{
    InitFailure, InvokeOutcome, InvokeRequest, RuntimeApi, Settled, StreamHead,
};

/// A function program and the environment that Lambda would run it in.
///
/// Invocations beyond its concurrency wait their turn; Lambda would start more environments.
/// Dropping it kills the process.
///
/// # Example
/// ```no_run
/// use std::process::Command;
/// use sls_test::process::Function;
/// use sls_test::runtime_api::InvokeRequest;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> std::io::Result<()> {
/// let function = Function::builder(Command::new("target/debug/hello")).start().await?;
/// let report = function.invoke(InvokeRequest::new(r#"{"name":"Ada"}"#)).await;
/// assert_eq!(report.outcome.payload(), r#"{"text":"Hello, Ada!"}"#);
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct Function {
    arn: String,
    pub(super) config: Config,
    api: Arc<RuntimeApi>,
    log: Log,
    permits: Semaphore,
    pub(super) slot: Mutex<Slot>,
}

#[derive(Debug)]
pub(super) struct Slot {
    command: tokio::process::Command,
    pub(super) environment: Option<Environment>,
}

impl Function {
    /// A function that runs this command, with settings to choose.
    pub fn builder(command: Command) -> FunctionBuilder {
        FunctionBuilder::new(command)
    }

    pub(super) fn new(
        command: Command,
        arn: String,
        config: Config,
        api: Arc<RuntimeApi>,
        log: Log,
    ) -> Self {
        let slot = Slot { command: command.into(), environment: None };
        let permits = Semaphore::new(config.concurrency);
        Self { arn, config, api, log, permits, slot: Mutex::new(slot) }
    }

    /// The function's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.config.name
    }

    /// The function's ARN, without a qualifier.
    #[must_use]
    pub fn arn(&self) -> &str {
        &self.arn
    }

    /// The region that the function is told.
    #[must_use]
    pub fn region(&self) -> &str {
        &self.config.region
    }

    /// Where all its ids come from.
    #[must_use]
    pub fn ids(&self) -> &Ids {
        &self.config.ids
    }

    /// The time by its clock.
    #[must_use]
    pub fn now(&self) -> SystemTime {
        self.config.clock.now()
    }

    /// The Runtime API that the process talks to: for its record, and to spoil calls.
    #[must_use]
    pub fn runtime_api(&self) -> &RuntimeApi {
        &self.api
    }

    /// The log so far, at most the last MiB: what the function prints and Lambda's own lines.
    #[must_use]
    pub fn logs(&self) -> Vec<String> {
        self.log.all()
    }

    /// Starts the process without an invocation; does nothing if it runs.
    ///
    /// # Errors
    /// With what the function said, if it did not start.
    pub async fn warm_up(&self) -> Result<(), InitFailure> {
        let mut slot = self.slot.lock().await;
        match self.started(&mut slot, self.config.init_limit).await {
            Ok(_) => Ok(()),
            Err(not_started) => Err(self.init_failure(not_started)),
        }
    }

    /// Invokes the function and waits for the end of its answer.
    pub async fn invoke(&self, request: InvokeRequest) -> Report {
        self.invoke_streaming(request, drop).await
    }

    /// Like [`invoke`](Self::invoke); calls `on_stream` when a streamed answer begins.
    pub async fn invoke_streaming(
        &self,
        request: InvokeRequest,
        on_stream: impl FnOnce(StreamHead),
    ) -> Report {
        let request_id = request.known_request_id(&self.config.ids);
        let request = request.request_id(&request_id);
        let first = self.log.platform(format!("START RequestId: {request_id} Version: {VERSION}"));
        let run = self.run(request, &request_id, on_stream).await;
        let mut report = Report {
            request_id,
            outcome: run.outcome,
            duration: run.duration,
            billed: billed(run.duration, run.init_duration),
            init_duration: run.init_duration,
            start: run.start,
            max_memory_mb: run.max_memory_mb,
            log_tail: String::new(),
        };
        let now = self.config.clock.now();
        for line in closing_lines(&report, self.config.memory_mb, now) {
            self.log.platform(line);
        }
        report.log_tail = self.log.tail(first, LOG_TAIL);
        report
    }

    /// Puts another program in place of this one, after the invocations that run.
    pub async fn replace(&self, command: Command) {
        let _idle = self.permits.acquire_many(self.permit_count()).await;
        let mut slot = self.slot.lock().await;
        if let Some(environment) = slot.environment.take() {
            environment.kill().await;
        }
        slot.command = command.into();
    }

    /// Kills the process, whatever it does.
    pub async fn stop(&self) {
        if let Some(environment) = self.slot.lock().await.environment.take() {
            environment.kill().await;
        }
    }

    async fn run(
        &self,
        request: InvokeRequest,
        request_id: &str,
        on_stream: impl FnOnce(StreamHead),
    ) -> Run {
        // The semaphore is never closed, so there always is a permit to wait for.
        let _permit = self.permits.acquire().await;
        let began = Instant::now();
        let mut on_stream = Some(on_stream);
        loop {
            let mut slot = self.slot.lock().await;
            let environment = match self.start_for_invocation(&mut slot).await {
                Ok(environment) => environment,
                Err(not_started) => {
                    let outcome = self.outcome_of(not_started, request_id);
                    return Run::without_environment(outcome, began.elapsed());
                }
            };
            let (start, init_duration) = environment.enter();
            let (capture, ended) = (environment.capture(), environment.ended());
            let mut invoked = self.api.invoke(request.clone());
            drop(slot);
            if let Some(head) = invoked.stream().await
                && let Some(on_stream) = on_stream.take()
            {
                on_stream(head);
            }
            let Settled { outcome, duration } = invoked.settled().await;
            let Some(duration) = duration else {
                // It ended between two invocations, which Lambda makes up for with a cold start.
                ended.await;
                continue;
            };
            capture.drain().await;
            let max_memory_mb = self.settle(&outcome).await;
            return Run { outcome, duration, init_duration, start, max_memory_mb };
        }
    }

    /// Leaves no environment behind that Lambda would not leave behind.
    async fn settle(&self, outcome: &InvokeOutcome) -> Option<u64> {
        let mut slot = self.slot.lock().await;
        let max_memory_mb = slot.environment.as_ref().and_then(Environment::max_memory_mb);
        if matches!(outcome, InvokeOutcome::TimedOut { .. })
            && !self.config.keeps_running
            && let Some(environment) = slot.environment.take()
        {
            environment.kill().await;
        }
        max_memory_mb
    }

    /// A start that fails is tried once more, within the invocation and its timeout.
    async fn start_for_invocation<'a>(
        &self,
        slot: &'a mut Slot,
    ) -> Result<&'a Environment, NotStarted> {
        if self.started(slot, self.config.init_limit).await.is_err() {
            self.started(slot, self.config.timeout).await?;
        }
        slot.environment.as_ref().ok_or(NotStarted::Overran)
    }

    async fn started(&self, slot: &mut Slot, limit: Duration) -> Result<(), NotStarted> {
        if slot.environment.as_ref().is_some_and(Environment::is_running) {
            return Ok(());
        }
        slot.environment = None;
        let began = Instant::now();
        let config = &self.config;
        let started =
            Environment::start(&mut slot.command, config, &self.api, &self.log, limit).await;
        match started {
            Ok(environment) => {
                slot.environment = Some(environment);
                Ok(())
            }
            Err(not_started) => {
                let status = match &not_started {
                    NotStarted::Overran => "timeout".to_owned(),
                    NotStarted::Failed(InitFailure::Reported { error_type, .. }) => {
                        format!("error\tError Type: {error_type}")
                    }
                    NotStarted::Failed(InitFailure::Exited(_)) => {
                        "error\tError Type: Runtime.ExitError".to_owned()
                    }
                    NotStarted::Unstartable(_) => {
                        "error\tError Type: Runtime.InvalidEntrypoint".to_owned()
                    }
                };
                self.log.platform(init_report(began.elapsed(), &status));
                Err(not_started)
            }
        }
    }

    fn init_failure(&self, not_started: NotStarted) -> InitFailure {
        match not_started {
            NotStarted::Failed(failure) => failure,
            NotStarted::Overran => {
                let seconds = self.config.init_limit.as_secs_f64();
                let message =
                    format!("the function asked for no event within {seconds:.2} seconds");
                InitFailure::platform("Sandbox.Timedout", &message)
            }
            NotStarted::Unstartable(error) => {
                InitFailure::platform("Runtime.InvalidEntrypoint", &error.to_string())
            }
        }
    }

    fn outcome_of(&self, not_started: NotStarted, request_id: &str) -> InvokeOutcome {
        match not_started {
            NotStarted::Overran => InvokeOutcome::timed_out(request_id, self.config.timeout),
            NotStarted::Failed(_) | NotStarted::Unstartable(_) => {
                self.init_failure(not_started).outcome(request_id)
            }
        }
    }

    fn permit_count(&self) -> u32 {
        u32::try_from(self.config.concurrency).unwrap_or(u32::MAX)
    }
}

/// How an invocation went, before it is reported.
struct Run {
    outcome: InvokeOutcome,
    duration: Duration,
    init_duration: Option<Duration>,
    start: Start,
    max_memory_mb: Option<u64>,
}

impl Run {
    fn without_environment(outcome: InvokeOutcome, duration: Duration) -> Self {
        Self { outcome, duration, init_duration: None, start: Start::Cold, max_memory_mb: None }
    }
}

/// How much of a log `X-Amz-Log-Type: Tail` returns.
const LOG_TAIL: usize = 4096;
