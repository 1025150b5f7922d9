//! One connection without a pool, as clients of Redis have it, and a check that pings.

use std::io::{BufRead, BufReader as StdBufReader};
use std::net::SocketAddr;
use std::net::TcpStream as StdTcpStream;

use sls_core::{App, Error, Handler, Resource, State};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::sync::Mutex;

use super::peer::Peer;
use super::{check_freezes, check_unseen_freezes, check_warm};

struct Connection(Mutex<BufReader<TcpStream>>);

impl Connection {
    async fn open(address: State<SocketAddr>) -> Result<Self, Error> {
        let stream = TcpStream::connect(*address).await?;
        stream.set_nodelay(true)?;
        Ok(Self(Mutex::new(BufReader::new(stream))))
    }

    async fn ask(&self, command: &str) -> Result<String, Error> {
        let mut stream = self.0.lock().await;
        stream.write_all(format!("{command}\r\n").as_bytes()).await?;
        let mut answer = String::new();
        match stream.read_line(&mut answer).await? {
            0 => Err(Error::msg("the connection is closed")),
            _ => Ok(answer.trim_end().to_owned()),
        }
    }

    async fn ping(connection: State<Self>) -> bool {
        connection.ask("PING").await.is_ok_and(|answer| answer == "+PONG")
    }
}

fn serve(reader: &mut StdBufReader<&StdTcpStream>) -> Option<String> {
    let mut line = String::new();
    // Nothing is the end, and an error is a connection that was closed.
    reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
    Some(if line == "PING\r\n" { "+PONG\r\n" } else { "+here\r\n" }.to_owned())
}

async fn get(connection: State<Connection>) -> Result<String, Error> {
    connection.ask("GET key").await
}

fn app(peer: &Peer) -> App {
    App::new()
        .state(peer.address())
        .resource(Resource::<Connection>::new("redis", Connection::open).check(Connection::ping))
        .handler(Handler::new("get").direct(get))
}

#[tokio::test]
async fn warm_invocations_use_one_connection() {
    let peer = Peer::start(serve);
    check_warm(app(&peer), &peer).await;
}

#[tokio::test]
async fn no_freeze_loses_an_invocation() {
    let peer = Peer::start(serve);
    check_freezes(app(&peer), &peer).await;
}

#[tokio::test]
async fn an_unseen_freeze_loses_all_from_then_on() {
    let peer = Peer::start(serve);
    check_unseen_freezes(app(&peer), &peer, 99).await;
}
