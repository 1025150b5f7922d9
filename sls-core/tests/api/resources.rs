//! What is built once and kept between invocations.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::future::join_all;
use sls_core::{App, Error, Handler, Resource, State};
use sls_test::Cloud;
use tokio::time::{Instant, timeout};

#[derive(Clone, Default)]
struct Count(Arc<AtomicUsize>);

impl Count {
    fn next(&self) -> usize {
        self.0.fetch_add(1, Ordering::Relaxed) + 1
    }
}

struct Config(String);

struct Orders {
    table: String,
    built: usize,
}

async fn orders(State(config): State<Config>, State(count): State<Count>) -> Orders {
    Orders { table: config.0.clone(), built: count.next() }
}

async fn show(State(orders): State<Orders>) -> String {
    format!("{} {}", orders.table, orders.built)
}

fn app(count: &Count) -> App {
    App::new()
        .state(count.clone())
        .resource(Resource::<Orders>::new("orders", orders))
        .resource(Resource::<Config>::new("config", async || Config("orders-dev".to_owned())))
        .handler(Handler::new("show").direct(show))
}

#[tokio::test]
async fn a_resource_is_built_once_from_what_it_needs() {
    let count = Count::default();
    let cloud = Cloud::new(app(&count)).await;
    for _ in 0..3 {
        assert_eq!(cloud.invoke(&()).await.json::<String>(), "orders-dev 1");
    }
}

#[tokio::test]
async fn a_test_puts_a_value_in_the_place_of_a_resource() {
    let count = Count::default();
    let fake = Orders { table: "fake".to_owned(), built: 7 };
    let cloud = Cloud::new(app(&count).replace(fake)).await;
    assert_eq!(cloud.invoke(&()).await.json::<String>(), "fake 7");
    assert_eq!(count.next(), 1, "the resource was built");
}

#[tokio::test]
async fn a_lazy_resource_is_built_when_it_is_first_wanted_and_a_failure_is_not_kept() {
    async fn flaky(State(count): State<Count>) -> Result<Orders, Error> {
        match count.next() {
            built @ 1..=3 => Err(Error::msg(format!("not yet: {built}"))),
            built => Ok(Orders { table: "late".to_owned(), built }),
        }
    }

    let count = Count::default();
    let app = App::new()
        .state(count.clone())
        .resource(Resource::<Orders>::new("orders", flaky).lazy())
        .handler(Handler::new("show").direct(show));
    let cloud = Cloud::new(app).await;
    let refused = cloud.invoke(&()).await;
    assert!(refused.assert_failed().message().contains("not yet"), "{refused:?}");
    assert_eq!(cloud.invoke(&()).await.json::<String>(), "late 4");
}

#[tokio::test]
async fn a_handler_can_do_without_an_optional_resource() {
    async fn broken() -> Result<Orders, Error> {
        Err(Error::msg("never"))
    }

    async fn try_show(orders: Option<State<Orders>>) -> bool {
        orders.is_some()
    }

    let app = App::new()
        .resource(Resource::<Orders>::new("orders", broken).optional())
        .handler(Handler::new("try_show").direct(try_show));
    let cloud = Cloud::new(app).await;
    assert!(!cloud.invoke(&()).await.json::<bool>());
}

/// Builds take 50 ms each, and the first two fail.
async fn slow(State(count): State<Count>) -> Result<Orders, Error> {
    let build = count.next();
    tokio::time::sleep(Duration::from_millis(50)).await;
    if build <= 2 {
        return Err(Error::msg("not yet"));
    }
    Ok(Orders { table: "slow".to_owned(), built: build })
}

fn slow_app(count: &Count) -> App {
    App::new()
        .state(count.clone())
        .resource(Resource::<Orders>::new("orders", slow).lazy())
        .handler(Handler::new("show").direct(show))
}

#[tokio::test(start_paused = true)]
async fn many_invocations_at_once_share_each_attempt_to_build() {
    let count = Count::default();
    let cloud = Cloud::new(slow_app(&count)).await;
    let began = Instant::now();
    let asked = (0..64).map(|_| async { cloud.invoke(&()).await.json::<String>() });
    let replies = join_all(asked).await;
    assert!(replies.iter().all(|reply| reply == "slow 3"), "{replies:?}");
    assert_eq!(began.elapsed(), Duration::from_millis(150));
    let stats = cloud.resource_stats("orders");
    assert_eq!((stats.built, stats.failed_builds, stats.reused), (1, 2, 0));

    assert_eq!(cloud.invoke(&()).await.json::<String>(), "slow 3");
    assert_eq!(cloud.resource_stats("orders").reused, 1);
}

