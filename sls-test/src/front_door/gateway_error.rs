//! What a front door answers when the answer is not the function's.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::{HeaderValue, Method, StatusCode, header};

/// Why a front door answers by itself.
///
/// Each door has AWS's answer for each of these; its `gateway_response` method changes one, as
/// API Gateway's *gateway responses* do, or where AWS turns out to say something else.
///
/// # Example
/// ```
/// use sls_test::front_door::{GatewayError, Outcome, RestApi};
///
/// let door = RestApi::new().gateway_response(GatewayError::Throttled, 503, r#"{"busy":true}"#);
/// let response = door.get("/").response(&Outcome::Throttled);
/// assert_eq!(response.status(), 503);
/// assert_eq!(response.body(), r#"{"busy":true}"#);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum GatewayError {
    /// The request cannot be understood.
    BadRequest,
    /// The function failed, ran into its timeout, or returned what the door does not accept.
    FunctionFailed,
    /// The header section is larger than the door allows.
    HeadersTooLarge,
    /// A custom domain name has no mapping for this path.
    NoMapping,
    /// No route takes this method and path.
    NoRoute,
    /// The body or the event is larger than the door or Lambda allows.
    PayloadTooLarge,
    /// Lambda refused the invocation for want of concurrency.
    Throttled,
    /// The function did not answer within the door's integration timeout.
    TimedOut,
    /// The function said `isBase64Encoded` of a body that is not.
    Undecodable,
    /// The request target is longer than the door allows.
    UriTooLong,
}

/// A door's answers: AWS's, and those the user changed.
#[derive(Clone, Debug)]
pub(super) struct Answers {
    standard: fn(GatewayError) -> Answer,
    changed: BTreeMap<GatewayError, (StatusCode, Bytes)>,
}

/// One answer of AWS: status, `x-amzn-ErrorType` (empty for none), content type and body.
pub(super) type Answer = (u16, &'static str, &'static str, &'static str);

impl Answers {
    pub(super) fn new(standard: fn(GatewayError) -> Answer) -> Self {
        Self { standard, changed: BTreeMap::new() }
    }

    /// Answers `error` with this status and body from now on.
    ///
    /// # Panics
    /// If `status` is no HTTP status.
    #[track_caller]
    pub(super) fn change(&mut self, error: GatewayError, status: u16, body: Bytes) {
        let Ok(status) = StatusCode::from_u16(status) else {
            panic!("{status} is no HTTP status; a gateway response has one from 100 to 999");
        };
        self.changed.insert(error, (status, body));
    }

    /// The answer to a request with this method; one to `HEAD` has no body.
    pub(super) fn response(&self, error: GatewayError, method: &Method) -> http::Response<Bytes> {
        let (status, error_type, content_type, body) = (self.standard)(error);
        let standard =
            (StatusCode::from_u16(status).unwrap_or_default(), Bytes::from_static(body.as_bytes()));
        let (status, body) = self.changed.get(&error).cloned().unwrap_or(standard);
        let length = body.len();
        let body = if method == Method::HEAD { Bytes::new() } else { body };
        let mut response = http::Response::new(body);
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_LENGTH, length.into());
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
        if !error_type.is_empty() {
            headers.insert("x-amzn-errortype", HeaderValue::from_static(error_type));
        }
        response
    }
}

