//! From a socket to the two things that are served.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::body::Body;
use axum::routing::{get, post};
use axum::{Router, middleware};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};
use tower::ServiceExt;

use super::door::Door;
use super::stage::Stage;
use super::{host, http, invoke_api};
use crate::cli::Output;
use crate::front_door::ClientAddress;
use crate::process::Function;

/// A function on a port of 127.0.0.1.
///
/// Dropping it closes the port and every connection; the function stays.
///
/// # Example
/// ```
/// use std::process::Command;
/// use std::sync::Arc;
/// use sls_test::cli::Output;
/// use sls_test::cli::dev::{Door, Server};
/// use sls_test::process::Function;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> std::io::Result<()> {
/// let function = Function::builder(Command::new("target/debug/hello")).start().await?;
/// let server = Server::bind(0).await?;
/// println!("http://{}", server.address()?);
/// let serving = server.serve(Arc::new(function), Door::FunctionUrl, Output::terminal());
/// # drop(serving);
/// # Ok(()) }
/// ```
#[derive(Debug)]
#[must_use = "call serve"]
pub struct Server {
    listener: TcpListener,
}

impl Server {
    /// Takes a port of 127.0.0.1, 0 for a free one; clients may connect and have to wait.
    ///
    /// # Errors
    /// If the port cannot be had.
    pub async fn bind(port: u16) -> std::io::Result<Self> {
        Ok(Self { listener: TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await? })
    }

    /// The address with the port that was taken.
    ///
    /// # Errors
    /// If the system does not tell.
    pub fn address(&self) -> std::io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Starts to serve, until the result is dropped.
    pub fn serve(self, function: Arc<Function>, door: Door, output: Output) -> Serving {
        let routes = router(Arc::new(Stage { function, door, output }));
        Serving { accepting: tokio::spawn(accept(self.listener, routes)) }
    }
}

/// A server at work; dropping it ends it.
///
/// # Example
/// ```
/// use std::process::Command;
/// use std::sync::Arc;
/// use sls_test::cli::Output;
/// use sls_test::cli::dev::{Door, Server, Serving};
/// use sls_test::process::Function;
///
/// async fn serve(function: Arc<Function>) -> std::io::Result<Serving> {
///     let server = Server::bind(0).await?;
///     Ok(server.serve(function, Door::Rest, Output::terminal()))
/// }
/// ```
#[derive(Debug)]
#[must_use = "dropping it ends the server"]
pub struct Serving {
    accepting: JoinHandle<()>,
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

fn router(stage: Arc<Stage>) -> Router {
    Router::new()
        .route("/2015-03-31/functions", get(invoke_api::list))
        .route("/2015-03-31/functions/", get(invoke_api::list))
        .route("/2015-03-31/functions/{function}/invocations", post(invoke_api::invoke))
        .fallback(http::serve)
        .layer(middleware::from_fn(host::check))
        .with_state(stage)
}

async fn accept(listener: TcpListener, routes: Router) {
    // Ends with this task, and every connection with it.
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => if let Ok((stream, peer)) = accepted {
                connections.spawn(connection(stream, peer, routes.clone()));
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn connection(stream: TcpStream, peer: SocketAddr, routes: Router) {
    // The pieces of a stream go out as they come.
    let _ = stream.set_nodelay(true);
    let service = service_fn(|request: hyper::Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ClientAddress::from(peer.ip()));
        routes.clone().oneshot(request)
    });
    // An error here is the client's connection breaking, which is the client's affair.
    let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}
