//! Functions and their execution environments.
//!
//! An environment runs one invocation at a time and is frozen in between. A new one has an INIT
//! phase of its own; if that fails, INIT is tried again as a part of the invocation, and so it is
//! after a process has ended (AWS Lambda developer guide, "Understanding the Lambda execution
//! environment lifecycle").

mod deployed;
mod function;
mod invoked;
mod report;
mod response;
mod run;
mod script;

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;

pub(crate) use self::deployed::Behaviour;
use self::deployed::{Deployed, Taken};
pub use self::function::{ClockModel, Function, TimeoutMode};
pub use self::invoked::Invoked;
pub(crate) use self::response::response;
pub use self::response::{Exit, TimeoutText};
pub(crate) use self::run::{Attempt, Ran, Run, Stage};
pub use self::script::{Call, Script};

use super::agenda::{Agenda, Moment};
use super::bill::whole_millis;
use super::desk::Desk;
use super::parcel::{Answer, Parcel, Request};
use super::{Act, Fault, Limits, Outcome, Usage};

/// All functions of an account.
#[derive(Debug, Default)]
pub(crate) struct Lambda {
    /// By ARN, without a qualifier.
    functions: BTreeMap<String, Deployed>,
    flights: BTreeMap<u64, Flight>,
    agenda: Agenda<Due>,
    /// What runs outside, in order.
    runs: VecDeque<Run>,
    /// Environments whose process is gone.
    stopped: Vec<u64>,
    last_flight: u64,
    last_environment: u64,
}

/// An invocation that has begun and is not over.
#[derive(Debug)]
struct Flight {
    function: String,
    environment: u64,
    request: Request,
    fault: Option<Fault>,
    began: SystemTime,
    /// When it ends, once that is known; when it ends at the latest until then.
    end: Moment,
}

#[derive(Debug)]
enum Due {
    End { flight: u64, ran: Ran },
}

impl Lambda {
    pub(crate) fn add(&mut self, arn: String, settings: Function, behaviour: Behaviour) {
        let mut new = Deployed::new(settings, behaviour);
        if let Some(old) = self.functions.get_mut(&arn) {
            self.stopped.extend(old.give_up());
            new.usage = std::mem::take(&mut old.usage);
        }
        self.functions.insert(arn, new);
    }

    pub(crate) fn settings(&self, arn: &str) -> Option<&Arc<Function>> {
        self.functions.get(unqualified(arn)).map(|deployed| &deployed.settings)
    }

    pub(crate) fn invoked(&self, arn: &str) -> impl DoubleEndedIterator<Item = &Invoked> {
        self.functions.get(arn).into_iter().flat_map(|deployed| &deployed.invoked)
    }

    /// Keeps at most so many invocations of a function from now on.
    pub(crate) fn keep_invoked(&mut self, arn: &str, invocations: usize) {
        if let Some(deployed) = self.functions.get_mut(arn) {
            deployed.keep_at_most(invocations);
        }
    }

    pub(crate) fn names(&self) -> Vec<&str> {
        self.functions.values().map(|deployed| &*deployed.settings.name).collect()
    }

    /// What each function used, by its name.
    pub(crate) fn usage(&self) -> BTreeMap<String, Usage> {
        let functions = self.functions.values();
        functions.map(|one| (one.settings.name.clone(), one.usage.clone())).collect()
    }

    pub(crate) fn next(&self) -> Option<Moment> {
        self.agenda.next()
    }

    pub(crate) fn fire(&mut self, desk: &mut Desk) {
        if let Some(Due::End { flight, ran }) = self.agenda.pop() {
            self.end(flight, ran, desk);
        }
    }

    pub(crate) fn take_run(&mut self) -> Option<Run> {
        self.runs.pop_front()
    }

    pub(crate) fn take_stopped(&mut self) -> Vec<u64> {
        std::mem::take(&mut self.stopped)
    }

    /// Ends all environments of a function that are free.
    pub(crate) fn give_up(&mut self, arn: &str) {
        if let Some(deployed) = self.functions.get_mut(arn) {
            self.stopped.extend(deployed.give_up());
        }
    }

