//! How the time of a cloud moves.

use std::collections::{BTreeSet, HashMap};
use std::sync::{MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use sls_core::{Context, FunctionConfig};

use super::Cloud;
use super::process::{Job, MakeService, Process};
use crate::platform::{
    Answer, Bill, Faults, History, Injected, Limits, Prices, Ran, Run, Step, Ticket, World,
};

/// What runs the code of functions, one invocation after the other.
#[derive(Debug, Default)]
pub(super) struct Driver {
    /// By their environment.
    processes: HashMap<u64, Process>,
}

impl Cloud {
    /// Lets so much time pass, with everything that happens in it.
    ///
    /// Nothing sleeps: hours of retries take as long as their handlers do.
    pub async fn advance(&self, duration: Duration) {
        let mut driver = self.inner.driver.lock().await;
        let until = self.world().desk.now() + duration;
        self.run_to(until, &mut driver).await;
    }

    /// Lets time pass up to then, with everything that happens until then; a time in the past is now.
    pub async fn advance_to(&self, time: SystemTime) {
        let mut driver = self.inner.driver.lock().await;
        self.run_to(time, &mut driver).await;
    }

    /// Lets time pass until nothing is left to happen: no retry, no message, no record.
    ///
    /// What repeats for ever, like a schedule, does not count.
    pub async fn run_until_idle(&self) {
        let mut driver = self.inner.driver.lock().await;
        loop {
            let now = self.world().desk.now();
            self.run_to(now, &mut driver).await;
            let Some(next) = self.world().next_work() else { break };
            self.run_to(next, &mut driver).await;
        }
    }

    /// What happened so far.
    #[must_use]
    pub fn history(&self) -> History {
        self.world().desk.history.clone()
    }

    /// Keeps at most so many entries of the history, 10,000 by default; 0 switches it off.
    pub fn keep_history(&self, entries: usize) {
        self.world().desk.history.keep(entries);
    }

    /// What the invocations so far cost, at today's prices of x86.
    #[must_use]
    pub fn bill(&self) -> Bill {
        Bill::new(Prices::today(), self.world().lambda.usage())
    }

    /// Lets things go wrong by chance from now on.
    pub fn faults(&self, faults: Faults) {
        self.world().desk.faults.set_chance(faults);
    }

    /// The faults that happened so far.
    #[must_use]
    pub fn injected(&self) -> Vec<Injected> {
        self.world().desk.faults.injected().to_vec()
    }

    /// Lets only these faults happen, by their number; the others are counted as before.
    pub(crate) fn only_faults(&self, numbers: BTreeSet<u32>) {
        self.world().desk.faults.set_only(numbers);
    }

    /// Changes quotas and intervals of the platform.
    pub fn limits(&self, change: impl FnOnce(&mut Limits)) {
        change(&mut self.world().desk.limits);
    }

    /// Lets time pass until an invocation is over.
    pub(super) async fn wait(&self, ticket: Ticket) -> Answer {
        let mut driver = self.inner.driver.lock().await;
        loop {
            let now = self.world().desk.now();
            self.run_to(now, &mut driver).await;
            let next = {
                let mut world = self.world();
                if let Some(answer) = world.take_answer(ticket) {
                    return answer;
                }
                world.next_time().expect("an invocation ends at its deadline")
            };
            self.run_to(next, &mut driver).await;
        }
    }

    /// The simulated account. Held for a moment only, never while code of the user runs.
    pub(super) fn world(&self) -> MutexGuard<'_, World> {
        self.inner.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn run_to(&self, until: SystemTime, driver: &mut Driver) {
        loop {
            let (step, stopped) = {
                let mut world = self.world();
                let step = world.step(until);
                self.inner.clock.set(world.desk.now());
                (step, world.lambda.take_stopped())
            };
            for environment in stopped {
                driver.processes.remove(&environment).into_iter().for_each(Process::stop);
            }
            let Step::Run(run) = step else { return };
            let flight = run.flight;
            let ran = self.run(*run, driver).await;
            self.world().ran(flight, ran);
        }
    }

    async fn run(&self, run: Run, driver: &mut Driver) -> Ran {
        let make = self.code(&run.function);
        let real_io = self.inner.real_io;
        let start = || Process::start(make, real_io);
        let process = driver.processes.entry(run.environment).or_insert_with(start);
        let mut function = FunctionConfig::default();
        let settings = &run.settings;
        function.name.clone_from(&settings.name);
        function.memory_mb = settings.memory_mb;
        function.log_group = format!("/aws/lambda/{}", settings.name);
        let since = run.began.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let trace_id = self.inner.origin.ids.trace_id(since.as_secs());
        let request = &run.request;
        let mut context = Context::builder(&request.request_id)
            .invoked_function_arn(&request.function)
            .trace_id(trace_id)
            .function(function);
        if let Some(client_context) = &request.client_context {
            context = context.client_context(client_context);
        }
        if let Some(tenant_id) = &request.tenant_id {
            context = context.tenant_id(tenant_id);
        }
        process.run(Job { context, run }).await
    }

    fn code(&self, arn: &str) -> MakeService {
        let code = self.inner.code.lock().unwrap_or_else(PoisonError::into_inner);
        code.get(arn).cloned().expect("a function without a script has code")
    }
}
