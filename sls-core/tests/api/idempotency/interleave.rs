//! Exactly what is guaranteed, under duplicates, concurrency, crashes and the passing of time.
//!
//! Invocations of two environments, each with a cache of its own in front of one store, begin,
//! take effect, end and crash in any order. Next to them a model says what each must answer.
//! Whatever the order:
//!
//! - A key runs only while it has no answer and no other run holds its lock.
//! - Once a run has answered, its answer is the answer of the key until it expires, and nothing
//!   takes effect in between, unless it was running already and its lock had expired.
//! - So effects happen exactly once per key, plus once for each run that took effect and then
//!   crashed, failed or outlived its lock, plus once whenever the answer expired.
//! - Where runs end with their lock, as on Lambda, no two runs of a key are ever there together.
//! - A key is never stuck: once the locks have expired, it is answered or it runs.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use futures_util::FutureExt;
use proptest::prelude::*;
use serde_json::{Value, json};
use sls_core::idempotency::{Cached, Idempotent, MemoryStore};
use sls_core::{App, AppService, Clock, Context, Error, Failure, Handler, Invocation, Json, State};
use tokio::sync::oneshot;
use tower::Service;

use super::stage::Now;

const EXPIRY: Duration = Duration::from_secs(20);

#[derive(Clone, Debug)]
enum Step {
    Advance { seconds: u64 },
    Begin { key: usize, environment: usize, timeout: u64 },
    Crash { which: usize },
    Effect { which: usize },
    End { which: usize, fails: bool },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let which = 0..6_usize;
    let step = prop_oneof![
        2 => (1..8_u64).prop_map(|seconds| Step::Advance { seconds }),
        4 => (0..2_usize, 0..2_usize, 1..6_u64)
            .prop_map(|(key, environment, timeout)| Step::Begin { key, environment, timeout }),
        1 => which.clone().prop_map(|which| Step::Crash { which }),
        3 => which.clone().prop_map(|which| Step::Effect { which }),
        3 => (which, prop::bool::weighted(0.3))
            .prop_map(|(which, fails)| Step::End { which, fails }),
    ];
    prop::collection::vec(step, 1..60)
}

/// What handlers wait for, by the number of their run.
#[derive(Clone, Default)]
struct Signals(Arc<Mutex<HashMap<u64, Waiting>>>);

struct Waiting {
    effect: oneshot::Receiver<()>,
    end: oneshot::Receiver<bool>,
    effects: Arc<Mutex<Vec<u64>>>,
}

async fn work(Json(input): Json<Value>, State(signals): State<Signals>) -> Result<u64, Error> {
    let run = input["run"].as_u64().unwrap();
    let Waiting { effect, end, effects } = signals.0.lock().unwrap().remove(&run).unwrap();
    effect.await.unwrap();
    effects.lock().unwrap().push(run);
    match end.await.unwrap() {
        true => Err(Error::msg("failed").with_type("Failed")),
        false => Ok(run),
    }
}

/// An invocation whose handler runs.
struct Running {
    run: u64,
    key: usize,
    deadline: SystemTime,
    effect: Option<oneshot::Sender<()>>,
    end: oneshot::Sender<bool>,
    invocation: Call,
}

type Call = Pin<Box<dyn Future<Output = Result<u64, Failure>> + Send>>;

/// What a key has to be like.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Model {
    Answered {
        run: u64,
        until: SystemTime,
    },
    #[default]
    New,
    Running {
        run: u64,
        until: SystemTime,
    },
}

#[derive(Default)]
struct Key {
    model: Model,
    effects: Arc<Mutex<Vec<u64>>>,
    /// Runs that took effect without leaving an answer.
    wasted: usize,
    expiries: usize,
}

struct World {
    clock: Arc<Now>,
    signals: Signals,
    environments: Vec<AppService>,
    keys: [Key; 2],
    running: Vec<Running>,
    runs: u64,
    /// Whether runs end with their lock, as on Lambda.
    kills: bool,
}

impl World {
    fn new(kills: bool) -> Self {
        let (store, signals) = (MemoryStore::new(), Signals::default());
        let environment = || {
            let settings = Idempotent::by("/key").expires_after(EXPIRY);
            App::new()
                .state(signals.clone())
                .handler(Handler::new("work").direct(work).idempotent(settings))
                .idempotency(Cached::new(store.clone()))
                .into_service()
                .unwrap()
        };
        Self {
            clock: Arc::default(),
            environments: vec![environment(), environment()],
            signals: signals.clone(),
            keys: Default::default(),
            running: Vec::new(),
            runs: 0,
            kills,
        }
    }

    fn step(&mut self, step: &Step) {
        match *step {
            Step::Advance { seconds } => self.advance(seconds),
            Step::Begin { key, environment, timeout } => self.begin(key, environment, timeout),
            Step::Crash { which } => {
                if let Some(running) = self.take(which) {
                    self.crash(running);
                }
            }
            Step::Effect { which } => {
                let count = self.running.len();
                if count > 0 {
                    self.effect(which % count);
                }
            }
            Step::End { which, fails } => {
                if let Some(running) = self.take(which) {
                    self.end(running, fails);
                }
            }
        }
    }

