//! An open WebSocket connection: messages to the function, frames to the client, the end.

use bytes::Bytes;
use serde_json::{Value, json};

use super::Outcome;
use super::incoming::Incoming;
use super::proxy_reply::Fields;
use super::setting::Setting;
use super::websocket::WebSocket;

/// A client that is connected to a [`WebSocket`] API.
///
/// # Example
/// ```
/// use sls_test::front_door::{Connection, WebSocket};
///
/// let connected = WebSocket::new().connect("/").event();
/// let connection = Connection::opened_by(&connected).ok_or("not a $connect event")?;
/// assert_eq!(connected["requestContext"]["connectionId"], connection.id());
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connection {
    id: String,
    connected_at: u64,
    domain: String,
    identity: Value,
}

/// What goes over an open connection; a message is one frame here.
///
/// # Example
/// ```
/// use sls_test::front_door::Frame;
///
/// assert_eq!(Frame::from("hi"), Frame::Text("hi".to_owned()));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Frame {
    /// Bytes; API Gateway closes connections that send them.
    Binary(Bytes),
    /// The end of the connection.
    Close {
        /// The status code of RFC 6455, section 7.4.
        code: u16,
        /// The reason in words, may be empty.
        reason: String,
    },
    /// Text.
    Text(String),
}

/// Where in the life of a connection an event belongs.
#[derive(Debug)]
pub(super) enum Phase<'a> {
    Connect,
    Disconnect { code: u16, reason: &'a str },
    Message,
}

impl Connection {
    /// The connection that a `$connect` event is about; `None` for another event.
    #[must_use]
    pub fn opened_by(event: &Value) -> Option<Self> {
        let context = event.get("requestContext")?;
        (context["eventType"] == "CONNECT").then_some(())?;
        Some(Self {
            id: context["connectionId"].as_str()?.to_owned(),
            connected_at: context["connectedAt"].as_u64()?,
            domain: context["domainName"].as_str()?.to_owned(),
            identity: context["identity"].clone(),
        })
    }

    pub(super) fn new(incoming: &Incoming<'_>, own_domain: &str, setting: &Setting<'_>) -> Self {
        let mut identity = json!({ "sourceIp": incoming.source_ip() });
        if let Some(user_agent) = incoming.user_agent() {
            identity["userAgent"] = user_agent.into();
        }
        Self {
            id: setting.extended_request_id(),
            connected_at: setting.epoch_millis(),
            domain: incoming.domain(own_domain),
            identity,
        }
    }

    /// What `requestContext.connectionId` says.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    pub(super) fn request_context(
        &self,
        api: &WebSocket,
        route_key: &str,
        phase: &Phase<'_>,
        setting: &Setting<'_>,
    ) -> Value {
        let request_id = setting.extended_request_id();
        let mut context = json!({
            "apiId": api.api_id,
            "connectedAt": self.connected_at,
            "connectionId": self.id,
            "domainName": self.domain,
            "extendedRequestId": request_id,
            "identity": self.identity,
            "messageDirection": "IN",
            "requestId": request_id,
            "requestTime": setting.log_time(),
            "requestTimeEpoch": setting.epoch_millis(),
            "routeKey": route_key,
            "stage": api.stage,
        });
        match phase {
            Phase::Connect => context["eventType"] = "CONNECT".into(),
            Phase::Disconnect { code, reason } => {
                context["eventType"] = "DISCONNECT".into();
                context["disconnectStatusCode"] = (*code).into();
                context["disconnectReason"] = (*reason).into();
            }
            Phase::Message => {
                context["eventType"] = "MESSAGE".into();
                context["messageId"] = setting.extended_request_id().into();
            }
        }
        context
    }
}

impl WebSocket {
    /// The event of a message.
    ///
    /// # Errors
    /// The frame that the client receives instead: a close frame (1003 for bytes, 1009 for more
    /// than 128 KB), or an error where no route takes the message.
    pub fn message(
        &self,
        connection: &Connection,
        message: impl Into<Frame>,
        setting: &Setting<'_>,
    ) -> Result<Value, Frame> {
        let text = match message.into() {
            Frame::Text(text) if text.len() > MAX_MESSAGE => return Err(Frame::close(1009)),
            Frame::Text(text) => text,
            Frame::Binary(_) => return Err(Frame::close(1003)),
            close @ Frame::Close { .. } => return Err(close),
        };
        let Some(route_key) = self.select(&text) else {
            let request_id = setting.extended_request_id();
            return Err(error_frame("Forbidden", &connection.id, &request_id));
        };
        let context = connection.request_context(self, &route_key, &Phase::Message, setting);
        Ok(json!({ "requestContext": context, "body": text, "isBase64Encoded": false }))
    }

    /// The frame that a client receives for its message: none without a route response.
    #[must_use]
    pub fn reply(&self, message_event: &Value, outcome: &Outcome) -> Option<Frame> {
        let context = &message_event["requestContext"];
        let text = |field: &str| context[field].as_str().unwrap_or_default();
        let failed =
            || error_frame("Internal server error", text("connectionId"), text("requestId"));
        let Ok((_, result)) = outcome.reply() else { return Some(failed()) };
        if !self.has_route_response(text("routeKey")) {
            return None;
        }
        match Fields::read(result).and_then(|fields| Ok(fields.body()?.to_owned())) {
            Ok(body) if body.is_empty() => None,
            Ok(body) => Some(Frame::Text(body)),
            Err(_) => Some(failed()),
        }
    }

    /// The event of a connection that ended; 1001 is what the idle timeout gives.
    #[must_use]
    pub fn disconnect(
        &self,
        connection: &Connection,
        code: u16,
        reason: &str,
        setting: &Setting<'_>,
    ) -> Value {
        let phase = Phase::Disconnect { code, reason };
        let context = connection.request_context(self, "$disconnect", &phase, setting);
        let host = &connection.domain;
        json!({
            "headers": { "Host": host, "x-api-key": "", "X-Forwarded-For": "", "x-restapi": "" },
            "multiValueHeaders": {
                "Host": [host], "x-api-key": [""], "X-Forwarded-For": [""], "x-restapi": [""],
            },
            "requestContext": context,
            "isBase64Encoded": false,
        })
    }

    /// The route a message names if there is such, else `$default`.
    fn select(&self, text: &str) -> Option<String> {
        let message: Option<Value> = serde_json::from_str(text).ok();
        let named = message.as_ref().and_then(|message| message.pointer(&self.selection)?.as_str());
        let named = named.filter(|key| !key.starts_with('$') && self.has_route(key));
        let key = named.or_else(|| self.has_route("$default").then_some("$default"));
        key.map(str::to_owned)
    }
}

impl Frame {
    fn close(code: u16) -> Self {
        Self::Close { code, reason: String::new() }
    }
}

impl From<&str> for Frame {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Frame {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

/// What API Gateway sends over the connection when it answers itself.
fn error_frame(message: &str, connection_id: &str, request_id: &str) -> Frame {
    let [message, connection_id, request_id] =
        [message, connection_id, request_id].map(|text| Value::from(text).to_string());
    Frame::Text(format!(
        r#"{{"message":{message},"connectionId":{connection_id},"requestId":{request_id}}}"#
    ))
}

/// The largest message in bytes.
const MAX_MESSAGE: usize = 128 * 1024;
