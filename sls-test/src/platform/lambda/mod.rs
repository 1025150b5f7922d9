//! Functions and their execution environments.

mod function;
mod invoked;
mod script;

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;

pub use self::function::{Function, TimeoutMode};
pub use self::invoked::Invoked;
pub use self::script::{Call, Script};

use super::Outcome;
use super::agenda::{Agenda, Moment};
use super::desk::Desk;
use super::parcel::{Answer, Parcel, Request};

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

#[derive(Debug)]
struct Deployed {
    settings: Arc<Function>,
    behaviour: Behaviour,
    environments: Vec<Environment>,
    calls: u64,
    invoked: VecDeque<Invoked>,
    /// At most so many of them.
    keep: usize,
}

/// What a function is made of.
#[derive(Debug)]
pub(crate) enum Behaviour {
    Script(Script),
    /// Code that somebody outside runs, see [`Run`].
    Code,
}

#[derive(Debug)]
struct Environment {
    number: u64,
    /// `None` while it is frozen.
    flight: Option<u64>,
    last_used: SystemTime,
    started: bool,
}

#[derive(Debug)]
struct Flight {
    function: String,
    environment: u64,
    request: Request,
    started: SystemTime,
    /// When it ends, once that is known; its deadline until then.
    end: Moment,
}

#[derive(Debug)]
enum Due {
    End { flight: u64, outcome: Outcome },
}

/// An invocation whose code runs outside of the simulation.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    pub(crate) flight: u64,
    /// The ARN of the function.
    pub(crate) function: String,
    pub(crate) settings: Arc<Function>,
    pub(crate) environment: u64,
    /// Whether the environment has to be started first.
    pub(crate) cold: bool,
    pub(crate) request: Request,
    pub(crate) started: SystemTime,
    pub(crate) deadline: SystemTime,
    /// How long the environment was frozen.
    pub(crate) frozen: Duration,
}

impl Lambda {
    pub(crate) fn add(&mut self, arn: String, settings: Function, behaviour: Behaviour) {
        let settings = Arc::new(settings);
        let (environments, invoked, keep) = (Vec::new(), VecDeque::new(), usize::MAX);
        let deployed = Deployed { settings, behaviour, environments, calls: 0, invoked, keep };
        self.functions.insert(arn, deployed);
    }

    pub(crate) fn settings(&self, arn: &str) -> Option<&Arc<Function>> {
        self.functions.get(unqualified(arn)).map(|deployed| &deployed.settings)
    }

    pub(crate) fn invoked(&self, arn: &str) -> Vec<Invoked> {
        let invoked = self.functions.get(arn).into_iter().flat_map(|deployed| &deployed.invoked);
        invoked.cloned().collect()
    }

    /// Keeps at most so many invocations of a function from now on.
    pub(crate) fn keep_invoked(&mut self, arn: &str, invocations: usize) {
        if let Some(deployed) = self.functions.get_mut(arn) {
            deployed.keep = invocations;
            deployed.forget();
        }
    }

    pub(crate) fn names(&self) -> Vec<&str> {
        self.functions.values().map(|deployed| &*deployed.settings.name).collect()
    }

    pub(crate) fn next(&self) -> Option<Moment> {
        self.agenda.next()
    }

    pub(crate) fn fire(&mut self, desk: &mut Desk) {
        if let Some(Due::End { flight, outcome }) = self.agenda.pop() {
            self.end(flight, outcome, desk);
        }
    }

    pub(crate) fn take_run(&mut self) -> Option<Run> {
        self.runs.pop_front()
    }

    pub(crate) fn take_stopped(&mut self) -> Vec<u64> {
        std::mem::take(&mut self.stopped)
    }