    /// Runs a function, or says why not.
    pub(crate) fn invoke(&mut self, request: Request, desk: &mut Desk) {
        let arn = unqualified(&request.function).to_owned();
        let capacity = self.has_capacity(&arn, desk);
        let Some(function) = self.functions.get_mut(&arn) else {
            desk.note(&arn, || "there is no such function".to_owned());
            return desk.refuse(&request, Outcome::ServiceError);
        };
        let settings = Arc::clone(&function.settings);
        if !capacity {
            desk.note(&settings.name, || format!("{} is throttled", request.request_id));
            return desk.refuse(&request, Outcome::Throttled);
        }
        let fault = desk.fault_of_invocation(&settings.name, &request.request_id);
        if fault == Some(Fault::Throttle) {
            return desk.refuse(&request, Outcome::Throttled);
        }
        let began = desk.now();
        let Taken { environment, stage, frozen } = function.take(began, &mut self.last_environment);
        function.calls += 1;
        self.last_flight += 1;
        let flight = self.last_flight;
        desk.note(&settings.name, || {
            let how = match stage {
                Stage::New => " (cold start)",
                Stage::Ended => " (starts again)",
                Stage::Ready => "",
            };
            format!("{} runs in environment {environment}{how}", request.request_id)
        });
        let init_limit = desk.limits.init;
        let (latest, ran) = match &mut function.behaviour {
            Behaviour::Script(script) => {
                let id = request.request_id.clone();
                let call = Call::new(function.calls, id, request.payload.clone(), environment);
                let ran = script.run(&call, &settings, stage, init_limit);
                let ran = ran.within(&settings, desk.limits.payload).hit_by(fault);
                (began + ran.duration(), ran)
            }
            Behaviour::Code => {
                self.runs.push_back(Run {
                    flight,
                    function: arn.clone(),
                    settings: Arc::clone(&settings),
                    environment,
                    stage,
                    request: request.clone(),
                    began,
                    init_limit,
                    frozen,
                    fault,
                });
                // What it did is told by `ran`, unless whoever runs it is gone.
                let init = (stage == Stage::New)
                    .then(|| Attempt { duration: init_limit, failure: Some(Outcome::Timeout) });
                let ran = Ran { init, act: Outcome::Timeout.after(settings.timeout) };
                (began + ran.duration(), ran)
            }
        };
        let end = desk.at(latest, &mut self.agenda, Due::End { flight, ran });
        let flying = Flight { function: arn, environment, request, fault, began, end };
        self.flights.insert(flight, flying);
    }

    /// Takes what came of a [`Run`].
    pub(crate) fn ran(&mut self, flight: u64, mut ran: Ran, desk: &mut Desk) {
        let Some(flying) = self.flights.get_mut(&flight) else { return };
        let Some(function) = self.functions.get(&flying.function) else { return };
        ran.act.duration = ran.act.duration.max(function.settings.duration);
        let ran = ran.within(&function.settings, desk.limits.payload).hit_by(flying.fault);
        self.agenda.remove(flying.end);
        let end = flying.began + ran.duration();
        flying.end = desk.at(end, &mut self.agenda, Due::End { flight, ran });
    }

    /// An invocation that did not come to run, as its caller sees it.
    pub(crate) fn not_run(
        &self,
        arn: &str,
        request_id: String,
        payload: Bytes,
        outcome: Outcome,
        at: SystemTime,
    ) -> Invoked {
        let settings = self.settings(arn);
        let response = settings
            .map(|settings| response(&outcome, &request_id, settings, at))
            .unwrap_or_default();
        Invoked {
            at,
            ended: at,
            request_id,
            payload,
            outcome,
            environment: 0,
            response,
            init_duration: None,
            duration: Duration::ZERO,
            billed: Duration::ZERO,
            memory_mb: settings.map(|settings| settings.memory_mb).unwrap_or_default(),
        }
    }

    /// Whether one more invocation of a function may run.
    ///
    /// What is reserved for a function is its limit, and not available to the others (AWS Lambda
    /// developer guide, "Configuring reserved concurrency for a function").
    fn has_capacity(&self, arn: &str, desk: &Desk) -> bool {
        let Some(function) = self.functions.get(arn) else { return false };
        if let Some(reserved) = function.settings.reserved_concurrency {
            return function.running < reserved;
        }
        let (mut reserved, mut running) = (0_u32, 0_u32);
        for other in self.functions.values() {
            match other.settings.reserved_concurrency {
                Some(executions) => reserved = reserved.saturating_add(executions),
                None => running += other.running,
            }
        }
        running < desk.limits.concurrency.saturating_sub(reserved)
    }

