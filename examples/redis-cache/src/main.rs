//! Redis over one connection per execution environment, which is checked after each freeze.
//!
//! Run it with `REDIS_URL=redis://.. cargo sls dev redis-cache`, then
//! `curl -X PUT -d 7 http://127.0.0.1:9000/stock/A1` and `curl http://127.0.0.1:9000/stock/A1`.

use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{AsyncCommands, AsyncConnectionConfig, Client};
use sls_core::http::StatusCode;
use sls_core::{App, Error, Json, Path, State};
use sls_core::{handler, handlers, resource, resources};

/// Clones share it, and many invocations may use it at once.
type Cache = MultiplexedConnection;

#[resource]
#[expect(clippy::disallowed_methods, reason = "an app's own settings come from its environment")]
async fn client() -> Result<Client, Error> {
    let url = std::env::var("REDIS_URL").map_err(|_| Error::msg("REDIS_URL is missing"))?;
    Ok(Client::open(url)?)
}

/// It does not connect again by itself, and what does, as `ConnectionManager`, fails once before.
async fn is_alive(cache: State<Cache>) -> Result<(), Error> {
    Ok(Cache::clone(&cache).ping::<()>().await?)
}

/// Checked before a handler sees it, if nothing has used it for a second.
///
/// Optional: without its cache the function answers more slowly, but it answers.
#[resource(check = is_alive, optional)]
async fn cache(client: State<Client>) -> Result<Cache, Error> {
    let config = AsyncConnectionConfig::new()
        // Within a VPC it takes a millisecond; a security group that lets nothing through, forever.
        .set_connection_timeout(Some(Duration::from_millis(500)))
        // A cache that takes longer is none.
        .set_response_timeout(Some(Duration::from_millis(250)));
    Ok(client.get_multiplexed_async_connection_with_config(&config).await?)
}

/// How long it keeps what it is given.
const EXPIRY: u64 = 60;

#[handler(http = "PUT /stock/{sku}")]
async fn put(
    Path(sku): Path<String>,
    cache: State<Cache>,
    Json(stock): Json<u64>,
) -> Result<StatusCode, Error> {
    Cache::clone(&cache).set_ex::<_, _, ()>(key(&sku), stock, EXPIRY).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[handler(http = "GET /stock/{sku}")]
async fn show(Path(sku): Path<String>, cache: Option<State<Cache>>) -> Result<Json<u64>, Error> {
    let cached = match cache {
        Some(cache) => Cache::clone(&cache).get::<_, Option<u64>>(key(&sku)).await?,
        None => None,
    };
    Ok(Json(cached.unwrap_or_else(|| count(&sku))))
}

fn key(sku: &str) -> String {
    format!("stock:{sku}")
}

/// Stands for whatever takes so long that there is a cache.
fn count(sku: &str) -> u64 {
    sku.bytes().map(u64::from).sum()
}

fn app() -> App {
    App::new().resources(resources![client, cache]).handlers(handlers![put, show])
}

fn main() -> sls_core::Result<()> {
    app().run()
}

#[cfg(test)]
mod tests;
