//! An HTTPS client that is built once, connects in time, and lets go of connections before peers do.
//!
//! Run it with `cargo sls dev http-client`, then `curl http://127.0.0.1:9000/crates/serde`.

use std::time::Duration;

use http_body_util::{BodyExt, Empty, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::{Client, Error as ClientError};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use serde_json::Value;
use sls_core::http::{Request, StatusCode};
use sls_core::{App, Context, Error, Json, Path, State};
use sls_core::{handler, handlers, resource, resources};
use tokio::time::timeout;

type Get = Request<Empty<&'static [u8]>>;
type Https = Client<HttpsConnector<HttpConnector>, Empty<&'static [u8]>>;

/// Where crates are listed.
struct Registry(String);

/// Within a region a connection takes a millisecond, to the other side of the world a third of a
/// second. What takes longer will not come.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(1);

/// Below the time after which peers close idle connections: 20 seconds, 60, or 75.
const IDLE_TIMEOUT: Duration = Duration::from_secs(15);

/// What the function needs for an answer of its own, of the time that Lambda leaves it.
const RESERVE: Duration = Duration::from_millis(200);

const LARGEST_ANSWER: usize = 1024 * 1024;

#[resource]
async fn https() -> Result<Https, Error> {
    let mut connector = HttpConnector::new();
    connector.set_connect_timeout(Some(CONNECT_TIMEOUT));
    connector.set_nodelay(true);
    connector.enforce_http(false);
    let connector = HttpsConnectorBuilder::new()
        // Mozilla's list in the binary is there at once; the system's takes milliseconds to read.
        .with_provider_and_webpki_roots(rustls::crypto::ring::default_provider())?
        .https_or_http()
        .enable_http1()
        .wrap_connector(connector);
    Ok(Client::builder(TokioExecutor::new())
        // Without a timer the limit is not looked at.
        .pool_timer(TokioTimer::new())
        .pool_idle_timeout(IDLE_TIMEOUT)
        .build(connector))
}

#[handler(http = "GET /crates/{name}")]
async fn show(
    Path(name): Path<String>,
    https: State<Https>,
    State(registry): State<Registry>,
    ctx: Context,
) -> Result<Json<Value>, Error> {
    let request = Request::get(format!("{}/api/v1/crates/{name}", registry.0))
        .header("user-agent", "sls-example")
        .body(Empty::new())?;
    let limit = ctx.remaining().saturating_sub(RESERVE);
    timeout(limit, fetch(&https, request)).await.unwrap_or_else(|_| Err(late(limit)))
}

async fn fetch(https: &Https, request: Get) -> Result<Json<Value>, Error> {
    let response = https.request(request).await.map_err(unreachable)?;
    let (head, body) = response.into_parts();
    // Whatever the status: a connection with a body that nobody has read is not used again.
    let body = Limited::new(body, LARGEST_ANSWER).collect().await?.to_bytes();
    match head.status {
        StatusCode::NOT_FOUND => Err(Error::msg("no such crate").with_status(head.status)),
        _ => Ok(Json(serde_json::from_slice(&body)?)),
    }
}

fn late(limit: Duration) -> Error {
    Error::msg(format!("no answer within {limit:?}")).with_status(StatusCode::GATEWAY_TIMEOUT)
}

fn unreachable(error: ClientError) -> Error {
    Error::from(error).with_status(StatusCode::BAD_GATEWAY)
}

fn app(registry: impl Into<String>) -> App {
    App::new()
        .state(Registry(registry.into()))
        .resources(resources![https])
        .handlers(handlers![show])
}

fn main() -> sls_core::Result<()> {
    app("https://crates.io").run()
}

#[cfg(test)]
mod tests;
