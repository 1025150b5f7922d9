//! A plain HTTP client with a pool, as reqwest and the AWS SDK have it inside.

use std::io::{BufRead, BufReader};
use std::net::TcpStream;

use bytes::Bytes;
use http_body_util::{BodyExt, Empty};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use sls_core::http::Uri;
use sls_core::{App, Error, Handler, Resource, State};

use super::peer::Peer;
use super::{check_freezes, check_unseen_freezes, check_warm};

type Http = Client<HttpConnector, Empty<Bytes>>;

/// The head of the next request; its body is read and left out.
pub(super) fn read(reader: &mut impl BufRead) -> Option<String> {
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        // Nothing is the end, and an error is a connection that was closed.
        reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
        if line == "\r\n" {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap();
        }
        head.push_str(&line);
    }
    reader.read_exact(&mut vec![0; length]).ok()?;
    Some(head)
}

pub(super) fn response(content_type: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 200 OK\r\ncontent-type: {content_type}\r\ncontent-length: {length}\r\n\r\n{body}"
    )
}

fn serve(reader: &mut BufReader<&TcpStream>) -> Option<String> {
    read(reader)?;
    Some(response("text/plain", "here"))
}

async fn http() -> Http {
    // It must not make up for what was sent on a connection that is closed.
    Client::builder(TokioExecutor::new()).retry_canceled_requests(false).build_http()
}

async fn fetch(http: State<Http>, uri: State<Uri>) -> Result<String, Error> {
    let body = http.get(Uri::clone(&uri)).await?.into_body().collect().await?.to_bytes();
    assert_eq!(body, "here");
    Ok("fetched".to_owned())
}

fn app(peer: &Peer) -> App {
    let uri: Uri = format!("http://{}/", peer.address()).parse().unwrap();
    App::new()
        .state(uri)
        .resource(Resource::<Http>::new("http", http))
        .handler(Handler::new("fetch").direct(fetch))
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
async fn an_unseen_freeze_loses_one() {
    let peer = Peer::start(serve);
    check_unseen_freezes(app(&peer), &peer, 50).await;
}
