//! AWS's HTTP front doors: a request becomes an event, a function's result becomes a response.
//!
//! | door | type |
//! |---|---|
//! | API Gateway REST API, Lambda proxy integration | [`RestApi`] |
//! | API Gateway HTTP API, payload format 2.0 or 1.0 | [`HttpApi`] |
//! | Lambda function URL | [`FunctionUrl`] |
//! | Application Load Balancer with a Lambda target | [`Alb`] |
//! | VPC Lattice with a Lambda target, event structure 2.0 | [`VpcLattice`] |
//! | API Gateway WebSocket API | [`WebSocket`] |
//!
//! Each is a plain value that does no I/O: bytes in, bytes out, the time and the identifiers from
//! the [`Setting`]. Where AWS's behaviour is not on record, the type has a setting for it.
//!
//! # Example
//! ```
//! use serde_json::json;
//! use sls_test::front_door::HttpApi;
//!
//! let event = HttpApi::new()
//!     .route_key("GET /orders/{id}")
//!     .get("/orders/42?full=yes")
//!     .with("requestContext.authorizer.jwt.claims.sub", json!("u1"))
//!     .event();
//!
//! assert_eq!(event["pathParameters"]["id"], "42");
//! assert_eq!(event["queryStringParameters"]["full"], "yes");
//! ```

mod alb;
mod body;
mod door_methods;
mod function_url;
mod gateway_error;
mod headers;
mod http_api;
mod http_api_event;
mod http_api_reply;
mod incoming;
mod lattice;
mod limits;
mod overrides;
mod path;
mod payload_v1;
mod payload_v2;
mod proxy_reply;
mod query;
mod request_event;
mod rest;
mod rest_event;
mod rest_reply;
mod route;
mod setting;
mod stream_prelude;
mod websocket;
mod websocket_connection;

use std::fmt::Debug;

use bytes::Bytes;

pub use self::alb::Alb;
pub use self::function_url::FunctionUrl;
pub use self::gateway_error::GatewayError;
pub use self::headers::HeaderCasing;
pub use self::http_api::HttpApi;
pub use self::incoming::ClientAddress;
pub use self::lattice::VpcLattice;
pub use self::path::RawPath;
pub use self::request_event::RequestEvent;
pub use self::rest::RestApi;
pub use self::setting::Setting;
pub use self::websocket::WebSocket;
pub use self::websocket_connection::{Connection, Frame};

/// A service of AWS that turns HTTP requests into invocations.
///
/// # Example
/// ```
/// use std::time::SystemTime;
///
/// use bytes::Bytes;
/// use sls_test::Ids;
/// use sls_test::front_door::{FrontDoor, FunctionUrl, Outcome, Setting};
///
/// let door = FunctionUrl::new();
/// let ids = Ids::default();
/// let setting = Setting::new(&ids, SystemTime::UNIX_EPOCH);
/// let request = http::Request::get("/hello").body(Bytes::new())?;
///
/// let event = door.event(&request, &setting).map_err(|refused| refused.status().to_string())?;
/// assert_eq!(event["rawPath"], "/hello");
///
/// let response = door.response(&request, &Outcome::json(r#""hi""#), &setting);
/// assert_eq!(response.body(), "hi");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait FrontDoor: Debug + Send + Sync {
    /// The event the function receives for this request.
    ///
    /// # Errors
    /// The response of a door that answers by itself: no such route, a body that is too large.
    #[expect(clippy::result_large_err, reason = "the refusal is the client's response, as it is")]
    fn event(
        &self,
        request: &http::Request<Bytes>,
        setting: &Setting<'_>,
    ) -> Result<serde_json::Value, http::Response<Bytes>>;

    /// What the client receives for what the function did.
    fn response(
        &self,
        request: &http::Request<Bytes>,
        outcome: &Outcome,
        setting: &Setting<'_>,
    ) -> http::Response<Bytes>;
}

/// How an invocation ended, as a front door sees it.
///
/// # Example
/// ```
/// use sls_test::front_door::{FunctionUrl, Outcome};
///
/// let request = FunctionUrl::new().get("/");
/// assert_eq!(request.response(&Outcome::json(r#"{"statusCode":201}"#)).status(), 201);
/// assert_eq!(request.response(&Outcome::FunctionError).status(), 502);
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Outcome {
    /// The function answered.
    Reply {
        /// The `Content-Type` the function posted its result with.
        content_type: String,
        /// The whole result, of a stream with metadata prelude and delimiter.
        bytes: Bytes,
        /// Whether the function streamed it.
        streaming: bool,
    },
    /// The function failed, or its process ended.
    FunctionError,
    /// The function ran into its own timeout.
    TimedOut,
    /// The door stopped waiting while the function still ran (integration timeout).
    IntegrationTimedOut,
    /// Lambda refused the invocation for want of concurrency.
    Throttled,
}

impl Outcome {
    /// A buffered result, as most functions return it.
    #[must_use]
    pub fn json(bytes: impl Into<Bytes>) -> Self {
        Self::Reply {
            content_type: "application/json".to_owned(),
            bytes: bytes.into(),
            streaming: false,
        }
    }

    /// A streamed result that begins with the metadata prelude and its eight NUL bytes.
    #[must_use]
    pub fn stream(bytes: impl Into<Bytes>) -> Self {
        Self::Reply {
            content_type: stream_prelude::CONTENT_TYPE.to_owned(),
            bytes: bytes.into(),
            streaming: true,
        }
    }

    /// The content type and bytes of a reply, or the error a door answers with.
    fn reply(&self) -> Result<(&str, &Bytes), GatewayError> {
        match self {
            Self::Reply { content_type, bytes, .. } => Ok((content_type, bytes)),
            Self::FunctionError | Self::TimedOut => Err(GatewayError::FunctionFailed),
            Self::IntegrationTimedOut => Err(GatewayError::TimedOut),
            Self::Throttled => Err(GatewayError::Throttled),
        }
    }
}
