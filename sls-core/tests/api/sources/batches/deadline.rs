//! What is not started because the time is short.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use sls_core::event::kinesis::Stream;
use sls_core::event::sqs::Queue;
use sls_core::{App, Clock, Context, Handler, State, Text};

use super::{event, invoke, reported};

/// Goes on when somebody says so.
#[derive(Clone, Debug)]
struct Watch(Arc<Mutex<SystemTime>>);

impl Watch {
    fn new() -> Self {
        Self(Arc::new(Mutex::new(SystemTime::UNIX_EPOCH)))
    }

    fn pass(&self, seconds: u64) {
        *self.0.lock().unwrap() += Duration::from_secs(seconds);
    }

    /// A context whose time is over after so many seconds.
    fn context(&self, seconds: u64) -> Context {
        Context::builder("8476a536-e9f4-11e8-9739-2dfe598c3fcd")
            .deadline(self.now() + Duration::from_secs(seconds))
            .clock(Arc::new(self.clone()))
            .build()
    }
}

impl Clock for Watch {
    fn now(&self) -> SystemTime {
        *self.0.lock().unwrap()
    }
}

/// Takes as many seconds as the body says.
async fn take(State(watch): State<Watch>, Text(seconds): Text) {
    watch.pass(seconds.parse().unwrap());
}

fn app(watch: &Watch) -> App {
    let handler = Handler::new("take")
        .on(Stream::new("clicks"), take)
        .on(Queue::new("orders").concurrency(1), take)
        .on(Queue::new("orders.fifo"), take)
        .on(Queue::new("groups.fifo").on_failure("skip_group").concurrency(2), take);
    App::new().state(watch.clone()).handler(handler)
}

const SOURCES: [&str; 4] = ["clicks", "orders", "orders.fifo", "groups.fifo"];

/// Which of some records come again that take 3 s each, of 10 s.
async fn left(source: &str, change: impl Fn(App) -> App, keys: &[&str]) -> Vec<usize> {
    let watch = Watch::new();
    let event = event(source, keys.iter().map(|key| (*key, "3".to_owned())));
    let reply = invoke(change(app(&watch)), &event, watch.context(10)).await.unwrap();
    reported(&event, &reply)
}

#[tokio::test]
async fn what_was_not_started_in_time_is_reported() {
    for source in SOURCES {
        // The fourth starts at 9 s, with exactly the second left that is the margin.
        let keys = ["k"; 6];
        assert_eq!(left(source, |app| app, &keys).await, [4, 5], "{source}");
        let none = |app: App| app.deadline_margin(Duration::ZERO);
        assert_eq!(left(source, none, &keys).await, [4, 5], "{source}");
    }
    // Two run at a time here, so that one more had begun.
    let keys = ["a", "b", "a", "b", "a", "b"];
    assert_eq!(left("groups.fifo", |app| app, &keys).await, [5]);
}

#[tokio::test]
async fn a_margin_is_a_tenth_of_the_time_at_most() {
    for source in SOURCES {
        let wide = |app: App| app.deadline_margin(Duration::from_secs(9));
        assert_eq!(left(source, wide, &["k"; 6]).await, [4, 5], "{source}");
    }
}

#[tokio::test]
async fn a_batch_for_which_there_is_no_time_fails_by_name() {
    for source in SOURCES {
        let watch = Watch::new();
        let event = event(source, [("k", "3".to_owned())]);
        let context = watch.context(10);
        watch.pass(10);
        let failure = invoke(app(&watch), &event, context).await.unwrap_err();
        assert_eq!(failure.error_type(), "Sls.Deadline", "{source}");
    }
}