/// REST APIs (API Gateway, "Gateway responses"): errors of the integration have a space.
pub(super) fn rest(error: GatewayError) -> Answer {
    use GatewayError as E;
    match error {
        E::BadRequest => (400, "BadRequestException", JSON, r#"{"message":"Bad Request"}"#),
        E::FunctionFailed => {
            (502, "InternalServerErrorException", JSON, r#"{"message": "Internal server error"}"#)
        }
        E::HeadersTooLarge => (431, "", JSON, r#"{"message":"Request Header Fields Too Large"}"#),
        E::NoMapping => (403, "ForbiddenException", JSON, r#"{"message":"Forbidden"}"#),
        E::NoRoute => (
            403,
            "MissingAuthenticationTokenException",
            JSON,
            r#"{"message":"Missing Authentication Token"}"#,
        ),
        E::PayloadTooLarge => {
            (413, "RequestTooLargeException", JSON, r#"{"message":"Request Too Long"}"#)
        }
        E::Throttled => {
            (429, "TooManyRequestsException", JSON, r#"{"message":"Too Many Requests"}"#)
        }
        E::TimedOut => (
            504,
            "InternalServerErrorException",
            JSON,
            r#"{"message": "Endpoint request timed out"}"#,
        ),
        E::Undecodable => {
            (500, "InternalServerErrorException", JSON, r#"{"message": "Internal server error"}"#)
        }
        E::UriTooLong => (414, "", JSON, r#"{"message":"Request-URI Too Long"}"#),
    }
}

/// HTTP APIs: no space, and a broken function is 500.
pub(super) fn http_api(error: GatewayError) -> Answer {
    use GatewayError as E;
    match error {
        E::BadRequest => (400, "", JSON, r#"{"message":"Bad Request"}"#),
        E::FunctionFailed | E::Undecodable => {
            (500, "", JSON, r#"{"message":"Internal Server Error"}"#)
        }
        E::HeadersTooLarge => (431, "", JSON, r#"{"message":"Request Header Fields Too Large"}"#),
        E::NoMapping | E::NoRoute => (404, "", JSON, r#"{"message":"Not Found"}"#),
        E::PayloadTooLarge => (413, "", JSON, r#"{"message":"Request Entity Too Large"}"#),
        E::Throttled => (429, "", JSON, r#"{"message":"Too Many Requests"}"#),
        E::TimedOut => (503, "", JSON, r#"{"message":"Service Unavailable"}"#),
        E::UriTooLong => (414, "", JSON, r#"{"message":"Request-URI Too Long"}"#),
    }
}

/// Function URLs: a broken function is 502 in plain text.
pub(super) fn function_url(error: GatewayError) -> Answer {
    use GatewayError as E;
    match error {
        E::BadRequest => (400, "", JSON, r#"{"Message":"Bad Request"}"#),
        E::FunctionFailed | E::Undecodable | E::TimedOut => {
            (502, "", PLAIN, "Internal Server Error")
        }
        E::HeadersTooLarge => (431, "", JSON, r#"{"Message":"Request Header Fields Too Large"}"#),
        E::NoMapping | E::NoRoute => (403, "AccessDeniedException", JSON, r#"{"Message":null}"#),
        E::PayloadTooLarge => {
            (413, "RequestTooLargeException", JSON, r#"{"Message":"Request Entity Too Large"}"#)
        }
        E::Throttled => (
            429,
            "TooManyRequestsException",
            JSON,
            r#"{"Reason":"ReservedFunctionConcurrentInvocationLimitExceeded","Type":"User","message":"Rate Exceeded."}"#,
        ),
        E::UriTooLong => (414, "", JSON, r#"{"Message":"Request-URI Too Long"}"#),
    }
}

/// The page a load balancer writes for a status line.
macro_rules! page {
    ($status:literal) => {
        concat!(
            "<html>\r\n<head><title>",
            $status,
            "</title></head>\r\n<body>\r\n<center><h1>",
            $status,
            "</h1></center>\r\n</body>\r\n</html>\r\n"
        )
    };
}

/// Load balancers: pages in HTML, 502 for everything that goes wrong behind them.
pub(super) fn load_balancer(error: GatewayError) -> Answer {
    use GatewayError as E;
    match error {
        E::BadRequest => (400, "", HTML, page!("400 Bad Request")),
        E::FunctionFailed | E::Throttled | E::TimedOut | E::Undecodable => {
            (502, "", HTML, page!("502 Bad Gateway"))
        }
        E::HeadersTooLarge => (431, "", HTML, page!("431 Request Header Fields Too Large")),
        E::NoMapping | E::NoRoute => (404, "", HTML, page!("404 Not Found")),
        E::PayloadTooLarge => (413, "", HTML, page!("413 Request Entity Too Large")),
        E::UriTooLong => (414, "", HTML, page!("414 Request-URI Too Large")),
    }
}

/// VPC Lattice: plain text; the texts are not on record.
pub(super) fn lattice(error: GatewayError) -> Answer {
    use GatewayError as E;
    match error {
        E::BadRequest => (400, "", PLAIN, "Bad Request"),
        E::FunctionFailed | E::Throttled | E::TimedOut | E::Undecodable => {
            (502, "", PLAIN, "Bad Gateway")
        }
        E::HeadersTooLarge => (431, "", PLAIN, "Request Header Fields Too Large"),
        E::NoMapping | E::NoRoute => (404, "", PLAIN, "Not Found"),
        E::PayloadTooLarge => (413, "", PLAIN, "Payload Too Large"),
        E::UriTooLong => (414, "", PLAIN, "URI Too Long"),
    }
}

/// WebSocket APIs, for an upgrade that is refused.
pub(super) fn websocket(error: GatewayError) -> Answer {
    use GatewayError as E;
    match error {
        E::FunctionFailed | E::Undecodable => {
            (502, "", JSON, r#"{"message": "Internal server error"}"#)
        }
        other => rest(other),
    }
}

const HTML: &str = "text/html";
const JSON: &str = "application/json";
const PLAIN: &str = "text/plain";
