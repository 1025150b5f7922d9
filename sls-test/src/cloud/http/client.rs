//! Somebody in front of a front door.

use std::sync::Arc;

use bytes::Bytes;
use http::Method;

use super::{HttpReply, HttpRequest};
use crate::cloud::Cloud;
use crate::event::to_bytes;
use crate::front_door::{FrontDoor, Setting};

/// A client that sends requests through one front door.
///
/// It keeps no cookies and follows no redirects, so that a test sees each reply.
///
/// # Example
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// use sls_core::{App, Handler};
/// use sls_test::Cloud;
/// use sls_test::front_door::FunctionUrl;
///
/// async fn hello() -> &'static str {
///     "hello"
/// }
///
/// let app = App::new().handler(Handler::new("hello").http("GET /hello", hello));
/// let client = Cloud::new(app).await.http().through(FunctionUrl::new());
/// assert_eq!(client.get("/hello").send().await.text(), "hello");
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct HttpClient {
    cloud: Cloud,
    door: Arc<dyn FrontDoor>,
}

impl HttpClient {
    pub(in crate::cloud) fn new(cloud: Cloud, door: impl FrontDoor + 'static) -> Self {
        Self { cloud, door: Arc::new(door) }
    }

    /// Default: an HTTP API with payload format 2.0. Uses another front door.
    #[must_use]
    pub fn through(self, door: impl FrontDoor + 'static) -> Self {
        Self { door: Arc::new(door), ..self }
    }

    /// A GET request.
    #[track_caller]
    pub fn get(&self, path: &str) -> HttpRequest {
        self.request(Method::GET, path)
    }

    /// A POST request.
    #[track_caller]
    pub fn post(&self, path: &str) -> HttpRequest {
        self.request(Method::POST, path)
    }

    /// A PUT request.
    #[track_caller]
    pub fn put(&self, path: &str) -> HttpRequest {
        self.request(Method::PUT, path)
    }

    /// A PATCH request.
    #[track_caller]
    pub fn patch(&self, path: &str) -> HttpRequest {
        self.request(Method::PATCH, path)
    }

    /// A DELETE request.
    #[track_caller]
    pub fn delete(&self, path: &str) -> HttpRequest {
        self.request(Method::DELETE, path)
    }

    /// A HEAD request.
    #[track_caller]
    pub fn head(&self, path: &str) -> HttpRequest {
        self.request(Method::HEAD, path)
    }

    /// An OPTIONS request.
    #[track_caller]
    pub fn options(&self, path: &str) -> HttpRequest {
        self.request(Method::OPTIONS, path)
    }

    /// A request with any method, for a path that may have a query.
    ///
    /// What a URL cannot hold is percent-encoded as a browser does it; a `#fragment` is not sent.
    ///
    /// # Panics
    /// If `path` does not start with `/`.
    #[track_caller]
    pub fn request(&self, method: Method, path: &str) -> HttpRequest {
        HttpRequest::new(self.clone(), method, path)
    }

    pub(super) async fn exchange(self, request: http::Request<Bytes>) -> HttpReply {
        let Self { cloud, door } = self;
        let origin = cloud.origin();
        let setting = Setting::new(&origin.ids, origin.now)
            .region(&origin.region)
            .account_id(&origin.account_id);
        let event = match door.event(&request, &setting) {
            Ok(event) => event,
            Err(refusal) => return HttpReply::refused(&request, refusal),
        };
        let finished = cloud.call(to_bytes(&event), cloud.context().build()).await;
        let response = door.response(&request, &finished.outcome(), &setting);
        HttpReply::answered(&request, response, event, finished)
    }
}
