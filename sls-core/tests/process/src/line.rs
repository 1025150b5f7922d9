//! An app with a connection to a peer that answers each line with the same line.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use sls_core::{App, Handler, Resource, State};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::sync::Mutex;

/// A connection, which is of no use any more once the peer has closed it.
struct Line(Mutex<BufReader<TcpStream>>);

impl Line {
    async fn connect(State(peer): State<SocketAddr>) -> io::Result<Self> {
        Ok(Self(Mutex::new(BufReader::new(TcpStream::connect(*peer).await?))))
    }

    async fn ask(&self, text: &str) -> io::Result<String> {
        let mut stream = self.0.lock().await;
        stream.write_all(format!("{text}\n").as_bytes()).await?;
        let mut answer = String::new();
        match stream.read_line(&mut answer).await? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            _ => Ok(answer.trim_end().to_owned()),
        }
    }
}

async fn ask(text: String, line: State<Line>) -> io::Result<String> {
    line.ask(&text).await
}

fn app(peer: SocketAddr, line: Resource<Line>) -> App {
    App::new().state(peer).resource(line).handler(Handler::new("ask").direct(ask))
}

fn line() -> Resource<Line> {
    Resource::<Line>::new("line", Line::connect)
}

/// Checked before each invocation, for a test does not wait until that is due.
pub(crate) fn careful(peer: SocketAddr) -> App {
    let ping = async |line: State<Line>| line.ask("ping").await.map(drop);
    app(peer, line().max_idle(Duration::ZERO).check(ping))
}

/// Used as if nothing could have happened to it.
pub(crate) fn careless(peer: SocketAddr) -> App {
    app(peer, line())
}
