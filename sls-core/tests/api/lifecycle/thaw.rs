//! Hooks before the first invocation after a pause.

use std::future::pending;
use std::time::Duration;

use futures_util::stream;
use sls_core::lifecycle::Thaw;
use sls_core::{App, Body, BoxError, Error, Handler, Reply, Resource, State};
use sls_test::Cloud;

use super::log::Log;
use crate::support::Notes;

const PAUSE: Duration = Duration::from_secs(300);

async fn handle(notes: State<Notes>) -> &'static str {
    notes.add("handler");
    "handled"
}

fn app(notes: &Notes) -> App {
    App::new().state(notes.clone()).handler(Handler::new("handle").direct(handle))
}

#[tokio::test(start_paused = true)]
async fn a_hook_sees_how_long_the_pause_was_before_the_handler_runs() {
    let notes = Notes::default();
    let app = app(&notes).on_thaw(async |thaw: Thaw| {
        let notes = thaw.state::<Notes>().unwrap();
        notes.add(format!("thawed after {:?}", thaw.gap()));
        assert_eq!(thaw.context().remaining(), Duration::from_secs(3));
    });
    let cloud = Cloud::new(app).await;
    for (pause, expected) in [
        (Duration::ZERO, vec!["handler"]),
        (Duration::from_millis(900), vec!["handler"]),
        (PAUSE, vec!["thawed after 300s", "handler"]),
        (Duration::ZERO, vec!["handler"]),
        (Duration::from_secs(1), vec!["thawed after 1s", "handler"]),
    ] {
        cloud.freeze(pause);
        cloud.invoke(&()).await.assert_ok();
        assert_eq!(notes.take(), expected, "after {pause:?}");
    }
}

#[tokio::test]
async fn a_pause_between_start_and_first_invocation_is_one_as_well() {
    let notes = Notes::default();
    let app = app(&notes).on_thaw(async |thaw: Thaw| thaw.state::<Notes>().unwrap().add("thaw"));
    let cloud = Cloud::new(app).await;
    cloud.freeze(PAUSE);
    cloud.invoke(&()).await.assert_ok();
    assert_eq!(notes.take(), ["thaw", "handler"]);
}

#[tokio::test(start_paused = true)]
async fn the_time_since_a_snapshot_is_a_pause_for_the_first_invocation_after_the_restore() {
    let notes = Notes::default();
    let app = app(&notes).on_thaw(async |thaw: Thaw| {
        thaw.state::<Notes>().unwrap().add(format!("{:?}", thaw.gap()));
    });
    let cloud = Cloud::new(app).await;
    cloud.restore_after(PAUSE).await.unwrap();
    cloud.freeze(PAUSE);
    cloud.invoke(&()).await.assert_ok();
    assert_eq!(notes.take(), ["600s", "handler"]);
    cloud.invoke(&()).await.assert_ok();
    assert_eq!(notes.take(), ["handler"]);
}

#[tokio::test]
async fn resources_are_checked_after_the_hooks() {
    struct Connection;

    async fn use_it(_: State<Connection>, notes: State<Notes>) {
        notes.add("handler");
    }

    let notes = Notes::default();
    let checking = notes.clone();
    let connection = Resource::<Connection>::new("connection", async || Connection).check(
        move |_: State<Connection>| {
            checking.add("check");
            std::future::ready(true)
        },
    );
    let app = App::new()
        .state(notes.clone())
        .resource(connection)
        .on_thaw(async |thaw: Thaw| {
            assert!(thaw.state::<Connection>().is_some());
            assert!(thaw.state::<u8>().is_none());
            thaw.state::<Notes>().unwrap().add("hook");
        })
        .handler(Handler::new("use_it").direct(use_it));
    let cloud = Cloud::new(app).await;
    cloud.freeze(PAUSE);
    cloud.invoke(&()).await.assert_ok();
    assert_eq!(notes.take(), ["hook", "check", "handler"]);
}

#[tokio::test(start_paused = true)]
async fn a_hook_that_fails_panics_or_hangs_is_named_and_the_invocation_goes_on() {
    let notes = Notes::default();
    let log = Log::start();
    let line = line!();
    let app = app(&notes)
        .on_thaw(async |_: Thaw| Err::<(), _>(Error::msg("no cache")))
        .on_thaw(async |_: Thaw| -> Result<(), Error> { panic!("no luck") })
        .on_thaw(|_: Thaw| -> std::future::Ready<()> { panic!("no future") })
        .on_thaw(async |_: Thaw| pending::<()>().await)
        .on_thaw(async |thaw: Thaw| thaw.state::<Notes>().unwrap().add("hook"));
    let cloud = Cloud::new(app).await;
    cloud.freeze(PAUSE);
    let began = tokio::time::Instant::now();
    cloud.invoke(&()).await.assert_ok();
    assert_eq!(notes.take(), ["hook", "handler"]);
    // Half of the three seconds that the invocation had.
    assert_eq!(began.elapsed(), Duration::from_millis(1_500));

    let mut lines = log.take();
    for line in &mut lines {
        *line = line.replace(file!(), "FILE");
    }
    let place = |hook: u32| format!("FILE:{}:10", line + 1 + hook);
    assert_eq!(
        lines,
        [
            format!("a hook failed hook=on_thaw place={} problem=no cache", place(1)),
            format!("a hook failed hook=on_thaw place={} problem=it panicked: no luck", place(2)),
            format!("a hook failed hook=on_thaw place={} problem=it panicked: no future", place(3)),
            format!(
                "a hook failed hook=on_thaw place={} problem=it was broken off after 1.5s",
                place(4)
            ),
        ]
    );
}

#[tokio::test]
async fn what_happens_in_a_pause_is_known_before_the_handler_runs() {
    struct Spool(tokio::sync::mpsc::UnboundedSender<()>);

    async fn look(notes: State<Notes>, spool: State<Spool>) -> usize {
        spool.0.0.send(()).unwrap();
        notes.take().len()
    }

    // A task that has something to do, as that of a connection whose peer has closed it.
    let (notes, (wake, mut woken)) = (Notes::default(), tokio::sync::mpsc::unbounded_channel());
    let app = App::new()
        .state(notes.clone())
        .state(Spool(wake))
        .handler(Handler::new("look").direct(look));
    let cloud = Cloud::new(app).await;
    tokio::spawn(async move {
        while woken.recv().await.is_some() {
            notes.add("noticed");
        }
    });
    assert_eq!(cloud.invoke(&()).await.json::<usize>(), 0);
    assert_eq!(cloud.invoke(&()).await.json::<usize>(), 0, "no time to notice");
    cloud.freeze(PAUSE);
    assert_eq!(cloud.invoke(&()).await.json::<usize>(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_long_stream_is_no_pause() {
    async fn streamed() -> Reply {
        let pieces = stream::once(async {
            tokio::time::sleep(PAUSE).await;
            Ok::<_, BoxError>("late")
        });
        Reply::new("text/plain", Body::stream(pieces))
    }

    let notes = Notes::default();
    let app = App::new()
        .state(notes.clone())
        .on_thaw(async |thaw: Thaw| thaw.state::<Notes>().unwrap().add("thaw"))
        .handler(Handler::new("streamed").direct(streamed));
    let cloud = Cloud::new(app).await;
    for _ in 0..2 {
        assert_eq!(cloud.invoke(&()).await.bytes(), "late");
    }
    assert_eq!(notes.take(), [""; 0]);
    tokio::time::advance(PAUSE).await;
    cloud.invoke(&()).await.assert_ok();
    assert_eq!(notes.take(), ["thaw"]);
}