    fn take(&mut self, which: usize) -> Option<Running> {
        let count = self.running.len();
        (count > 0).then(|| self.running.remove(which % count))
    }

    fn advance(&mut self, seconds: u64) {
        self.clock.advance_seconds(seconds);
        if self.kills {
            let now = self.clock.now();
            let late = self.running.extract_if(.., |running| running.deadline <= now);
            late.collect::<Vec<_>>().into_iter().for_each(|running| self.crash(running));
        }
    }

    fn begin(&mut self, key: usize, environment: usize, timeout: u64) {
        self.runs += 1;
        let (run, now) = (self.runs, self.clock.now());
        let deadline = now + Duration::from_secs(timeout);
        let (effect, wait_effect) = oneshot::channel();
        let (end, wait_end) = oneshot::channel();
        let effects = Arc::clone(&self.keys[key].effects);
        let waiting = Waiting { effect: wait_effect, end: wait_end, effects };
        self.signals.0.lock().unwrap().insert(run, waiting);

        // One request id for all, as if each were a retry of the first.
        let context = Context::builder("id").clock(self.clock.clone()).deadline(deadline).build();
        let payload = json!({"key": format!("k{key}"), "run": run}).to_string();
        let reply = self.environments[environment].call(Invocation::new(payload, context));
        let mut invocation: Call = Box::pin(async {
            let collected = reply.await?.collect().await;
            Ok(serde_json::from_slice(&collected.bytes).unwrap())
        });
        // After a pause, others are given a turn or two before the handler.
        let answer = (0..4).find_map(|_| (&mut invocation).now_or_never());
        let has_begun = !self.signals.0.lock().unwrap().contains_key(&run);

        let others = self.running.iter().filter(|other| other.key == key).count();
        let key_state = &mut self.keys[key];
        match key_state.model {
            Model::Answered { run: first, until } if until > now => {
                assert_eq!(answer, Some(Ok(first)), "run {run} repeats run {first}");
                assert!(!has_begun);
            }
            Model::Running { until, .. } if until > now => {
                let failure = answer.expect("an answer at once").unwrap_err();
                assert_eq!(failure.error_type(), "Sls.InProgress");
                assert!(!has_begun);
            }
            before => {
                assert_eq!(answer, None, "run {run} has to run");
                assert!(has_begun);
                assert!(!self.kills || others == 0, "two runs of one key");
                key_state.expiries += usize::from(matches!(before, Model::Answered { .. }));
                key_state.model = Model::Running { run, until: deadline };
                let effect = Some(effect);
                self.running.push(Running { run, key, deadline, effect, end, invocation });
            }
        }
    }

    fn effect(&mut self, which: usize) {
        let running = &mut self.running[which];
        if let Some(effect) = running.effect.take() {
            effect.send(()).unwrap();
            assert_eq!((&mut running.invocation).now_or_never(), None);
            assert_eq!(self.keys[running.key].effects.lock().unwrap().last(), Some(&running.run));
        }
    }

    fn crash(&mut self, running: Running) {
        self.keys[running.key].wasted += usize::from(running.effect.is_none());
    }

    fn end(&mut self, mut running: Running, fails: bool) {
        if let Some(effect) = running.effect.take() {
            effect.send(()).unwrap();
        }
        running.end.send(fails).unwrap();
        let answer = running.invocation.now_or_never().expect("the end of the run");
        let (run, key) = (running.run, &mut self.keys[running.key]);
        let is_own = matches!(key.model, Model::Running { run: own, .. } if own == run);
        key.wasted += usize::from(fails || !is_own);
        match answer {
            Ok(answer) => {
                assert!(is_own && !fails, "run {run} answers for another");
                assert_eq!(answer, run);
                key.model = Model::Answered { run, until: self.clock.now() + EXPIRY };
            }
            Err(failure) if fails => {
                assert_eq!(failure.error_type(), "Failed");
                if is_own {
                    key.model = Model::New;
                }
            }
            Err(failure) => {
                assert_eq!(failure.error_type(), "Sls.Idempotency");
                assert!(!is_own, "run {run} lost a key that was its own");
            }
        }
    }

    /// What has to hold whatever the model says.
    fn check_effects(&self) {
        for key in &self.keys {
            let effects = key.effects.lock().unwrap().len();
            let unfinished = self.running.iter().filter(|running| running.effect.is_none());
            let unfinished =
                unfinished.filter(|running| std::ptr::eq(&self.keys[running.key], key));
            let allowed = key.wasted + unfinished.count();
            let answered = usize::from(matches!(key.model, Model::Answered { .. }));
            assert_eq!(effects, allowed + key.expiries + answered, "{:?}", key.model);
        }
    }
}

proptest! {
    #[test]
    fn effects_happen_once_per_key(steps in steps(), kills: bool) {
        let mut world = World::new(kills);
        for step in &steps {
            world.step(step);
            world.check_effects();
        }
        while let Some(running) = world.take(0) {
            world.crash(running);
        }
        world.advance(6);
        for key in 0..2 {
            // Nothing is in progress any more, so that this one is answered or runs.
            world.begin(key, 0, 5);
            if let Some(running) = world.take(0) {
                world.end(running, false);
            }
            world.begin(key, 1, 5);
            prop_assert!(world.running.is_empty());
        }
        world.check_effects();
    }
}
