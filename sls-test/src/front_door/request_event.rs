//! Building the event of a request without a server, a client or JSON written by hand.

use std::net::IpAddr;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use form_urlencoded::Serializer;
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::overrides::{Override, Place};
use super::setting::{DEFAULT_ACCOUNT, DEFAULT_REGION};
use super::{ClientAddress, FrontDoor, HeaderCasing, Outcome, Setting};
use crate::Ids;

/// A request at a front door, on its way to become an event.
///
/// Begun by a door's `get`, `post` and so on. The event is what AWS would make of the request, with
/// fresh identifiers, and every part of it can be overridden. Methods panic on what no client could
/// send.
///
/// # Example
/// ```
/// use serde_json::json;
/// use sls_test::front_door::RestApi;
///
/// let event = RestApi::new()
///     .post("/orders")
///     .query("dry run", "yes")
///     .header("X-Tenant", "acme")
///     .json(&json!({ "sku": "A1" }))
///     .with("requestContext.authorizer.principalId", json!("user-7"))
///     .event();
///
/// assert_eq!(event["body"], r#"{"sku":"A1"}"#);
/// assert_eq!(event["headers"]["X-Tenant"], "acme");
/// assert_eq!(event["queryStringParameters"]["dry run"], "yes");
/// assert_eq!(event["requestContext"]["authorizer"]["principalId"], "user-7");
/// ```
#[derive(Clone, Debug)]
#[must_use = "a request does nothing until its event is taken"]
pub struct RequestEvent<D> {
    door: D,
    method: String,
    target: String,
    query: Vec<(String, String)>,
    headers: Vec<(String, Vec<u8>)>,
    body: Bytes,
    client: Option<IpAddr>,
    overrides: Vec<Override>,
    ids: Ids,
    now: SystemTime,
    region: String,
    account_id: String,
}

impl<D: FrontDoor> RequestEvent<D> {
    /// A request to this door.
    ///
    /// `target` is a path with or without a query, or a whole URI. What may not stand in a URI is percent-encoded, as a browser would; `%` is left as it is.
    pub fn new(door: D, method: &str, target: &str) -> Self {
        Self {
            door,
            method: method.to_owned(),
            target: utf8_percent_encode(target, NOT_IN_URI).to_string(),
            query: Vec::new(),
            headers: Vec::new(),
            body: Bytes::new(),
            client: None,
            overrides: Vec::new(),
            ids: Ids::default(),
            now: SystemTime::UNIX_EPOCH + START_OF_2026,
            region: DEFAULT_REGION.to_owned(),
            account_id: DEFAULT_ACCOUNT.to_owned(),
        }
    }

    /// Default none; adds a header line, keeping the spelling of its name.
    pub fn header(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        self.headers.push((name.to_owned(), value.as_ref().to_owned()));
        self
    }

    /// Default none; adds a query parameter, encoded as a form would.
    pub fn query(mut self, name: &str, value: &str) -> Self {
        self.query.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Default empty; the body, without a content type.
    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self
    }

    /// Default empty; a body of type `text/plain` unless a content type was set before.
    pub fn text(self, text: impl Into<String>) -> Self {
        self.or_content_type("text/plain; charset=utf-8").body(text.into())
    }

    /// Default empty; a JSON body, of type `application/json` unless a type was set before.
    ///
    /// # Panics
    /// If the value has no JSON form.
    #[track_caller]
    pub fn json<T: Serialize + ?Sized>(self, value: &T) -> Self {
        match serde_json::to_vec(value) {
            Ok(json) => self.or_content_type("application/json").body(json),
            Err(error) => panic!("the request body has no JSON form: {error}"),
        }
    }

    /// Default empty; a form, of type `application/x-www-form-urlencoded`.
    pub fn form<N: AsRef<str>, V: AsRef<str>>(
        self,
        fields: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        let form = Serializer::new(String::new()).extend_pairs(fields).finish();
        self.or_content_type("application/x-www-form-urlencoded").body(form)
    }

    /// Default `203.0.113.9`; the client's address.
    pub fn source_ip(mut self, address: impl Into<IpAddr>) -> Self {
        self.client = Some(address.into());
        self
    }

    /// Default the start of 2026; the time of the request.
    pub fn at(mut self, now: SystemTime) -> Self {
        self.now = now;
        self
    }

    /// Default a source of its own; where identifiers come from.
    pub fn ids(mut self, ids: &Ids) -> Self {
        self.ids = ids.clone();
        self
    }

