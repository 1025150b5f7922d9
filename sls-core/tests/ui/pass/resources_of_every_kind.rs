//! What a resource may be, what it may be made of, and every setting.

use core::time::Duration;
use std::convert::Infallible;
use std::sync::Mutex;

use sls_core::{App, Error, Resource, State, handler, handlers, resource, resources};

struct Config {
    address: String,
}

struct Pool(Mutex<Vec<String>>);

impl Pool {
    async fn is_open(_pool: State<Self>) -> bool {
        true
    }
}

trait Clock: Send + Sync {}

struct Fixed;

impl Clock for Fixed {}

const IDLE: Duration = Duration::from_secs(60);

#[resource]
async fn config() -> Config {
    Config { address: String::from("localhost") }
}

#[resource(check = Pool::is_open, close = close, max_idle = IDLE, max_age = "1h")]
async fn pool(config: State<Config>) -> Result<Pool, std::io::Error> {
    Ok(Pool(Mutex::new(vec![config.address.clone()])))
}

async fn close(State(pool): State<Pool>) -> Result<(), Error> {
    pool.0.lock().map_err(|_| Error::msg("poisoned"))?.clear();
    Ok(())
}

#[resource(lazy, optional)]
async fn clock() -> Box<dyn Clock> {
    Box::new(Fixed)
}

#[resource(lazy = true, optional = false, max_idle = 60, check = checked)]
async fn numbers(
    State(_config): State<Config>,
    _pool: State<Pool>,
) -> sls_core::Result<(u8, [u64; 2])> {
    Ok((1, [2, 3]))
}

async fn checked(_numbers: State<(u8, [u64; 2])>) -> Result<(), Infallible> {
    Ok(())
}

#[handler(http = "GET /orders")]
async fn orders(
    _pool: State<Pool>,
    _clock: Option<State<Box<dyn Clock>>>,
    _: State<(u8, [u64; 2])>,
) {
}

fn main() {
    let by_hand = Resource::<u32>::new("by hand", async || 1).lazy();
    let app = App::new()
        .handlers(handlers![orders])
        .resources(resources![config, pool, clock, numbers])
        .resource(by_hand);
    app.into_service().expect("everything is there");
}
