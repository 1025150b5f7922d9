//! What every door asks of a request.

use std::net::{IpAddr, Ipv4Addr};

use bytes::Bytes;
use http::uri::Authority;
use http::{HeaderMap, Version, header};

/// The address a request comes from, for the extensions of a request.
///
/// Without it a request comes from `203.0.113.9`, an address reserved for documentation (RFC 5737).
///
/// # Example
/// ```
/// use std::net::IpAddr;
///
/// use sls_test::front_door::ClientAddress;
///
/// let address: IpAddr = [192, 0, 2, 7].into();
/// let mut request = http::Request::new(());
/// request.extensions_mut().insert(ClientAddress::from(address));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientAddress {
    address: IpAddr,
}

impl From<IpAddr> for ClientAddress {
    fn from(address: IpAddr) -> Self {
        Self { address }
    }
}

impl Default for ClientAddress {
    fn default() -> Self {
        Self { address: Ipv4Addr::new(203, 0, 113, 9).into() }
    }
}

/// A request, read the way a server reads it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Incoming<'a> {
    request: &'a http::Request<Bytes>,
}

impl<'a> Incoming<'a> {
    pub(super) fn new(request: &'a http::Request<Bytes>) -> Self {
        Self { request }
    }

    pub(super) fn method(&self) -> &'a str {
        self.request.method().as_str()
    }

    /// The path as it is on the wire; begins with a slash.
    pub(super) fn path(&self) -> &'a str {
        match self.request.uri().path() {
            path if path.starts_with('/') => path,
            _ => "/",
        }
    }

    /// The query as it is on the wire, empty if there is none.
    pub(super) fn query(&self) -> &'a str {
        self.request.uri().query().unwrap_or_default()
    }

    /// The length of the path and query on the wire.
    pub(super) fn target_len(&self) -> usize {
        self.request.uri().path_and_query().map_or(1, |target| target.as_str().len())
    }

    /// The host the client named, with its port.
    pub(super) fn host(&self) -> Option<String> {
        self.header(header::HOST).or_else(|| {
            self.request.uri().authority().map(|authority| authority.as_str().to_owned())
        })
    }

    /// The domain name the client used, or `own` if it named none.
    pub(super) fn domain(&self, own: &str) -> String {
        let authority = self.host().and_then(|host| host.parse::<Authority>().ok());
        authority.map_or_else(|| own.to_owned(), |authority| authority.host().to_owned())
    }

    pub(super) fn source_ip(&self) -> String {
        let sent_from = self.request.extensions().get::<ClientAddress>().copied();
        sent_from.unwrap_or_default().address.to_string()
    }

    pub(super) fn user_agent(&self) -> Option<String> {
        self.header(header::USER_AGENT)
    }

    pub(super) fn content_type(&self) -> Option<String> {
        self.header(header::CONTENT_TYPE)
    }

    /// The first value of a header.
    pub(super) fn header(&self, name: header::HeaderName) -> Option<String> {
        self.request.headers().get(name).map(|value| text(value.as_bytes()))
    }

    pub(super) fn headers(&self) -> &'a HeaderMap {
        self.request.headers()
    }

    pub(super) fn body(&self) -> &'a Bytes {
        self.request.body()
    }

    pub(super) fn protocol(&self) -> &'static str {
        match self.request.version() {
            Version::HTTP_09 => "HTTP/0.9",
            Version::HTTP_10 => "HTTP/1.0",
            Version::HTTP_2 => "HTTP/2.0",
            Version::HTTP_3 => "HTTP/3.0",
            _ => "HTTP/1.1",
        }
    }

    /// Whether the client asks for another protocol on this connection.
    pub(super) fn is_websocket_upgrade(&self) -> bool {
        self.header(header::UPGRADE).is_some_and(|value| value.eq_ignore_ascii_case("websocket"))
    }
}

/// Header bytes as text: UTF-8 if they are, otherwise one character per byte (ISO-8859-1).
pub(super) fn text(bytes: &[u8]) -> String {
    match str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().copied().map(char::from).collect(),
    }
}
