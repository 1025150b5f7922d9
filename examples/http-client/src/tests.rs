//! The client in front of a server that closes connections while the function is frozen.

use std::io::{BufRead, BufReader, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use sls_test::Cloud;

use super::*;

/// A registry of one crate. It has a thread of its own, so that it runs while the test does not.
#[derive(Clone, Default)]
struct Server {
    url: String,
    accepted: Arc<Mutex<Vec<TcpStream>>>,
}

impl Server {
    fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let server = Self { url, ..Self::default() };
        let accepting = server.clone();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let stream = stream.unwrap();
                accepting.accepted.lock().unwrap().push(stream.try_clone().unwrap());
                thread::spawn(move || answer(&stream));
            }
        });
        server
    }

    fn connections(&self) -> usize {
        self.accepted.lock().unwrap().len()
    }

    fn close_all(&self) {
        for stream in &*self.accepted.lock().unwrap() {
            // Most of them are closed already.
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}

fn answer(stream: &TcpStream) {
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    while let Some(line) = lines.next() {
        let (status, body) = match line.split(' ').nth(1) {
            Some("/api/v1/crates/serde") => ("200 OK", r#"{"name":"serde"}"#),
            Some("/api/v1/crates/silence") => loop {
                thread::park();
            },
            _ => ("404 Not Found", "{}"),
        };
        lines.by_ref().find(String::is_empty);
        let head = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\n\r\n", body.len());
        let mut stream = stream;
        stream.write_all((head + body).as_bytes()).unwrap();
    }
}

async fn status(cloud: &Cloud, name: &str) -> u16 {
    cloud.http().get(&format!("/crates/{name}")).send().await.status().as_u16()
}

#[tokio::test]
async fn one_connection_serves_all_until_a_freeze() {
    let server = Server::start();
    let cloud = Cloud::new(app(&server.url)).await;
    for freezes in 0..20 {
        for name in ["serde", "nothing", "serde"] {
            let expected = if name == "serde" { 200 } else { 404 };
            assert_eq!(status(&cloud, name).await, expected);
        }
        assert_eq!(server.connections(), freezes + 1);
        server.close_all();
        cloud.freeze(Duration::from_secs(300));
    }
}

#[tokio::test]
async fn a_server_that_says_nothing_is_given_up_in_time() {
    let server = Server::start();
    let cloud = Cloud::builder(app(&server.url)).timeout(Duration::from_millis(300));
    let cloud = cloud.start().await;
    assert_eq!(status(&cloud, "silence").await, 504);
}

#[tokio::test]
async fn a_server_that_is_gone_is_a_bad_gateway() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let cloud = Cloud::new(app(url)).await;
    assert_eq!(status(&cloud, "serde").await, 502);
}