    /// Runs a function, or says why not.
    pub(crate) fn invoke(&mut self, request: Request, desk: &mut Desk) {
        let arn = unqualified(&request.function).to_owned();
        let Some(function) = self.functions.get_mut(&arn) else {
            desk.note(&arn, || "there is no such function".to_owned());
            return desk.refuse(&request, Outcome::ServiceError);
        };
        let running = function.environments.iter().filter(|one| one.flight.is_some()).count();
        let limit = function.settings.reserved_concurrency.unwrap_or(desk.limits.concurrency);
        if running >= limit as usize {
            let name = &function.settings.name;
            desk.note(name, || format!("{} is throttled", request.request_id));
            return desk.refuse(&request, Outcome::Throttled);
        }
        self.last_flight += 1;
        let flight = self.last_flight;
        let now = desk.now();
        let position = function.idle().unwrap_or_else(|| {
            self.last_environment += 1;
            function.environments.push(Environment {
                number: self.last_environment,
                flight: None,
                last_used: now,
                started: false,
            });
            function.environments.len() - 1
        });
        let environment = &mut function.environments[position];
        let cold = !std::mem::replace(&mut environment.started, true);
        let frozen = now.duration_since(environment.last_used).unwrap_or_default();
        environment.flight = Some(flight);
        let environment = environment.number;
        function.calls += 1;
        let settings = Arc::clone(&function.settings);
        let started = if cold { now + settings.init_duration } else { now };
        let deadline = started + settings.timeout;
        let name = &settings.name;
        desk.note(name, || {
            let temperature = if cold { " (cold start)" } else { "" };
            format!("{} runs in environment {environment}{temperature}", request.request_id)
        });
        let (at, outcome) = match &mut function.behaviour {
            Behaviour::Script(script) => {
                let id = request.request_id.clone();
                let call = Call::new(function.calls, id, request.payload.clone(), environment);
                let act = script.next(&call);
                let end = started.checked_add(act.duration).unwrap_or(deadline);
                match act.outcome {
                    Outcome::Timeout => (deadline, Outcome::Timeout),
                    _ if end >= deadline => (deadline, Outcome::Timeout),
                    outcome => (end, outcome),
                }
            }
            Behaviour::Code => {
                let (request, settings) = (request.clone(), Arc::clone(&settings));
                let function = arn.clone();
                self.runs.push_back(Run {
                    flight,
                    function,
                    settings,
                    environment,
                    cold,
                    request,
                    started,
                    deadline,
                    frozen,
                });
                (deadline, Outcome::Timeout)
            }
        };
        let end = desk.at(at, &mut self.agenda, Due::End { flight, outcome });
        let flying = Flight { function: arn, environment, request, started, end };
        self.flights.insert(flight, flying);
    }

    /// Takes what came of a [`Run`], so long after it began.
    pub(crate) fn ran(&mut self, flight: u64, act: super::Act, desk: &mut Desk) {
        let Some(flying) = self.flights.get_mut(&flight) else { return };
        let duration = match self.functions.get(&flying.function) {
            Some(function) => act.duration.max(function.settings.duration),
            None => act.duration,
        };
        let at = flying.started + duration;
        if matches!(act.outcome, Outcome::Timeout) || at >= flying.end.at {
            return;
        }
        self.agenda.remove(flying.end);
        flying.end = desk.at(at, &mut self.agenda, Due::End { flight, outcome: act.outcome });
    }

    fn end(&mut self, flight: u64, outcome: Outcome, desk: &mut Desk) {
        let Some(Flight { function, environment, request, started, .. }) =
            self.flights.remove(&flight)
        else {
            return;
        };
        let Some(deployed) = self.functions.get_mut(&function) else { return };
        let now = desk.now();
        let gone = match &outcome {
            Outcome::Crash | Outcome::InitError(_) => true,
            Outcome::Timeout => deployed.settings.timeout_mode == TimeoutMode::Reset,
            _ => false,
        };
        if gone {
            deployed.environments.retain(|one| one.number != environment);
            self.stopped.push(environment);
        } else if let Some(one) =
            deployed.environments.iter_mut().find(|one| one.number == environment)
        {
            one.flight = None;
            one.last_used = now;
        }
        desk.note(&deployed.settings.name, || format!("{} {outcome}", request.request_id));
        deployed.invoked.push_back(Invoked {
            at: started,
            ended: now,
            request_id: request.request_id.clone(),
            payload: request.payload.clone(),
            outcome: outcome.clone(),
            environment,
        });
        deployed.forget();
        let answer =
            Answer { request_id: request.request_id, outcome, started, ended: now, environment };
        desk.post(Parcel::Answered(request.ticket, answer));
    }
}

impl Deployed {
    fn forget(&mut self) {
        let surplus = self.invoked.len().saturating_sub(self.keep);
        self.invoked.drain(..surplus);
    }

    /// The environment that was used last, of those that are free.
    fn idle(&self) -> Option<usize> {
        let free = self.environments.iter().enumerate().filter(|(_, one)| one.flight.is_none());
        free.max_by_key(|(_, one)| (one.last_used, one.number)).map(|(position, _)| position)
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
