//! A function that does what its event asks for, so that tests can watch `run()` from outside.
//!
//! With an argument it is another app: one that cannot start, or one with a life to be watched.

mod lifecycle;
mod line;

use std::fmt;
use std::io;
use std::num::ParseIntError;

use futures_util::stream;
use serde::Deserialize;
use serde_json::{Value, json};
use sls_core::{App, Body, Context, Error, Handler, Reply, State};
use tokio::sync::Barrier;

/// How many invocations have to run at once before the barrier opens.
const MEETING: usize = 4;

/// What the event asks for.
#[derive(Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case")]
enum Order {
    Context,
    Echo {
        value: Value,
    },
    Fail,
    Log,
    Meet,
    Panic,
    /// A reply of exactly so many bytes.
    Size {
        bytes: usize,
    },
    Stream,
    StreamError,
}

async fn obey(order: Order, context: Context, meeting: State<Barrier>) -> Result<Reply, Error> {
    match order {
        Order::Context => Ok(value(&describe(&context))),
        Order::Echo { value: given } => Ok(value(&given)),
        Order::Fail => {
            let cause = "many".parse::<u32>().map(|_| ());
            Err(cause.map_err(Spoiled).err().map_or_else(|| Error::msg("no cause"), Error::from))
        }
        Order::Log => {
            tracing::info!(number = 7, "noted");
            Ok(value(&Value::Null))
        }
        Order::Meet => {
            meeting.wait().await;
            Ok(value(&json!("met")))
        }
        Order::Panic => panic!("the order said so"),
        Order::Size { bytes } => {
            let text = "x".repeat(bytes.saturating_sub(2));
            Ok(Reply::json(format!("\"{text}\"")))
        }
        Order::Stream => Ok(pieces(vec![Ok("one "), Ok("two")])),
        Order::StreamError => {
            Ok(pieces(vec![Ok("one "), Err(io::Error::other("the source ran dry"))]))
        }
    }
}

fn value(value: &Value) -> Reply {
    Reply::json(value.to_string())
}

fn pieces(pieces: Vec<io::Result<&'static str>>) -> Reply {
    Reply::new("text/plain", Body::stream(stream::iter(pieces)))
}

fn describe(context: &Context) -> Value {
    json!({
        "requestId": context.request_id(),
        "arn": context.invoked_function_arn(),
        "traceId": context.trace_id(),
        "tenantId": context.tenant_id(),
        "clientContext": context.client_context(),
        "identity": context.identity(),
        "remainingMs": context.remaining().as_millis(),
        "function": context.function().name,
        "memoryMb": context.function().memory_mb,
    })
}

#[derive(Debug)]
struct Spoiled(ParseIntError);

impl fmt::Display for Spoiled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the order is spoiled")
    }
}

impl std::error::Error for Spoiled {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

/// A state that nobody gives to the app.
struct Pool;

async fn list(_: State<Pool>) -> &'static str {
    "nothing"
}

async fn show() -> &'static str {
    "nothing"
}

fn app() -> App {
    App::new().state(Barrier::new(MEETING)).handler(Handler::new("obey").direct(obey))
}

fn broken_app() -> App {
    App::new()
        .handler(Handler::new("list").http("GET /orders", list))
        .handler(Handler::new("show").http("GET /orders", show))
}

fn main() -> sls_core::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let (name, peer) = (arguments.next(), arguments.next());
    let app = match name.as_deref() {
        Some("after-response") => lifecycle::after_response(),
        Some("after-response-in-time") => lifecycle::after_response_in_time(),
        Some("careful") => line::careful(peer.unwrap_or_default().parse()?),
        Some("careless") => line::careless(peer.unwrap_or_default().parse()?),
        Some("closing") => lifecycle::closing(),
        Some("closing-slowly") => lifecycle::closing_slowly(),
        Some("missing-state") => broken_app(),
        Some("without-table") => lifecycle::without_table(),
        Some("without-table-later") => lifecycle::without_table_later(),
        _ => app(),
    };
    app.run()
}