    fn end(&mut self, flight: u64, ran: Ran, desk: &mut Desk) {
        let Some(Flight { function, environment, request, fault, began, .. }) =
            self.flights.remove(&flight)
        else {
            return;
        };
        let Some(deployed) = self.functions.get_mut(&function) else { return };
        let ended = desk.now();
        let settings = Arc::clone(&deployed.settings);
        let Ran { init, act: Act { outcome, duration } } = ran;
        let process_ended = match &outcome {
            Outcome::Crash | Outcome::InitError(_) => true,
            Outcome::Timeout => settings.timeout_mode == TimeoutMode::Reset,
            _ => fault == Some(Fault::CrashAfterReply),
        };
        if process_ended {
            self.stopped.push(environment);
        }
        let stage = if process_ended { Stage::Ended } else { Stage::Ready };
        deployed.give_back(environment, ended, stage);
        if let Some(Attempt { duration, failure: Some(failure) }) = &init {
            desk.note(&settings.name, || {
                format!("the INIT phase {failure} after {duration:?}, and is tried again")
            });
        }
        desk.note(&settings.name, || format!("{} {outcome}", request.request_id));
        let init_phase = init.as_ref().map(|attempt| attempt.duration).unwrap_or_default();
        let succeeded = init.filter(|attempt| attempt.failure.is_none());
        let started = began + init_phase;
        let response = response(&outcome, &request.request_id, &settings, ended);
        deployed.usage.add(1, duration, init_phase, settings.memory_mb);
        deployed.keep(Invoked {
            at: started,
            ended,
            request_id: request.request_id.clone(),
            payload: request.payload,
            outcome: outcome.clone(),
            environment,
            response,
            init_duration: succeeded.map(|attempt| attempt.duration),
            duration,
            billed: Duration::from_millis(whole_millis(init_phase + duration)),
            memory_mb: settings.memory_mb,
        });
        let answer =
            Answer { request_id: request.request_id, outcome, started, ended, environment };
        desk.post(Parcel::Answered(request.ticket, answer));
    }
}

impl Ran {
    /// The same, as far as the function's time-out and the largest result allow.
    fn within(self, settings: &Function, payload: usize) -> Self {
        let Self { init, act: Act { outcome, duration } } = self;
        let timeout = settings.timeout;
        let act = match outcome {
            Outcome::Timeout => Outcome::Timeout.after(timeout),
            _ if duration >= timeout => Outcome::Timeout.after(timeout),
            Outcome::Reply(result) if result.len() > payload => {
                Outcome::Error(response::too_large(payload)).after(duration)
            }
            outcome => outcome.after(duration),
        };
        Self { init, act }
    }

    /// The same, if something goes wrong that the process does not see.
    fn hit_by(self, fault: Option<Fault>) -> Self {
        let Self { init, act: Act { outcome, duration } } = self;
        let outcome = match (outcome, fault) {
            (
                Outcome::Reply(_) | Outcome::Error(_),
                Some(Fault::CrashBeforeReply | Fault::CrashAtAwait(_)),
            ) => Outcome::Crash,
            (Outcome::Reply(_) | Outcome::Error(_), Some(Fault::LostReply)) => {
                Outcome::ServiceError
            }
            (outcome, _) => outcome,
        };
        Self { init, act: outcome.after(duration) }
    }

    fn duration(&self) -> Duration {
        self.init.as_ref().map(|attempt| attempt.duration).unwrap_or_default() + self.act.duration
    }
}

/// What `Invoke` says to an event that it does not take.
pub(crate) fn check(payload: &[u8], limits: &Limits) -> Result<(), String> {
    if payload.len() > limits.payload {
        let (length, limit) = (payload.len(), limits.payload);
        return Err(format!(
            "RequestTooLargeException: the event has {length} bytes, and Lambda takes up to {limit}"
        ));
    }
    check_json(payload)
}

/// What `Invoke` says to an event that is no JSON.
pub(crate) fn check_json(payload: &[u8]) -> Result<(), String> {
    match serde_json::from_slice::<serde::de::IgnoredAny>(payload) {
        Ok(_) => Ok(()),
        Err(error) => Err(format!(
            "InvalidRequestContentException: Could not parse request body into json: Could not \
             parse payload into json: {error}"
        )),
    }
}

/// An ARN of a function without what follows its name.
pub(crate) fn unqualified(arn: &str) -> &str {
    match arn.match_indices(':').nth(6) {
        Some((end, _)) => &arn[..end],
        None => arn,
    }
}

/// What an event looks like that nobody gave.
pub(crate) fn no_payload() -> Bytes {
    Bytes::from_static(b"{}")
}
