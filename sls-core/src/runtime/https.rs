//! Puts a text to an address over HTTPS, for functions that have no client of their own.

use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper::{Request, StatusCode};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

use crate::error::Error;

/// How often a text is sent at most, to an address that takes it more than once.
const ATTEMPTS: u32 = 3;

/// The time to the second attempt; to the third it is twice as long.
const PAUSE: Duration = Duration::from_millis(100);

type HttpsClient = Client<HttpsConnector<HttpConnector>, Full<Bytes>>;

/// Puts a text to a pre-signed address, and again if that fails.
///
/// The connection is a new one: none outlives the freeze in between.
pub(crate) async fn put(url: String, body: String) -> Result<(), Error> {
    put_with_pause(&url, body, PAUSE).await
}

async fn put_with_pause(url: &str, body: String, pause: Duration) -> Result<(), Error> {
    let client = client()?;
    let body = Bytes::from(body);
    let mut attempt = 1;
    loop {
        match send(&client, url, body.clone()).await {
            Err(error) if attempt < ATTEMPTS => {
                tracing::warn!(error = %error.as_std(), attempt, "an answer is sent again");
                tokio::time::sleep(pause * attempt).await;
                attempt += 1;
            }
            result => return result,
        }
    }
}

/// Hyper adds the length of the body, and no type: the address is signed without one.
async fn send(client: &HttpsClient, url: &str, body: Bytes) -> Result<(), Error> {
    let request = Request::put(url).body(Full::from(body))?;
    match client.request(request).await?.status() {
        status if status.is_success() => Ok(()),
        status => Err(refused(status)),
    }
}

#[cold]
fn refused(status: StatusCode) -> Error {
    Error::msg(format!("its receiver answered with the status {status}"))
}

/// Certificates are checked against Mozilla's list, which is part of the binary.
fn client() -> Result<HttpsClient, Error> {
    // Named, because the process may have another one for its AWS SDK.
    let provider = rustls::crypto::ring::default_provider();
    let connector = HttpsConnectorBuilder::new()
        .with_provider_and_webpki_roots(provider)?
        // Without TLS only local stand-ins for the service are reached.
        .https_or_http()
        .enable_http1()
        .build();
    Ok(Client::builder(TokioExecutor::new()).pool_max_idle_per_host(0).build(connector))
}

#[cfg(test)]
mod tests {
    use tokio::net::{TcpListener, TcpStream};

    use super::*;

    const OK: &str = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";
    const DENIED: &str = "HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n";

    /// Takes one request per response, and tells what they were.
    async fn server(
        responses: Vec<&'static str>,
    ) -> (String, tokio::task::JoinHandle<Vec<String>>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/answer?Signature=secret", listener.local_addr().unwrap());
        let serving = tokio::spawn(async move {
            let mut requests = Vec::new();
            for response in responses {
                let (stream, _) = listener.accept().await.unwrap();
                requests.push(serve(&stream, response).await);
            }
            requests
        });
        (url, serving)
    }

    async fn serve(stream: &TcpStream, response: &str) -> String {
        let mut request = String::new();
        while !request.ends_with('}') {
            stream.readable().await.unwrap();
            let mut buffer = [0; 1024];
            if let Ok(read) = stream.try_read(&mut buffer) {
                request.push_str(std::str::from_utf8(&buffer[..read]).unwrap());
            }
        }
        stream.writable().await.unwrap();
        assert_eq!(stream.try_write(response.as_bytes()).unwrap(), response.len());
        request
    }

    async fn sent(url: &str) -> Result<(), String> {
        let body = r#"{"Status":"SUCCESS"}"#.to_owned();
        let put = put_with_pause(url, body, Duration::ZERO);
        put.await.map_err(|error| format!("{error:?}"))
    }

    #[tokio::test]
    async fn puts_the_body_with_its_length_and_no_type() {
        let (url, serving) = server(vec![OK]).await;
        sent(&url).await.unwrap();
        let request = serving.await.unwrap().remove(0);
        let head = request.to_ascii_lowercase();
        assert!(request.starts_with("PUT /answer?Signature=secret HTTP/1.1\r\n"), "{request}");
        assert!(head.contains("\r\ncontent-length: 20\r\n"), "{request}");
        assert!(!head.contains("content-type"), "{request}");
        assert!(!head.contains("transfer-encoding"), "{request}");
        assert!(request.ends_with("\r\n\r\n{\"Status\":\"SUCCESS\"}"), "{request}");
    }

    #[tokio::test]
    async fn sends_it_again_until_it_is_taken() {
        let (url, serving) = server(vec![DENIED, DENIED, OK]).await;
        sent(&url).await.unwrap();
        assert_eq!(serving.await.unwrap().len(), 3);
    }

    #[tokio::test]
    async fn gives_up_after_some_attempts_without_telling_the_address() {
        let (url, serving) = server(vec![DENIED; 3]).await;
        let error = sent(&url).await.unwrap_err();
        assert_eq!(error, "its receiver answered with the status 403 Forbidden");
        assert_eq!(serving.await.unwrap().len(), 3);
    }

    #[tokio::test]
    async fn reaches_nobody_who_does_not_speak_tls() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("https://{}/answer?Signature=secret", listener.local_addr().unwrap());
        drop(listener);
        let error = sent(&url).await.unwrap_err();
        assert!(!error.contains("secret"), "{error}");
    }
}
