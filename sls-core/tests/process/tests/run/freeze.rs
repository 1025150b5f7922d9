//! A process that is really frozen while its peer closes the connection.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::json;
use sls_test::process::{Function, Start};
use sls_test::runtime_api::InvokeRequest;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use super::{function_as, parsed};

/// Answers each line with itself, and closes connections when it is told.
struct Peer {
    address: SocketAddr,
    accepted: Arc<AtomicUsize>,
    close: tokio::sync::mpsc::Sender<tokio::sync::oneshot::Sender<()>>,
}

impl Peer {
    async fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let accepted = Arc::<AtomicUsize>::default();
        let (close, mut closing) =
            tokio::sync::mpsc::channel::<tokio::sync::oneshot::Sender<()>>(1);
        let count = Arc::clone(&accepted);
        tokio::spawn(async move {
            let mut connections = JoinSet::new();
            loop {
                tokio::select! {
                    stream = listener.accept() => {
                        count.fetch_add(1, Ordering::Relaxed);
                        connections.spawn(echo(stream.unwrap().0));
                    }
                    closed = closing.recv() => match closed {
                        Some(closed) => {
                            connections.shutdown().await;
                            closed.send(()).unwrap();
                        }
                        None => return,
                    },
                }
            }
        });
        Self { address, accepted, close }
    }

    /// Closes every connection, and returns when that is done.
    async fn close_all(&self) {
        let (closed, done) = tokio::sync::oneshot::channel();
        self.close.send(closed).await.unwrap();
        done.await.unwrap();
    }

    fn accepted(&self) -> usize {
        self.accepted.load(Ordering::Relaxed)
    }
}

async fn echo(stream: TcpStream) {
    let mut stream = BufReader::new(stream);
    let mut line = String::new();
    while stream.read_line(&mut line).await.is_ok_and(|length| length > 0) {
        if stream.write_all(line.as_bytes()).await.is_err() {
            return;
        }
        line.clear();
    }
}

async fn function(app: &str, peer: &Peer) -> Function {
    function_as(&[app, &peer.address.to_string()]).start().await.unwrap()
}

/// Everything stands still, the peer closes the connection, and it goes on.
async fn freeze(function: &Function, peer: &Peer) {
    function.freeze().await.unwrap();
    peer.close_all().await;
    function.thaw().await.unwrap();
}

fn ask(text: &str) -> InvokeRequest {
    InvokeRequest::json(&json!(text))
}

#[tokio::test]
async fn a_connection_that_died_in_a_freeze_is_replaced_before_the_handler_sees_it() {
    let peer = Peer::start().await;
    let function = function("careful", &peer).await;
    for cycle in 0..5 {
        let text = format!("cycle {cycle}");
        let report = function.invoke(ask(&text)).await;
        assert_eq!(parsed(&report.outcome.payload()), text.as_str(), "{report:?}");
        assert_eq!(report.start == Start::Cold, cycle == 0, "one process serves all");
        assert_eq!(peer.accepted(), cycle + 1);
        freeze(&function, &peer).await;
    }
}

#[tokio::test]
async fn the_log_says_what_became_of_each_resource() {
    let peer = Peer::start().await;
    let address = peer.address.to_string();
    let function = function_as(&["careful", &address]).env("AWS_LAMBDA_LOG_LEVEL", "DEBUG");
    let function = function.start().await.unwrap();
    function.invoke(ask("one")).await;
    freeze(&function, &peer).await;
    let report = function.invoke(ask("two")).await;
    let logs = function.logs();
    let lines: Vec<_> = logs
        .iter()
        .filter_map(|line| line.split_once(": resource "))
        .map(|(_, line)| line)
        .collect();
    let begin = |line: &&str| line.split(" milliseconds=").next().unwrap().to_owned();
    assert_eq!(
        lines.iter().map(begin).collect::<Vec<_>>(),
        [
            "built resource=line",
            "checked resource=line",
            "failed its check resource=line",
            "rebuilt resource=line",
        ]
    );
    assert!(lines[2].contains(" problem="), "{}", lines[2]);
    let of_it = |line: &&String| line.contains(": resource rebuilt");
    assert!(logs.iter().find(of_it).unwrap().contains(&report.request_id), "{logs:#?}");
}

#[tokio::test]
async fn without_a_check_the_handler_meets_the_dead_connection() {
    let peer = Peer::start().await;
    let function = function("careless", &peer).await;
    assert!(!function.invoke(ask("before")).await.outcome.is_function_error());
    freeze(&function, &peer).await;
    assert!(function.invoke(ask("after")).await.outcome.is_function_error());
    assert_eq!(peer.accepted(), 1);
}

#[tokio::test]
async fn a_frozen_process_answers_when_it_is_thawed() {
    let peer = Peer::start().await;
    let function = function("careful", &peer).await;
    function.warm_up().await.unwrap();
    function.freeze().await.unwrap();
    let api = function.runtime_api();
    let mut invoked = Box::pin(api.invoke(ask("now")).into_future());
    // The event is delivered: the question for it was asked before the freeze.
    while api.queued() > 0 {
        tokio::task::yield_now().await;
    }
    assert!(futures_util::poll!(invoked.as_mut()).is_pending());
    function.thaw().await.unwrap();
    assert_eq!(parsed(&invoked.await.payload()), "now");
}
