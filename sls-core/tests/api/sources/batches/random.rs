//! What holds for every batch, whatever its records do and in whichever order they end.

use std::collections::{BTreeMap, BTreeSet};

use proptest::collection::vec;
use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sls_core::event::dynamodb::{Change, Table};
use sls_core::event::kafka::Topic;
use sls_core::event::kinesis::Stream;
use sls_core::event::sqs::Queue;
use sls_core::reply::Outcomes;
use sls_core::{App, Batch, Error, Failure, Handler, Json, State};

use super::{event, invoke, no_deadline, reported};
use crate::sources::wait;
use crate::support::Notes;

/// What a record is told to do.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
enum End {
    Done,
    Fails,
    Panics,
    /// It cannot be read.
    Poison,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Task {
    at: usize,
    key: String,
    yields: u8,
    end: End,
}

fn tasks() -> impl Strategy<Value = Vec<Task>> {
    let end = prop_oneof![
        12 => Just(End::Done),
        1 => Just(End::Fails),
        1 => Just(End::Panics),
        1 => Just(End::Poison),
    ];
    let task = (0..5_u8, 0..4_u8, end).prop_map(|(key, yields, end)| {
        let key = format!("key-{key}");
        Task { at: 0, key, yields, end }
    });
    vec(task, 1..40).prop_map(|mut tasks| {
        for (at, task) in tasks.iter_mut().enumerate() {
            task.at = at;
        }
        tasks
    })
}

/// How failures keep other records from being handled.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Ordering {
    None,
    /// Nothing behind a failure is started.
    Batch,
    /// The same, but several keys run at the same time.
    Batches,
    Key,
}

#[derive(Clone, Copy, Debug)]
struct Setup {
    source: &'static str,
    ordering: Ordering,
    concurrency: u32,
}

fn setup() -> impl Strategy<Value = Setup> {
    let queue = |source, ordering| {
        (2..9_u32).prop_map(move |concurrency| Setup { source, ordering, concurrency })
    };
    let alone = |source| Just(Setup { source, ordering: Ordering::Batch, concurrency: 1 });
    prop_oneof![
        queue("orders", Ordering::None),
        alone("orders.fifo"),
        queue("orders.fifo", Ordering::Batches),
        queue("orders.fifo", Ordering::Key),
        alone("clicks"),
        queue("clicks", Ordering::Key),
        alone("items"),
        queue("items", Ordering::Key),
        queue("prices", Ordering::Key),
    ]
}

impl Setup {
    fn handler(self) -> Handler {
        let Self { source, ordering, concurrency } = self;
        let by_key = ordering == Ordering::Key;
        let handler = Handler::new("work");
        match source {
            "clicks" => {
                let stream = Stream::new(source).concurrency(concurrency);
                handler.on(if by_key { stream.order("partition_key") } else { stream }, work)
            }
            "items" => {
                let table = Table::new(source).concurrency(concurrency);
                handler.on(if by_key { table.order("item") } else { table }, work_on_item)
            }
            "prices" => handler.on(Topic::new(source).concurrency(concurrency), work),
            _ => {
                let queue = Queue::new(source).concurrency(concurrency);
                handler.on(if by_key { queue.on_failure("skip_group") } else { queue }, work)
            }
        }
    }

    /// In the order of the event, with their positions in it.
    fn arranged(self, mut tasks: Vec<Task>) -> Vec<Task> {
        if self.source == "prices" {
            tasks.sort_by(|one, other| one.key.cmp(&other.key));
            for (at, task) in tasks.iter_mut().enumerate() {
                task.at = at;
            }
        }
        tasks
    }
}

async fn work(State(notes): State<Notes>, Json(task): Json<Task>) -> Result<(), Error> {
    notes.add(format!("{} begins", task.at));
    for _ in 0..task.yields {
        tokio::task::yield_now().await;
    }
    match task.end {
        End::Panics => panic!("as told"),
        End::Fails => Err(Error::msg("as told")),
        End::Done | End::Poison => {
            notes.add(format!("{} done", task.at));
            Ok(())
        }
    }
}

async fn work_on_item(state: State<Notes>, change: Change<Task>) -> Result<(), Error> {
    work(state, Json(change.new.unwrap())).await
}

fn batch(source: &str, tasks: &[Task]) -> Value {
    let body = |task: &Task| match task.end {
        End::Poison => "{".to_owned(),
        _ => serde_json::to_string(task).unwrap(),
    };
    event(source, tasks.iter().map(|task| (&*task.key, body(task))))
}

