//! One function with its execution environments.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::{Function, Invoked, Script, Stage};
use crate::platform::Usage;

/// What a function is made of.
#[derive(Debug)]
pub(crate) enum Behaviour {
    Script(Script),
    /// Code that somebody outside runs, see [`Run`](super::Run).
    Code,
}

#[derive(Debug)]
pub(super) struct Deployed {
    pub(super) settings: Arc<Function>,
    pub(super) behaviour: Behaviour,
    pub(super) calls: u64,
    /// How many invocations run.
    pub(super) running: u32,
    pub(super) invoked: VecDeque<Invoked>,
    pub(super) usage: Usage,
    environments: Vec<Environment>,
    /// How many invocations are kept.
    keep: usize,
}

#[derive(Debug)]
struct Environment {
    number: u64,
    /// Whether it is free: frozen, or waiting where nothing is ever frozen.
    free: bool,
    last_used: SystemTime,
    stage: Stage,
}

/// An environment that was given an invocation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Taken {
    pub(super) environment: u64,
    pub(super) stage: Stage,
    pub(super) frozen: Duration,
}

impl Deployed {
    pub(super) fn new(settings: Function, behaviour: Behaviour) -> Self {
        Self {
            settings: Arc::new(settings),
            behaviour,
            calls: 0,
            running: 0,
            invoked: VecDeque::new(),
            usage: Usage::default(),
            environments: Vec::new(),
            keep: usize::MAX,
        }
    }

    /// The environment that was used last, of those that are free, or else a new one.
    pub(super) fn take(&mut self, now: SystemTime, last_environment: &mut u64) -> Taken {
        let free = self.environments.iter().enumerate().filter(|(_, one)| one.free);
        let free = free.max_by_key(|(_, one)| (one.last_used, one.number));
        let position = free.map(|(position, _)| position).unwrap_or_else(|| {
            *last_environment += 1;
            let number = *last_environment;
            let stage = Stage::New;
            self.environments.push(Environment { number, free: true, last_used: now, stage });
            self.environments.len() - 1
        });
        let environment = &mut self.environments[position];
        environment.free = false;
        self.running += 1;
        Taken {
            environment: environment.number,
            stage: environment.stage,
            frozen: now.duration_since(environment.last_used).unwrap_or_default(),
        }
    }

    /// Takes an environment back, whose process is up or has ended.
    pub(super) fn give_back(&mut self, environment: u64, now: SystemTime, stage: Stage) {
        self.running -= 1;
        let environment = self.environments.iter_mut().find(|one| one.number == environment);
        if let Some(environment) = environment {
            environment.free = true;
            environment.last_used = now;
            environment.stage = stage;
        }
    }

    /// Gives up all environments that are free, and returns their numbers.
    pub(super) fn give_up(&mut self) -> Vec<u64> {
        let (free, busy) = self.environments.drain(..).partition(|one| one.free);
        self.environments = busy;
        let free: Vec<Environment> = free;
        free.into_iter().map(|one| one.number).collect()
    }

    pub(super) fn keep(&mut self, invoked: Invoked) {
        self.invoked.push_back(invoked);
        self.keep_at_most(self.keep);
    }

    pub(super) fn keep_at_most(&mut self, invocations: usize) {
        self.keep = invocations;
        let surplus = self.invoked.len().saturating_sub(invocations);
        self.invoked.drain(..surplus);
    }
}