#[tokio::test(start_paused = true)]
async fn an_invocation_that_is_given_up_in_the_middle_of_a_build_leaves_it_usable() {
    let count = Count::default();
    let cloud = Cloud::new(slow_app(&count)).await;
    for _ in 0..3 {
        let given_up = timeout(Duration::from_millis(20), cloud.invoke(&()).into_future());
        assert!(given_up.await.is_err());
    }
    assert_eq!(cloud.invoke(&()).await.json::<String>(), "slow 4");
    assert_eq!(cloud.resource_stats("orders").failed_builds, 0, "nobody waited for the others");
}

#[tokio::test(start_paused = true)]
async fn two_eager_resources_take_the_time_of_one() {
    async fn table() -> Config {
        tokio::time::sleep(Duration::from_millis(200)).await;
        Config("table".to_owned())
    }

    async fn number() -> u64 {
        tokio::time::sleep(Duration::from_millis(200)).await;
        7
    }

    async fn both(config: State<Config>, number: State<u64>) -> String {
        format!("{} {}", config.0.0, *number)
    }

    let app = App::new()
        .resource(Resource::<Config>::new("table", table))
        .resource(Resource::<u64>::new("number", number))
        .handler(Handler::new("both").direct(both));
    let began = Instant::now();
    let cloud = Cloud::new(app).await;
    assert_eq!(began.elapsed(), Duration::from_millis(200));
    assert_eq!(cloud.invoke(&()).await.json::<String>(), "table 7");
    assert_eq!(began.elapsed(), Duration::from_millis(200));
}

#[tokio::test]
async fn a_restore_that_fails_says_which_resource_is_missing() {
    async fn once(State(count): State<Count>) -> Result<Orders, Error> {
        match count.next() {
            1 => Ok(Orders { table: "first".to_owned(), built: 1 }),
            _ => Err(Error::msg("no table").with_type("NoTable")),
        }
    }

    let app = App::new()
        .state(Count::default())
        .resource(Resource::<Orders>::new("orders", once))
        .handler(Handler::new("show").direct(show));
    let cloud = Cloud::new(app).await;
    let failure = cloud.restore_after(Duration::from_secs(60)).await.unwrap_err();
    assert_eq!(failure.error_type(), "NoTable");
    assert_eq!(failure.message(), "the resource `orders` could not be built: no table");
}

#[tokio::test]
async fn the_end_closes_what_is_built_and_nothing_else() {
    let closed = Count::default();
    let closing = closed.clone();
    let orders = Resource::<Orders>::new("orders", orders).close(move |_: State<Orders>| {
        closing.next();
        std::future::ready(())
    });
    let app = App::new()
        .state(Count::default())
        .resource(orders.lazy())
        .resource(Resource::<Config>::new("config", async || Config("orders-dev".to_owned())))
        .handler(Handler::new("show").direct(show));
    let cloud = Cloud::new(app).await;
    cloud.shut_down().await;
    assert_eq!(closed.0.load(Ordering::Relaxed), 0);
    cloud.invoke(&()).await.assert_ok();
    cloud.shut_down().await;
    cloud.shut_down().await;
    assert_eq!(closed.0.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn the_harness_names_the_resources_that_there_are() {
    let count = Count::default();
    let cloud = Cloud::new(app(&count)).await;
    let asking = std::panic::AssertUnwindSafe(|| cloud.resource_stats("order"));
    let panic = std::panic::catch_unwind(asking).unwrap_err();
    let message = panic.downcast_ref::<String>().unwrap();
    assert!(message.contains(r#""order", there are ["config", "orders"]"#), "{message}");
}

#[test]
fn everything_that_is_wrong_with_resources_is_reported_at_start() {
    async fn circle_a(_: State<u8>) -> u16 {
        1
    }
    async fn circle_b(_: State<u16>) -> u8 {
        1
    }

    let app = App::new()
        .resource(Resource::<u16>::new("a", circle_a))
        .resource(Resource::<u8>::new("b", circle_b))
        .handler(Handler::new("show").direct(show));
    let problems = app.into_service().unwrap_err().problems().join("\n");
    assert!(problems.contains("`a`") && problems.contains("`b`"), "{problems}");
    assert!(problems.contains("`show` takes `State<"), "{problems}");
}
