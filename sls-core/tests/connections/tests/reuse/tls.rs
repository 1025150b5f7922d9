//! The TLS of AWS clients: which certificates they trust, and that a connection is kept.

use std::io::{BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{fs, process, thread};

use rcgen::{CertifiedKey, KeyPair};
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use serde_json::Value;
use sls_test::runtime_api::InvokeRequest;

use super::aws::identity;
use super::environment::{check_user, function};
use super::http::read;

/// STS behind a certificate that one file vouches for.
struct SecurePeer {
    endpoint: String,
    /// The file, for `SSL_CERT_FILE`.
    trusted: PathBuf,
    handshakes: Arc<AtomicUsize>,
}

impl SecurePeer {
    fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let certified = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let trusted = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
        let trusted = trusted.join(format!("{}-{port}.pem", process::id()));
        fs::write(&trusted, certified.cert.pem()).unwrap();
        let config = Arc::new(config(&certified));
        let handshakes = Arc::<AtomicUsize>::default();
        let done = Arc::clone(&handshakes);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (config, done) = (Arc::clone(&config), Arc::clone(&done));
                thread::spawn(move || converse(stream.unwrap(), config, &done));
            }
        });
        Self { endpoint: format!("https://localhost:{port}"), trusted, handshakes }
    }
}

impl Drop for SecurePeer {
    fn drop(&mut self) {
        // One file more in the target folder is nothing to fail for.
        let _ = fs::remove_file(&self.trusted);
    }
}

fn config(certified: &CertifiedKey<KeyPair>) -> ServerConfig {
    let key = PrivatePkcs8KeyDer::from(certified.signing_key.serialize_der());
    ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certified.cert.der().clone()], key.into())
        .unwrap()
}

fn converse(stream: TcpStream, config: Arc<ServerConfig>, handshakes: &AtomicUsize) {
    let connection = ServerConnection::new(config).unwrap();
    let mut stream = BufReader::new(StreamOwned::new(connection, stream));
    let mut first = true;
    while let Some(head) = read(&mut stream) {
        if std::mem::take(&mut first) {
            handshakes.fetch_add(1, Ordering::Relaxed);
        }
        stream.get_mut().write_all(identity(&head).as_bytes()).unwrap();
    }
}

#[tokio::test]
async fn one_handshake_serves_all_warm_invocations() {
    let sts = SecurePeer::start();
    let function = function()
        .env("AWS_ENDPOINT_URL", &sts.endpoint)
        .env("SSL_CERT_FILE", sts.trusted.display().to_string());
    let function = function.start().await.unwrap();
    for _ in 0..20 {
        let report = function.invoke(InvokeRequest::json(&Value::Null)).await;
        check_user(&report.outcome, "AKIDENVIRONMENT");
    }
    assert_eq!(sts.handshakes.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_is_refused() {
    let (sts, other) = (SecurePeer::start(), SecurePeer::start());
    let function = function()
        .env("AWS_ENDPOINT_URL", &sts.endpoint)
        .env("AWS_MAX_ATTEMPTS", "1")
        .env("SSL_CERT_FILE", other.trusted.display().to_string());
    let function = function.start().await.unwrap();
    let report = function.invoke(InvokeRequest::json(&Value::Null)).await;
    let payload = report.outcome.payload();
    let message = str::from_utf8(&payload).unwrap();
    assert!(message.contains("invalid peer certificate"), "{message}");
    assert_eq!(sts.handshakes.load(Ordering::Relaxed), 0);
}
