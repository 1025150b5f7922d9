//! Many invocations at the same time, of which some fail, panic or are killed.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use sls_core::idempotency::Idempotent;
use sls_core::{App, AppService, Clock, Context, Error, Failure, Handler, Invocation, Json, State};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tower::Service;

use super::super::stage::Stage;
use super::scenarios;

const SEEDS: u64 = 3;
const ROUNDS: u64 = 5;
const CALLERS: u64 = 8;
const KEYS: u64 = 3;
const TIMEOUT: Duration = Duration::from_secs(3);

/// How a run ends after it has taken effect.
#[derive(Clone, Copy)]
enum Fate {
    Answers,
    Fails,
    IsKilled,
    Panics,
}

/// What the runs of one key have done.
#[derive(Clone, Debug, Default)]
struct Effects {
    /// One for each run.
    all: u64,
    /// Those of runs that did not answer.
    wasted: u64,
}

#[derive(Clone)]
struct Storm {
    seed: u64,
    effects: Arc<Mutex<BTreeMap<u64, Effects>>>,
    /// Is told of every invocation that has ended, or has to be ended.
    settled: UnboundedSender<()>,
}

impl Storm {
    /// Takes effect, and tells how the run ends: the seed decides, whichever invocation it is.
    fn take_effect(&self, key: u64) -> (u64, Fate) {
        let mut effects = self.effects.lock().unwrap();
        let effects = effects.entry(key).or_default();
        effects.all += 1;
        let fate = match scatter(self.seed, key, effects.all) % 5 {
            0 | 1 => Fate::Answers,
            2 => Fate::Fails,
            3 => Fate::IsKilled,
            _ => Fate::Panics,
        };
        if !matches!(fate, Fate::Answers) {
            effects.wasted += 1;
        }
        (effects.all, fate)
    }
}

/// Any number out of these three, by the mixing step of splitmix64.
fn scatter(seed: u64, key: u64, number: u64) -> u64 {
    let mixed = ((seed << 32) | (key << 16) | number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb) >> 33
}

async fn work(Json(input): Json<Value>, State(storm): State<Storm>) -> Result<u64, Error> {
    let key = input["id"].as_u64().unwrap();
    let (run, fate) = storm.take_effect(key);
    for _ in 0..scatter(storm.seed, run, key) % 4 {
        tokio::task::yield_now().await;
    }
    match fate {
        Fate::Answers => Ok(run),
        Fate::Fails => Err(Error::msg("failed").with_type("Failed")),
        Fate::IsKilled => {
            storm.settled.send(()).unwrap();
            std::future::pending().await
        }
        Fate::Panics => panic!("no more"),
    }
}

/// Two environments in front of one store.
struct World {
    stage: Stage,
    storm: Storm,
    settled: UnboundedReceiver<()>,
    environments: [AppService; 2],
    answers: BTreeMap<u64, u64>,
}

impl World {
    fn new(stage: &Stage, seed: u64) -> Self {
        let (tell, settled) = unbounded_channel();
        let storm = Storm { seed, effects: Arc::default(), settled: tell };
        let environment = || {
            let settings = Idempotent::by("/id").scope(format!("storm-{seed}"));
            let work = Handler::new("work").direct(work).idempotent(settings);
            let app = App::new().state(storm.clone()).handler(work);
            app.idempotency(Arc::clone(&stage.store)).into_service().unwrap()
        };
        let environments = [environment(), environment()];
        Self { stage: stage.clone(), storm, settled, environments, answers: BTreeMap::new() }
    }

    /// An invocation that tells when it has ended.
    fn call(
        &mut self,
        number: u64,
        key: u64,
    ) -> impl Future<Output = Result<u64, Failure>> + use<> {
        let clock = Arc::clone(&self.stage.clock);
        let deadline = clock.now() + TIMEOUT;
        let context = Context::builder("id").clock(clock).deadline(deadline).build();
        let invocation = Invocation::new(json!({"id": key}).to_string(), context);
        let environment = usize::from(number.is_multiple_of(2));
        let reply = self.environments[environment].call(invocation);
        let settled = self.storm.settled.clone();
        async move {
            let result = async {
                let collected = reply.await?.collect().await;
                Ok(serde_json::from_slice(&collected.bytes).unwrap())
            };
            let result = result.await;
            settled.send(()).unwrap();
            result
        }
    }

    /// Everybody at once; then time passes, in which whoever still runs is killed.
    async fn round(&mut self, round: u64, callers: u64, key: impl Fn(u64) -> u64) {
        let calls: Vec<_> = (0..callers)
            .map(|caller| (key(caller), tokio::spawn(self.call(round + caller, key(caller)))))
            .collect();
        for _ in 0..callers {
            self.settled.recv().await.unwrap();
        }
        // What has settled has ended, or waits for ever.
        for (key, call) in calls {
            call.abort();
            match call.await {
                Ok(Ok(run)) => {
                    let first = *self.answers.entry(key).or_insert(run);
                    assert_eq!(run, first, "key {key} was answered twice");
                }
                Ok(Err(failure)) => assert!(
                    ["Failed", "Sls.InProgress", "Sls.Panic"].contains(&failure.error_type()),
                    "{failure}"
                ),
                Err(killed) => assert!(killed.is_cancelled()),
            }
        }
        self.stage.clock.advance(TIMEOUT);
    }
}

async fn effects_happen_once_for_each_key_whatever_comes_between(stage: Stage) {
    for seed in 0..SEEDS {
        let mut world = World::new(&stage, seed);
        for round in 0..ROUNDS {
            world.round(round, CALLERS, |caller| scatter(seed, round, caller) % KEYS).await;
        }
        for key in 0..KEYS {
            while !world.answers.contains_key(&key) {
                world.round(0, 1, |_| key).await;
            }
            // Whoever still comes is answered, and nothing takes effect.
            world.round(0, 2, |_| key).await;
        }
        for (key, effects) in &*world.storm.effects.lock().unwrap() {
            assert_eq!(effects.all, effects.wasted + 1, "key {key} of seed {seed}: {effects:?}");
        }
        assert_eq!(world.answers.len(), usize::try_from(KEYS).unwrap());
    }
}

scenarios! {
    effects_happen_once_for_each_key_whatever_comes_between,
}