    /// Default `eu-west-1`; the door's region.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = region.into();
        self
    }

    /// Default `111122223333`; the door's account.
    pub fn account_id(mut self, account_id: impl Into<String>) -> Self {
        self.account_id = account_id.into();
        self
    }

    /// Sets a value in the event: at `requestContext.stage`, or the JSON pointer `/headers/x.y`.
    ///
    /// Objects on the way are made. Overrides apply in the order given.
    pub fn with(mut self, path: &str, value: impl Into<Value>) -> Self {
        self.overrides.push(Override::Set(Place::new(path), value.into()));
        self
    }

    /// Takes a value out of the event; `path` as for [`with`](Self::with).
    pub fn without(mut self, path: &str) -> Self {
        self.overrides.push(Override::Remove(Place::new(path)));
        self
    }

    /// The event.
    ///
    /// # Panics
    /// If the door refuses the request. [`try_event`](Self::try_event) returns the refusal.
    #[must_use]
    #[track_caller]
    pub fn event(&self) -> Value {
        match self.try_event() {
            Ok(event) => event,
            Err(refusal) => panic!(
                "the front door refuses {} {} with {}: {}",
                self.method,
                self.target,
                refusal.status(),
                String::from_utf8_lossy(refusal.body())
            ),
        }
    }

    /// The event as the bytes a function receives.
    ///
    /// # Panics
    /// As [`event`](Self::event).
    #[must_use]
    #[track_caller]
    pub fn payload(&self) -> Bytes {
        self.event().to_string().into()
    }

    /// The event as a type of your own or of another crate.
    ///
    /// # Panics
    /// As [`event`](Self::event), and if the type does not take the event.
    #[must_use]
    #[track_caller]
    pub fn event_as<T: DeserializeOwned>(&self) -> T {
        let event = self.event();
        match serde_json::from_value(event.clone()) {
            Ok(typed) => typed,
            Err(error) => {
                panic!(
                    "{} does not take this event: {error}\n{event:#}",
                    std::any::type_name::<T>()
                )
            }
        }
    }

    /// The event, or the response of a door that refuses the request.
    ///
    /// # Errors
    /// What the client receives without the function being invoked.
    #[expect(clippy::result_large_err, reason = "the refusal is the client's response, as it is")]
    #[track_caller]
    pub fn try_event(&self) -> Result<Value, http::Response<Bytes>> {
        let mut event = self.door.event(&self.request(), &self.setting())?;
        for change in &self.overrides {
            change.apply(&mut event);
        }
        Ok(event)
    }

    /// What the client receives if the invocation ends so.
    #[must_use]
    #[track_caller]
    pub fn response(&self, outcome: &Outcome) -> http::Response<Bytes> {
        self.door.response(&self.request(), outcome, &self.setting())
    }

    /// The request as a client sends it.
    ///
    /// # Panics
    /// If the method, target or a header is not valid HTTP.
    #[must_use]
    #[track_caller]
    pub fn request(&self) -> http::Request<Bytes> {
        assert!(
            self.target.starts_with('/') || self.target.contains("://"),
            "the target `{}` has to begin with a slash, or be a whole URI",
            self.target
        );
        let mut target = self.target.clone();
        if !self.query.is_empty() {
            target.push(if target.contains('?') { '&' } else { '?' });
            let query = Serializer::new(String::new()).extend_pairs(&self.query).finish();
            target.push_str(&query);
        }
        let request = http::Request::builder().method(self.method.as_str()).uri(&target);
        let mut request = match request.body(self.body.clone()) {
            Ok(request) => request,
            Err(error) => panic!("{} {target} is no request: {error}", self.method),
        };
        for (name, value) in &self.headers {
            let header = HeaderName::from_bytes(name.as_bytes());
            let (Ok(header), Ok(value)) = (header, HeaderValue::from_bytes(value)) else {
                panic!("header `{name}` has a name or a value that HTTP does not allow");
            };
            request.headers_mut().append(header, value);
        }
        let names = self.headers.iter().map(|(name, _)| name.as_str());
        request.extensions_mut().insert(HeaderCasing::of(names));
        if let Some(client) = self.client {
            request.extensions_mut().insert(ClientAddress::from(client));
        }
        request
    }

    fn or_content_type(self, content_type: &str) -> Self {
        let name = CONTENT_TYPE.as_str();
        if self.headers.iter().any(|(other, _)| other.eq_ignore_ascii_case(name)) {
            self
        } else {
            self.header("Content-Type", content_type)
        }
    }

    fn setting(&self) -> Setting<'_> {
        Setting::new(&self.ids, self.now).region(&self.region).account_id(&self.account_id)
    }
}

/// 1 January 2026, 00:00 UTC.
const START_OF_2026: Duration = Duration::from_secs(1_767_225_600);

/// What a browser encodes when a person types it into an address.
const NOT_IN_URI: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');
