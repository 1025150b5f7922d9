//! An address on this machine that takes one answer, as a pre-signed URL of Amazon S3 does.

use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, Method, StatusCode};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::AbortHandle;

/// Open until it is closed or dropped.
#[derive(Debug)]
pub(super) struct Mailbox {
    received: Arc<Mutex<Option<Bytes>>>,
    server: AbortHandle,
}

impl Mailbox {
    /// Opens a mailbox and names its address in the event.
    ///
    /// # Panics
    /// If this machine gives out no port.
    pub(super) async fn named_in(event: &mut Value, member: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await;
        let (listener, address) = match listener.and_then(|l| l.local_addr().map(|at| (l, at))) {
            Ok(listening) => listening,
            Err(error) => panic!("nothing can listen on 127.0.0.1 for the answer: {error}"),
        };
        event[member] = format!("http://{address}/answer?X-Amz-Expires=7200").into();
        let received = Arc::new(Mutex::new(None));
        let slot = Arc::clone(&received);
        let app = Router::new().fallback(async move |method, headers, body| {
            let (status, body) = judge(&method, &headers, body);
            if let Some(body) = body {
                *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(body);
            }
            status
        });
        let server = tokio::spawn(async move { axum::serve(listener, app).await });
        Self { received, server: server.abort_handle() }
    }

    /// What was put last, if anything was.
    pub(super) fn close(self) -> Option<Bytes> {
        self.received.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl Drop for Mailbox {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// The address is signed for the method and for no content type.
///
/// (Amazon S3 user guide, "Download and upload objects with presigned URLs".)
fn judge(method: &Method, headers: &HeaderMap, body: Bytes) -> (StatusCode, Option<Bytes>) {
    match *method == Method::PUT && !headers.contains_key(CONTENT_TYPE) {
        true => (StatusCode::OK, Some(body)),
        false => (StatusCode::FORBIDDEN, None),
    }
}
