//! Apps whose tests watch what happens around invocations.

use std::future::pending;
use std::net::SocketAddr;
use std::time::Duration;

use serde::Deserialize;
use sls_core::lifecycle::{AfterResponse, Shutdown};
use sls_core::{App, Context, Error, Handler, Resource, State};
use tokio::net::TcpStream;

/// What the event asks for.
#[derive(Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case")]
enum Order {
    /// Puts off work without an end.
    Hang,
    Nothing,
    /// Puts off work that answers a peer until the peer closes its connection.
    Wait {
        peer: SocketAddr,
        fail: bool,
    },
}

async fn obey(order: Order, ctx: Context) -> Result<(), Error> {
    match order {
        Order::Hang => ctx.after_response("hang", pending::<()>()),
        Order::Nothing => {}
        Order::Wait { peer, fail } => {
            ctx.after_response("wait", async move {
                let mut stream = TcpStream::connect(peer).await?;
                let (mut from, mut to) = stream.split();
                tokio::io::copy(&mut from, &mut to).await.map(drop)
            });
            if fail {
                return Err(Error::msg("as it was told"));
            }
        }
    }
    Ok(())
}

/// Work after the response, and a hook.
pub(crate) fn after_response() -> App {
    App::new()
        .handler(Handler::new("obey").direct(obey))
        .after_response(async |_: AfterResponse| tracing::info!("flushed"))
        .after_response_limit(Duration::from_secs(60))
}

/// The same with little time for it.
pub(crate) fn after_response_in_time() -> App {
    after_response().after_response_limit(Duration::from_millis(40))
}

struct Table;

struct Orders;

async fn count(_: State<Orders>) -> u32 {
    7
}

async fn open_table() -> Table {
    tracing::info!("table opened");
    Table
}

async fn open_orders(_: State<Table>) -> Orders {
    tracing::info!("orders opened");
    Orders
}

/// Two resources, one of which is made from the other.
fn resources() -> App {
    let table = Resource::<Table>::new("table", open_table)
        .close(async |_: State<Table>| tracing::info!("table closed"));
    let orders = Resource::<Orders>::new("orders", open_orders)
        .close(async |_: State<Orders>| tracing::info!("orders closed"));
    App::new().resource(orders).resource(table).handler(Handler::new("count").direct(count))
}

pub(crate) fn closing() -> App {
    resources().on_shutdown(async |end: Shutdown| {
        tracing::info!(orders = end.state::<Orders>().is_some(), "the end");
    })
}

/// One that hangs when it is closed, and one that does not get past it.
pub(crate) fn closing_slowly() -> App {
    let spool =
        Resource::<u8>::new("spool", async || 7).close(async |_: State<u8>| pending::<()>().await);
    closing().resource(spool)
}

/// A failure with a name of its own.
fn refuse() -> Error {
    Error::msg("the table is being created").with_type("NoTable")
}

/// It cannot start without its table.
pub(crate) fn without_table() -> App {
    async fn open() -> Result<Table, Error> {
        Err(refuse())
    }

    App::new()
        .resource(Resource::<Table>::new("table", open))
        .resource(Resource::<Orders>::new("orders", open_orders))
        .handler(Handler::new("count").direct(count))
}

/// The table is there before the snapshot, and not after it.
pub(crate) fn without_table_later() -> App {
    use std::sync::atomic::{AtomicBool, Ordering};

    async fn open(opened: State<AtomicBool>) -> Result<Table, Error> {
        if opened.swap(true, Ordering::Relaxed) { Err(refuse()) } else { Ok(Table) }
    }

    App::new()
        .state(AtomicBool::new(false))
        .resource(Resource::<Table>::new("table", open))
        .resource(Resource::<Orders>::new("orders", open_orders))
        .handler(Handler::new("count").direct(count))
}
