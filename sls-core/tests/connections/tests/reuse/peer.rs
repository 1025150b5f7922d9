//! A server on loopback that counts connections, and closes them when it is told.

use std::io::{BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

/// Reads one request and says what to answer; nothing at the end of the connection.
pub(crate) type Serve = fn(&mut BufReader<&TcpStream>) -> Option<String>;

pub(crate) struct Peer {
    address: SocketAddr,
    seen: Arc<Seen>,
    bell: Bell,
}

#[derive(Default)]
struct Seen {
    accepted: AtomicUsize,
    answered: AtomicUsize,
    open: Mutex<Vec<TcpStream>>,
}

impl Peer {
    pub(crate) fn start(serve: Serve) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::<Seen>::default();
        let accepting = Arc::clone(&seen);
        // Ends with the test's process: nobody waits for it.
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (stream, seen) = (stream.unwrap(), Arc::clone(&accepting));
                stream.set_nodelay(true).unwrap();
                seen.accepted.fetch_add(1, Ordering::Relaxed);
                seen.open.lock().unwrap().push(stream.try_clone().unwrap());
                thread::spawn(move || seen.converse(&stream, serve));
            }
        });
        Self { address, seen, bell: Bell::new() }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// How many connections there were.
    pub(crate) fn accepted(&self) -> usize {
        self.seen.accepted.load(Ordering::Relaxed)
    }

    /// How many requests there were.
    pub(crate) fn answered(&self) -> usize {
        self.seen.answered.load(Ordering::Relaxed)
    }

    /// Closes every connection, and returns when the other ends have been told.
    pub(crate) fn close_all(&self) {
        for stream in self.seen.open.lock().unwrap().drain(..) {
            // The other end may have closed it before.
            let _ = stream.shutdown(Shutdown::Both);
        }
        self.bell.ring();
    }
}

impl Seen {
    fn converse(&self, stream: &TcpStream, serve: Serve) {
        let mut reader = BufReader::new(stream);
        while let Some(answer) = serve(&mut reader) {
            self.answered.fetch_add(1, Ordering::Relaxed);
            if (&*stream).write_all(answer.as_bytes()).is_err() {
                return;
            }
        }
    }
}

/// Tells when everything that this thread has sent is there.
///
/// Loopback is one queue: what is sent later does not arrive earlier. This byte comes after the
/// FINs, and once it can be read, they are in their sockets too.
struct Bell {
    near: TcpStream,
    far: TcpStream,
}

impl Bell {
    fn new() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let near = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        near.set_nodelay(true).unwrap();
        Self { near, far: listener.accept().unwrap().0 }
    }

    fn ring(&self) {
        (&self.near).write_all(&[0]).unwrap();
        (&self.far).read_exact(&mut [0]).unwrap();
    }
}
