//! What waits for the reply to be posted.

use std::future::pending;
use std::time::Duration;

use futures_util::stream;
use sls_core::lifecycle::{AfterResponse, Thaw};
use sls_core::{App, Body, BoxError, Context, Error, Handler, Invocation, Reply, Resource, State};
use sls_test::Cloud;
use tower::ServiceExt;

use super::log::Log;
use crate::support::Notes;

async fn put_off(ctx: Context, notes: State<Notes>) -> &'static str {
    let later = notes.clone();
    ctx.after_response("audit", async move {
        tokio::task::yield_now().await;
        later.add("work");
    });
    notes.add("handler");
    "replied"
}

async fn note_hook(done: AfterResponse) {
    done.state::<Notes>().unwrap().add("hook");
}

fn app(notes: &Notes) -> App {
    App::new().state(notes.clone()).handler(Handler::new("put_off").direct(put_off))
}

#[tokio::test]
async fn work_that_was_put_off_runs_after_the_reply_and_the_hooks_after_it() {
    let notes = Notes::default();
    let app = app(&notes).after_response(note_hook).into_service().unwrap();
    for _ in 0..2 {
        let context = Context::builder("id").build();
        let invocation = Invocation::new("null", context.clone());
        let reply = app.clone().oneshot(invocation).await.unwrap();
        assert_eq!(reply.collect().await.bytes, r#""replied""#);
        assert_eq!(notes.take(), ["handler"]);
        app.after_response(&context).await;
        assert_eq!(notes.take(), ["work", "hook"]);
        app.after_response(&context).await;
        assert_eq!(notes.take(), ["hook"], "work runs once");
    }
}

#[tokio::test]
async fn an_invocation_in_a_test_is_over_when_that_is_done() {
    let notes = Notes::default();
    let cloud = Cloud::new(app(&notes).after_response(note_hook)).await;
    cloud.invoke(&()).await.assert_ok();
    assert_eq!(notes.take(), ["handler", "work", "hook"]);
}

#[tokio::test]
async fn it_runs_after_errors_and_panics_too() {
    async fn fail(ctx: Context, notes: State<Notes>, how: String) -> Result<(), Error> {
        ctx.after_response("audit", async move { notes.add("work") });
        if how == "panic" { panic!("as it was told") } else { Err(Error::msg("as it was told")) }
    }

    let notes = Notes::default();
    let app = App::new()
        .state(notes.clone())
        .after_response(note_hook)
        .handler(Handler::new("fail").direct(fail));
    let cloud = Cloud::new(app).await;
    for how in ["error", "panic"] {
        cloud.invoke(how).await.assert_failed();
        assert_eq!(notes.take(), ["work", "hook"], "{how}");
    }
    cloud.invoke(&7).await.assert_failed();
    assert_eq!(notes.take(), ["hook"], "an event that is refused");
}

#[tokio::test]
async fn it_waits_for_the_end_of_a_stream() {
    async fn streamed(ctx: Context, notes: State<Notes>) -> Reply {
        let (piece, later) = (notes.clone(), notes);
        ctx.after_response("audit", async move { later.add("work") });
        let pieces = stream::once(async move {
            piece.add("piece");
            Ok::<_, BoxError>("one")
        });
        Reply::new("text/plain", Body::stream(pieces))
    }

    let notes = Notes::default();
    let app = App::new().state(notes.clone()).handler(Handler::new("streamed").direct(streamed));
    Cloud::new(app).await.invoke(&()).await.assert_ok();
    assert_eq!(notes.take(), ["piece", "work"]);
}

#[tokio::test]
async fn work_may_put_off_work() {
    async fn nested(ctx: Context, notes: State<Notes>) {
        let again = ctx.clone();
        ctx.after_response("outer", async move {
            notes.add("outer");
            again.after_response("inner", async move { notes.add("inner") });
        });
    }

    let notes = Notes::default();
    let app = App::new()
        .state(notes.clone())
        .after_response(|done: AfterResponse| async move {
            note_hook(done.clone()).await;
            let notes = done.state::<Notes>().unwrap();
            done.context().after_response("last", async move { notes.add("last") });
        })
        .handler(Handler::new("nested").direct(nested));
    Cloud::new(app).await.invoke(&()).await.assert_ok();
    assert_eq!(notes.take(), ["outer", "inner", "hook", "last"]);
}

#[tokio::test(start_paused = true)]
async fn everything_that_is_put_off_runs_at_the_same_time() {
    async fn many(ctx: Context) {
        for _ in 0..100 {
            let work = tokio::time::sleep(Duration::from_millis(100));
            ctx.after_response("upload", work);
        }
    }

    let cloud = Cloud::new(App::new().handler(Handler::new("many").direct(many))).await;
    let began = tokio::time::Instant::now();
    cloud.invoke(&()).await.assert_ok();
    assert_eq!(began.elapsed(), Duration::from_millis(100));
}

#[tokio::test(start_paused = true)]
async fn what_fails_panics_or_hangs_is_named_and_keeps_nothing_else() {
    fn unlucky() {
        panic!("no luck")
    }

    async fn trouble(ctx: Context, notes: State<Notes>) {
        ctx.after_response("failing", async { Err::<(), _>("no table") });
        ctx.after_response("panicking", async { unlucky() });
        ctx.after_response("hanging", pending::<()>());
        let inner = ctx.clone();
        ctx.after_response("nesting", async move {
            tokio::time::sleep(Duration::from_millis(2_475)).await;
            notes.add("nesting");
            inner.after_response("late", async move { notes.add("late") });
        });
    }

    let (notes, log) = (Notes::default(), Log::start());
    let app = App::new()
        .state(notes.clone())
        .after_response(note_hook)
        .handler(Handler::new("trouble").direct(trouble));
    let cloud = Cloud::builder(app).timeout(Duration::from_secs(60)).start().await;
    let began = tokio::time::Instant::now();
    cloud.invoke(&()).await.assert_ok();
    // Half of five seconds: the other half is for the hooks.
    assert_eq!(began.elapsed(), Duration::from_millis(2_500));
    assert_eq!(notes.take(), ["nesting", "hook", "late"]);
    assert_eq!(
        log.take(),
        [
            "work after the response was not completed work=failing problem=no table",
            "work after the response was not completed work=panicking problem=it panicked: no luck",
            "work after the response was not completed work=hanging \
             problem=it was broken off after 2.5s",
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn it_ends_before_lambda_would_end_the_process() {
    async fn hang(ctx: Context) {
        ctx.after_response("hanging", pending::<()>());
    }

    let app = App::new()
        .after_response_limit(Duration::from_secs(3600))
        .handler(Handler::new("hang").direct(hang));
    let cloud = Cloud::builder(app).timeout(Duration::from_secs(30)).start().await;
    let began = tokio::time::Instant::now();
    cloud.invoke(&()).await.assert_ok();
    assert_eq!(began.elapsed(), Duration::from_millis(29_950));
}

#[tokio::test]
async fn work_that_nobody_runs_is_reported() {
    let (notes, log) = (Notes::default(), Log::start());
    let app = app(&notes).into_service().unwrap();
    let context = Context::builder("id").build();
    drop(app.oneshot(Invocation::new("null", context.clone())).await.unwrap());
    drop(context);
    assert_eq!(
        log.take(),
        ["work after the response was not completed work=audit problem=it was never begun: \
          whoever called the app did not call `AppService::after_response` after the reply"]
    );
    assert_eq!(notes.take(), ["handler"]);
}

#[tokio::test]
async fn work_that_comes_too_late_is_reported() {
    let (notes, log) = (Notes::default(), Log::start());
    let kept = notes.clone();
    let app = app(&notes).into_service().unwrap();
    let context = Context::builder("id").build();
    app.after_response(&context).await;
    context.after_response("late", async move { notes.add("late") });
    assert_eq!(
        log.take(),
        ["work after the response was not completed work=late problem=it came after the \
          invocation had ended, and was not begun"]
    );
    assert_eq!(kept.take(), [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn work_whose_destructor_panics_harms_nothing_else() {
    struct Fragile;

    impl Drop for Fragile {
        fn drop(&mut self) {
            assert!(std::thread::panicking(), "broke when dropped");
        }
    }

    async fn fragile(ctx: Context) {
        let (begun, late) = (Fragile, Fragile);
        ctx.after_response("begun", async move {
            let _held = begun;
            pending::<()>().await;
        });
        let inner = ctx.clone();
        ctx.after_response("nesting", async move {
            // Until no time is left to begin anything.
            tokio::time::sleep(Duration::from_millis(4_999)).await;
            inner.after_response("late", async move { drop(late) });
            tokio::time::sleep(Duration::from_millis(10)).await;
        });
    }

    let log = Log::start();
    let app = App::new().handler(Handler::new("fragile").direct(fragile));
    let cloud = Cloud::builder(app).timeout(Duration::from_secs(60)).start().await;
    cloud.invoke(&()).await.assert_ok();
    let lines = log.take();
    for part in [
        "work=begun problem=it was broken off after 5s",
        "problem=it panicked: broke when dropped",
        "work=late problem=no time was left to begin it",
        "work=late problem=it panicked: broke when dropped",
    ] {
        assert!(lines.iter().any(|line| line.contains(part)), "{part} is not in {lines:#?}");
    }
    cloud.invoke(&()).await.assert_ok();
}

#[tokio::test(start_paused = true)]
async fn the_time_it_takes_is_no_pause() {
    async fn slow(ctx: Context, _: State<Connection>) {
        ctx.after_response("slow", tokio::time::sleep(Duration::from_secs(2)));
    }

    struct Connection;
    let connection = Resource::<Connection>::new("connection", async || Connection)
        .check(async |_: State<Connection>| true);
    let notes = Notes::default();
    let app = App::new()
        .state(notes.clone())
        .resource(connection)
        .on_thaw(async |thaw: Thaw| thaw.state::<Notes>().unwrap().add("thaw"))
        .handler(Handler::new("slow").direct(slow));
    let cloud = Cloud::builder(app).timeout(Duration::from_secs(60)).start().await;
    for _ in 0..3 {
        cloud.invoke(&()).await.assert_ok();
    }
    assert_eq!(notes.take(), [""; 0]);
}

#[tokio::test]
async fn a_hook_knows_how_resources_were_used() {
    struct Connection;

    async fn use_it(_: State<Connection>) {}

    let notes = Notes::default();
    let app = App::new()
        .state(notes.clone())
        .resource(Resource::<Connection>::new("connection", async || Connection))
        .after_response(async |done: AfterResponse| {
            let [stats] = &done.resource_stats()[..] else { unreachable!("there is one") };
            let note = format!("{} {} {}", stats.name, stats.built, stats.reused);
            done.state::<Notes>().unwrap().add(note);
        })
        .handler(Handler::new("use_it").direct(use_it));
    let cloud = Cloud::new(app).await;
    cloud.invoke(&()).await.assert_ok();
    cloud.invoke(&()).await.assert_ok();
    assert_eq!(notes.take(), ["connection 1 1", "connection 1 2"]);
}