/// The positions that are not confirmed; `Err` carries that these are all.
fn unconfirmed(event: &Value, reply: &Result<Value, Failure>, count: usize) -> BTreeSet<usize> {
    match reply {
        Ok(reply) => {
            let positions = reported(event, reply);
            assert!(positions.is_sorted_by(|a, b| a < b), "{positions:?}");
            positions.into_iter().collect()
        }
        Err(_) => (0..count).collect(),
    }
}

/// The positions in the notes that end in a word.
fn noted(notes: &[String], word: &str) -> Vec<usize> {
    let positions = notes.iter().filter_map(|note| note.strip_suffix(word)?.trim().parse().ok());
    positions.collect()
}

/// From the first failure of its key on, or of the batch.
fn behind_failures(tasks: &[Task], lane: impl Fn(&Task) -> &str) -> BTreeSet<usize> {
    let mut failed = BTreeSet::new();
    let mut behind = BTreeSet::new();
    for task in tasks {
        if task.end != End::Done {
            failed.insert(lane(task));
        }
        if failed.contains(lane(task)) {
            behind.insert(task.at);
        }
    }
    behind
}

fn check(setup: Setup, tasks: &[Task]) {
    let notes = Notes::default();
    let app = App::new().state(notes.clone()).handler(setup.handler());
    let event = batch(setup.source, tasks);
    let reply = wait(invoke(app, &event, no_deadline()));
    let unconfirmed = unconfirmed(&event, &reply, tasks.len());
    let notes = notes.take();
    let done: BTreeSet<_> = noted(&notes, "done").into_iter().collect();

    // Every record is done or comes again, and none of them both.
    let all: BTreeSet<_> = (0..tasks.len()).collect();
    assert_eq!(&all - &done, unconfirmed);
    // An error means that nothing was confirmed, and the other way round.
    assert_eq!(reply.is_err(), done.is_empty());
    // None is begun twice.
    let begun = noted(&notes, "begins");
    assert_eq!(begun.iter().collect::<BTreeSet<_>>().len(), begun.len());

    let failed: BTreeSet<_> =
        tasks.iter().filter(|task| task.end != End::Done).map(|task| task.at).collect();
    match setup.ordering {
        Ordering::None => return assert_eq!(unconfirmed, failed),
        Ordering::Batch => assert_eq!(unconfirmed, behind_failures(tasks, |_| "")),
        Ordering::Key => assert_eq!(unconfirmed, behind_failures(tasks, |task| &task.key)),
        // What ran already when the first one failed may have ended well.
        Ordering::Batches => {
            assert!(unconfirmed.is_superset(&behind_failures(tasks, |task| &task.key)));
            assert_eq!(unconfirmed.is_empty(), failed.is_empty());
        }
    }
    // Of one key, each begins when the one before it is done.
    let mut last = BTreeMap::new();
    for note in &notes {
        let (at, word) = note.split_once(' ').unwrap();
        let at: usize = at.parse().unwrap();
        let before = last.insert(&tasks[at].key, (at, word));
        let expected = match word {
            "done" => before == Some((at, "begins")),
            _ => before.is_none_or(|(before, word)| before < at && word == "done"),
        };
        assert!(expected, "{notes:?}");
    }
}

/// Fails by name what is told to.
async fn whole(tasks: Batch<Json<Task>>) -> Outcomes {
    let mut outcomes = Outcomes::new();
    for item in &tasks {
        let result = match item.0.end {
            End::Fails => Err(Error::msg("as told")),
            _ => Ok(()),
        };
        outcomes.record(item.id(), result);
    }
    outcomes
}

fn check_whole(source: &'static str, tasks: &[Task]) {
    let handler = Handler::new("whole")
        .on(Stream::new("clicks"), whole)
        .on(Queue::new("orders"), whole)
        .on(Queue::new("orders.fifo"), whole);
    let app = App::new().handler(handler).fail_if_all_records_fail(false);
    let event = batch(source, tasks);
    let reply = wait(invoke(app, &event, no_deadline()));
    let expected = match source {
        "orders.fifo" => behind_failures(tasks, |task| &task.key),
        _ => tasks.iter().filter(|task| task.end != End::Done).map(|task| task.at).collect(),
    };
    assert!(reply.is_ok());
    assert_eq!(unconfirmed(&event, &reply, tasks.len()), expected);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn every_record_is_done_or_comes_again_with_those_behind_it(setup in setup(), tasks in tasks()) {
        check(setup, &setup.arranged(tasks));
    }

    #[test]
    fn a_whole_batch_reports_exactly_what_its_handler_said(
        source in prop::sample::select(vec!["clicks", "orders", "orders.fifo"]),
        tasks in tasks(),
    ) {
        let told = |mut task: Task| {
            if task.end == End::Panics {
                task.end = End::Fails;
            }
            task
        };
        check_whole(source, &tasks.into_iter().map(told).collect::<Vec<_>>());
    }
}
