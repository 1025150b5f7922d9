//! Checks and ends of resources, in every form that a function of one may have.

use std::convert::Infallible;
use std::sync::Arc;

use sls_core::{App, Error, State, handler, handlers, resource, resources};

struct Pool(String);

impl Pool {
    async fn ping(&self) -> bool {
        std::future::ready(()).await;
        !self.0.is_empty()
    }

    async fn end(&self) {}

    async fn of_state(_pool: State<Self>) -> Result<(), Error> {
        Ok(())
    }
}

#[resource(check = Pool::ping, close = Pool::end)]
async fn pool() -> Pool {
    Pool(String::from("pool"))
}

struct Cache(Arc<Pool>);

async fn is_warm(Cache(pool): &Cache) -> Result<(), std::io::Error> {
    pool.ping().await.then_some(()).ok_or_else(|| std::io::Error::other("cold"))
}

async fn clear(_cache: &Cache) -> Result<(), Infallible> {
    Ok(())
}

#[resource(check = is_warm, close = clear)]
async fn cache(State(pool): State<Pool>) -> Result<Cache, Error> {
    Ok(Cache(pool))
}

type Numbers = &'static [u64];

async fn sum(numbers: &Numbers) -> bool {
    numbers.iter().sum::<u64>() > 0
}

#[resource(check = sum)]
async fn numbers() -> Numbers {
    &[1, 2]
}

struct Other(Pool);

#[resource(check = crate::check)]
async fn other() -> Other {
    Other(Pool(String::new()))
}

async fn check(other: State<Other>) -> Result<(), Error> {
    let pool = Pool(other.0.0.0.clone());
    Pool::of_state(State(Arc::new(pool))).await
}

#[handler]
async fn orders(_: State<Pool>, _: State<Cache>, _: State<Numbers>, _: State<Other>) {}

fn main() {
    let app = App::new()
        .resources(resources![pool, cache, numbers, other])
        .handlers(handlers![orders]);
    app.into_service().expect("everything is there");
}
