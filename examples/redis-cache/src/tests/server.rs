//! A Redis server for the time of a test.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};

/// The server; it ends with this value.
pub(super) struct Server {
    process: Child,
    port: u16,
    url: String,
}

impl Server {
    /// Starts `redis-server` on a free port, or says why there is none.
    #[expect(clippy::disallowed_methods, reason = "the program is no part of the project")]
    pub(super) fn start() -> Option<Self> {
        let Ok(program) = std::env::var("SLS_REDIS_SERVER") else {
            let required = std::env::var_os("SLS_DATABASES_REQUIRED").is_some();
            assert!(!required, "SLS_DATABASES_REQUIRED is set and SLS_REDIS_SERVER is not");
            println!("SLS_REDIS_SERVER not set: connections to Redis not checked");
            return None;
        };
        // Somebody else may take a port between the look and the start.
        let server = (0..5).find_map(|_| Self::on(free_port(), &program));
        Some(server.expect("no Redis after five attempts"))
    }

    fn on(port: u16, program: &str) -> Option<Self> {
        let process = Command::new(program)
            .args(["--bind", "127.0.0.1", "--port", &port.to_string(), "--save", ""])
            .stdout(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("{program} does not start: {error}"));
        let mut server = Self { process, port, url: format!("redis://127.0.0.1:{port}/") };
        // Until it listens, or has ended because somebody else does.
        while server.process.try_wait().unwrap().is_none() {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return Some(server);
            }
        }
        None
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// Closes all connections of the function, and returns when that is done.
    pub(super) fn close_connections(&self) {
        let mut admin = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        admin.write_all(b"CLIENT KILL TYPE normal SKIPME yes\r\nQUIT\r\n").unwrap();
        let mut answers = String::new();
        admin.read_to_string(&mut answers).unwrap();
        assert_eq!(answers, ":1\r\n+OK\r\n", "not one connection");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}
