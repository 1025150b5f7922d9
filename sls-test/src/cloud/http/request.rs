//! A request as a client writes it.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, COOKIE, HeaderName, HeaderValue};
use http::{HeaderMap, Method};
use serde::Serialize;

use super::{HttpClient, HttpReply, target};
use crate::event::to_text;

/// A request that is sent by [`send`](Self::send).
///
/// # Example
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// use serde_json::{Value, json};
/// use sls_core::{App, Handler, Json};
/// use sls_test::Cloud;
///
/// async fn echo(Json(value): Json<Value>) -> Json<Value> {
///     Json(value)
/// }
///
/// let app = App::new().handler(Handler::new("echo").http("POST /echo", echo));
/// let cloud = Cloud::new(app).await;
/// let request = cloud.http().post("/echo").query("verbose", "yes").cookie("session", "7");
/// let reply = request.json(&json!({"a": 1})).send().await;
/// assert_eq!(reply.json::<Value>(), json!({"a": 1}));
/// # }
/// ```
#[derive(Debug)]
#[must_use = "nothing is sent until `send` is called and awaited"]
pub struct HttpRequest {
    client: HttpClient,
    method: Method,
    target: String,
    headers: HeaderMap,
    cookies: Vec<String>,
    body: Bytes,
    /// What the body is, unless a header says otherwise.
    body_type: Option<&'static str>,
}

impl HttpRequest {
    #[track_caller]
    pub(super) fn new(client: HttpClient, method: Method, path: &str) -> Self {
        assert!(path.starts_with('/'), "a path starts with `/`, and {path:?} does not");
        Self {
            client,
            method,
            target: target::encode(path),
            headers: HeaderMap::new(),
            cookies: Vec::new(),
            body: Bytes::new(),
            body_type: None,
        }
    }

    /// Adds a header; a name that is given twice is sent twice.
    ///
    /// # Panics
    /// If HTTP does not allow the name or the value.
    #[track_caller]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let Ok(header) = HeaderName::try_from(name) else {
            panic!("{name:?} cannot be the name of a header");
        };
        let Ok(value) = HeaderValue::from_bytes(value.as_bytes()) else {
            panic!("{value:?} cannot be the value of the header {name:?}");
        };
        self.headers.append(header, value);
        self
    }

    /// Adds a query parameter, form-encoded; a name that is given twice is sent twice.
    pub fn query(mut self, name: &str, value: &str) -> Self {
        let pair =
            form_urlencoded::Serializer::new(String::new()).append_pair(name, value).finish();
        self.target.push(if self.target.contains('?') { '&' } else { '?' });
        self.target.push_str(&pair);
        self
    }

    /// Adds a cookie; all of them travel in one header, as browsers do it.
    pub fn cookie(mut self, name: &str, value: &str) -> Self {
        self.cookies.push(format!("{name}={value}"));
        self
    }

    /// The JSON text of a value, as `application/json` unless a header says otherwise.
    ///
    /// # Panics
    /// If `value` has no JSON form.
    #[track_caller]
    pub fn json(mut self, value: &(impl Serialize + ?Sized)) -> Self {
        self.body_type = Some("application/json");
        self.body = to_text(value).into();
        self
    }

    /// A text, as `text/plain; charset=utf-8` unless a header says otherwise.
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.body_type = Some("text/plain; charset=utf-8");
        self.body = text.into().into();
        self
    }

    /// Form fields, as `application/x-www-form-urlencoded` unless a header says otherwise.
    pub fn form<N, V>(mut self, fields: impl IntoIterator<Item = (N, V)>) -> Self
    where
        N: AsRef<str>,
        V: AsRef<str>,
    {
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.body_type = Some("application/x-www-form-urlencoded");
        self.body = form.into();
        self
    }

    /// Any bytes; what they are is for a header to say.
    pub fn body(mut self, bytes: impl Into<Bytes>) -> Self {
        self.body_type = None;
        self.body = bytes.into();
        self
    }

    /// Sends the request through the front door and waits for what the client receives.
    ///
    /// # Panics
    /// If the path and the query do not make a valid request line.
    #[track_caller]
    pub fn send(self) -> impl Future<Output = HttpReply> + Send {
        let Self { client, method, target, mut headers, cookies, body, body_type } = self;
        if let (Some(body_type), false) = (body_type, headers.contains_key(CONTENT_TYPE)) {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(body_type));
        }
        if !cookies.is_empty() {
            let Ok(cookies) = HeaderValue::from_str(&cookies.join("; ")) else {
                panic!("{cookies:?} cannot be cookies");
            };
            headers.append(COOKIE, cookies);
        }
        let request = http::Request::builder().method(method).uri(&target).body(body);
        let mut request = match request {
            Ok(request) => request,
            Err(error) => panic!("{target:?} cannot be requested: {error}"),
        };
        *request.headers_mut() = headers;
        client.exchange(request)
    }
}
