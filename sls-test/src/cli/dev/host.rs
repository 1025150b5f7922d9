//! Who may be talked to: a page of another site must not reach the function.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::uri::Authority;
use http::{HeaderMap, StatusCode, Uri, header};

/// Refuses a request that names another host than this machine.
///
/// A site whose name resolves to 127.0.0.1 (DNS rebinding) can make a browser send requests here;
/// they carry that site's name.
pub(super) async fn check(request: Request, next: Next) -> Response {
    if is_local(request.uri(), request.headers()) {
        next.run(request).await
    } else {
        let message = "403: this server answers requests to 127.0.0.1, localhost and [::1] only; \
                       the request has another Host header\n";
        (StatusCode::FORBIDDEN, message).into_response()
    }
}

fn is_local(uri: &Uri, headers: &HeaderMap) -> bool {
    let mut hosts = headers.get_all(header::HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else { return false };
    let Some(host) = host.to_str().ok().and_then(|host| host.parse::<Authority>().ok()) else {
        return false;
    };
    // A request line that holds a whole URI counts for more than the header (RFC 9112, 3.2.2).
    is_local_name(&host) && uri.authority().is_none_or(is_local_name)
}

fn is_local_name(authority: &Authority) -> bool {
    let name = authority.host();
    let bare = !authority.as_str().contains('@');
    bare && (name == "127.0.0.1" || name == "[::1]" || name.eq_ignore_ascii_case("localhost"))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn accepts(uri: &str, host: &str) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, HeaderValue::from_str(host).unwrap());
        is_local(&uri.parse().unwrap(), &headers)
    }

    #[test]
    fn names_of_this_machine_are_accepted_with_any_port() {
        let names =
            ["127.0.0.1", "127.0.0.1:9000", "localhost:1", "LOCALHOST", "[::1]", "[::1]:80"];
        for name in names {
            assert!(accepts("/", name), "{name}");
        }
    }

    #[test]
    fn all_other_names_are_refused() {
        let names = [
            "example.com",
            "127.0.0.1.example.com",
            "localhost.example.com",
            "example.com:9000",
            "127.0.0.2",
            "0.0.0.0",
            "127.0.0.1@example.com",
            "example.com@127.0.0.1",
            "",
        ];
        for name in names {
            assert!(!accepts("/", name), "{name}");
        }
        assert!(!is_local(&"/".parse().unwrap(), &HeaderMap::new()));
    }

    #[test]
    fn a_whole_uri_is_checked_too() {
        assert!(accepts("http://localhost/x", "localhost"));
        assert!(!accepts("http://example.com/x", "localhost"));
    }
}
