//! Connections: from a socket to the routes, with faults and the record on the way.

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::body::Body;
use axum::response::Response;
use axum::{Router, extract::Request};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};
use tower::ServiceExt;

use super::answer::drain;
use super::machine::Rules;
use super::record::Exchange;
use super::refusal::CloseConnection;
use super::routes::{Call, router};
use super::shared::Shared;

/// The listening task; dropping it ends every connection.
#[derive(Debug)]
pub(super) struct Server {
    address: SocketAddr,
    accepting: JoinHandle<()>,
}

impl Server {
    pub(super) async fn start(shared: Arc<Shared>, rules: Rules) -> std::io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let routes = router(Arc::clone(&shared), rules);
        let accepting = tokio::spawn(accept(listener, shared, routes));
        Ok(Self { address, accepting })
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>, routes: Router) {
    // Ends with this task, and every connection with it.
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => if let Ok((stream, peer)) = accepted {
                connections.spawn(serve(stream, peer, Arc::clone(&shared), routes.clone()));
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn serve(stream: TcpStream, peer: SocketAddr, shared: Arc<Shared>, routes: Router) {
    // Small answers go out at once; the delay of Nagle's algorithm would show up in durations.
    let _ = stream.set_nodelay(true);
    let service = service_fn(|request: hyper::Request<Incoming>| {
        let (shared, routes) = (Arc::clone(&shared), routes.clone());
        async move { answer(request.map(Body::new), peer, &shared, routes).await }
    });
    // An error here is the runtime's connection breaking, which is the runtime's affair.
    let _ = http1::Builder::new()
        .title_case_headers(true)
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

async fn answer(
    request: Request,
    peer: SocketAddr,
    shared: &Shared,
    routes: Router,
) -> Result<Response, Closed> {
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let headers = request.headers().clone();
    let fault = match Call::of(&path) {
        Some(Call::Next) => shared.next_fault(),
        Some(Call::Answer) => shared.answer_fault(),
        None => None,
    };
    let replacement = fault.as_ref().and_then(|fault| fault.replacement());
    let response = match replacement {
        Some(response) => {
            drain(request.into_body()).await;
            response
        }
        None => {
            let Ok(response) = routes.oneshot(request).await;
            match fault {
                Some(fault) => fault.damage(response),
                None => response,
            }
        }
    };
    if response.extensions().get::<CloseConnection>().is_some() {
        return Err(Closed);
    }
    shared.record(Exchange {
        method,
        path,
        headers,
        status: response.status(),
        response_headers: response.headers().clone(),
        peer,
    });
    Ok(response)
}

/// Tells hyper to close the connection without an answer.
#[derive(Debug)]
struct Closed;

impl fmt::Display for Closed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the connection is closed on purpose")
    }
}

impl std::error::Error for Closed {}
