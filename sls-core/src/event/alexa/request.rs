//! A request to a skill as an argument.

use std::fmt;
use std::time::SystemTime;

use bytes::Bytes;
use bytestring::ByteString;
use serde::de::DeserializeOwned;

use crate::event::alexa::slots::{self, Slot};
use crate::event::alexa::wire;
use crate::event::part;
use crate::event::shared::{share, share_bytes, share_optional};
use crate::extract::{FromInput, Input, Location, Rejection};

/// A request to a skill: what is asked for, in which session, by whom and from where.
///
/// Take [`Slots`](crate::event::alexa::Slots) where only those matter. The payload, which
/// [`Json`](crate::Json) decodes, is the event's member `request`.
///
/// # Example
/// ```
/// use serde::{Deserialize, Serialize};
/// use sls_core::event::alexa::{Request, Response, Skill};
/// use sls_core::{App, Error, Handler};
///
/// #[derive(Default, Deserialize, Serialize)]
/// struct Game { #[serde(default)] turns: u32 }
///
/// async fn play(request: Request) -> Result<Response, Error> {
///     let mut game: Game = request.attributes()?;
///     game.turns += 1;
///     let speech = format!("This is turn {}.", game.turns);
///     Ok(Response::new().speech(speech).reprompt("Go on?").attributes(&game)?)
/// }
///
/// let skill = Skill::new("amzn1.ask.skill.0001");
/// let app = App::new().handler(Handler::new("play").on(skill, play));
/// # assert!(app.into_service().is_ok());
/// ```
#[derive(Clone)]
pub struct Request {
    kind: ByteString,
    request_id: ByteString,
    timestamp: Option<SystemTime>,
    locale: Option<ByteString>,
    dialog_state: Option<ByteString>,
    reason: Option<ByteString>,
    intent: Option<Intent>,
    session: Option<Session>,
    context: Option<Bytes>,
    user_id: Option<ByteString>,
    access_token: Option<ByteString>,
    device_id: Option<ByteString>,
    interfaces: Vec<String>,
    api_endpoint: Option<ByteString>,
    api_access_token: Option<ByteString>,
}

#[derive(Clone)]
struct Intent {
    name: ByteString,
    confirmation_status: Option<ByteString>,
    slots: Vec<Slot>,
}

#[derive(Clone)]
struct Session {
    id: Option<ByteString>,
    is_new: bool,
    attributes: Option<Bytes>,
}

impl Request {
    /// The type, such as `LaunchRequest` or `IntentRequest`.
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// The id of the request.
    #[must_use]
    pub fn request_id(&self) -> &str {
        &self.request_id
    }

    /// When it was sent, to the second.
    #[must_use]
    pub fn timestamp(&self) -> Option<SystemTime> {
        self.timestamp
    }

    /// The person's language and country, such as `en-US`.
    #[must_use]
    pub fn locale(&self) -> Option<&str> {
        self.locale.as_deref()
    }

    /// The name of the intent, if the request has one.
    #[must_use]
    pub fn intent(&self) -> Option<&str> {
        self.intent.as_ref().map(|intent| &*intent.name)
    }

    /// Whether the person has confirmed the intent: `NONE`, `CONFIRMED` or `DENIED`.
    #[must_use]
    pub fn confirmation_status(&self) -> Option<&str> {
        self.intent.as_ref()?.confirmation_status.as_deref()
    }

    /// Where a dialog stands: `STARTED`, `IN_PROGRESS` or `COMPLETED`.
    #[must_use]
    pub fn dialog_state(&self) -> Option<&str> {
        self.dialog_state.as_deref()
    }

    /// Why the session ended: `USER_INITIATED`, `ERROR` or `EXCEEDED_MAX_REPROMPTS`.
    #[must_use]
    pub fn end_reason(&self) -> Option<&str> {
        self.reason.as_deref()
    }

    /// A slot of the intent by its name, which is case-sensitive.
    #[must_use]
    pub fn slot(&self, name: &str) -> Option<&Slot> {
        self.intent.as_ref()?.slots.iter().find(|slot| slot.name() == name)
    }

    /// The slots of the intent, as [`Slots`](crate::event::alexa::Slots) decodes them.
    ///
    /// # Errors
    /// The request has no intent, or its slots do not fit the type.
    pub fn slots<T: DeserializeOwned>(&self) -> Result<T, Rejection> {
        slots::decode(self.intent.as_ref().map(|intent| &*intent.slots))
    }

    /// The id of the session; requests of an audio player belong to none.
    #[must_use]
    pub fn session_id(&self) -> Option<&str> {
        self.session.as_ref()?.id.as_deref()
    }

    /// Whether the session begins with this request.
    #[must_use]
    pub fn is_new_session(&self) -> bool {
        self.session.as_ref().is_some_and(|session| session.is_new)
    }

    /// The session's attributes: what an earlier response of the session has set.
    ///
    /// Without any, the type is made from an empty object.
    ///
    /// # Errors
    /// The attributes do not fit the type.
    pub fn attributes<T: DeserializeOwned>(&self) -> Result<T, Rejection> {
        let attributes = self.session.as_ref().and_then(|session| session.attributes.as_ref());
        part::read(attributes.map_or("{}", text), Location::Event, "session.attributes")
    }

    /// The event's member `context`: the states of the device's interfaces.
    ///
    /// # Errors
    /// The context does not fit the type.
    pub fn context<T: DeserializeOwned>(&self) -> Result<T, Rejection> {
        part::read(self.context.as_ref().map_or("{}", text), Location::Event, "context")
    }

    /// The person, by an id of the skill's own.
    ///
    /// They get another one when they disable the skill and enable it again.
    #[must_use]
    pub fn user_id(&self) -> Option<&str> {
        self.user_id.as_deref()
    }

    /// The token for the person's account elsewhere, if they have linked it.
    #[must_use]
    pub fn access_token(&self) -> Option<&str> {
        self.access_token.as_deref()
    }

    /// The id of the device.
    #[must_use]
    pub fn device_id(&self) -> Option<&str> {
        self.device_id.as_deref()
    }

    /// Whether the device has an interface, such as `AudioPlayer` or `Alexa.Presentation.APL`.
    #[must_use]
    pub fn supports(&self, interface: &str) -> bool {
        self.interfaces.iter().any(|other| other == interface)
    }

    /// The address of the Alexa API for this person, such as `https://api.amazonalexa.com`.
    #[must_use]
    pub fn api_endpoint(&self) -> Option<&str> {
        self.api_endpoint.as_deref()
    }

    /// The token for the Alexa API.
    #[must_use]
    pub fn api_access_token(&self) -> Option<&str> {
        self.api_access_token.as_deref()
    }

    pub(super) fn shared(raw: &Bytes, event: &wire::Event<'_>) -> Self {
        let wire::Event { session, system, request, .. } = event;
        let user = event.user();
        let json = |value: &serde_json::value::RawValue| share_bytes(raw, value.get().as_bytes());
        Self {
            kind: share(raw, &request.kind),
            request_id: share_optional(raw, &request.request_id).unwrap_or_default(),
            timestamp: request.timestamp(),
            locale: share_optional(raw, &request.locale),
            dialog_state: share_optional(raw, &request.dialog_state),
            reason: share_optional(raw, &request.reason),
            intent: request.intent.as_ref().map(|intent| Intent {
                name: share(raw, &intent.name),
                confirmation_status: share_optional(raw, &intent.confirmation_status),
                slots: (intent.slots.iter())
                    .map(|(name, slot)| Slot::shared(raw, name, slot))
                    .collect(),
            }),
            session: session.as_ref().map(|session| Session {
                id: share_optional(raw, &session.session_id),
                is_new: session.is_new,
                attributes: session.attributes.map(json),
            }),
            context: event.context.map(json),
            user_id: share_optional(raw, &user.user_id),
            access_token: share_optional(raw, &user.access_token),
            device_id: share_optional(raw, &system.device.device_id),
            interfaces: system.device.supported_interfaces.keys().cloned().collect(),
            api_endpoint: share_optional(raw, &system.api_endpoint),
            api_access_token: share_optional(raw, &system.api_access_token),
        }
    }
}

/// JSON that was decoded from text before.
fn text(json: &Bytes) -> &str {
    std::str::from_utf8(json).unwrap_or_default()
}

/// Without tokens, attributes and what was said, which are confidential.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("kind", &self.kind)
            .field("intent", &self.intent())
            .field("request_id", &self.request_id)
            .field("locale", &self.locale)
            .finish_non_exhaustive()
    }
}

#[diagnostic::do_not_recommend]
impl FromInput for Request {
    fn from_input(input: &Input<'_>) -> Result<Self, Rejection> {
        input.demand("a request to an Alexa skill")
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::collections::BTreeMap;
    use std::time::Duration;

    use serde_json::{Value, json};

    use super::*;
    use crate::event::Source;
    use crate::event::alexa::serve::Unit;
    use crate::event::shared::extract;
    use crate::extract::Whole;

    fn event(event: &Value) -> Result<Request, Rejection> {
        let raw = Bytes::from(event.to_string());
        let decoded = wire::decode(std::str::from_utf8(&raw).unwrap()).unwrap();
        extract(Source::Alexa, &Unit { raw: &raw, event: &decoded })
    }

    /// A request in a session without attributes.
    pub(in crate::event::alexa) fn request(request: &Value) -> Result<Request, Rejection> {
        event(&json!({"version": "1.0", "session": {"new": true}, "request": request}))
    }

    fn full() -> Request {
        event(&json!({
            "session": {
                "new": false, "sessionId": "session-1", "attributes": {"turns": 3},
                "application": {"applicationId": "amzn1.ask.skill.1"}, "user": {"userId": "old"},
            },
            "context": {"System": {
                "application": {"applicationId": "amzn1.ask.skill.1"},
                "user": {"userId": "user-1", "accessToken": "secret-1"},
                "device": {"deviceId": "device-1", "supportedInterfaces": {"AudioPlayer": {}}},
                "apiEndpoint": "https://api.amazonalexa.com", "apiAccessToken": "secret-2",
            }, "AudioPlayer": {"playerActivity": "IDLE"}},
            "request": {
                "type": "IntentRequest", "requestId": "request-1", "locale": "en-US",
                "timestamp": "2026-03-01T10:00:00Z", "dialogState": "IN_PROGRESS",
                "intent": {"name": "OrderIntent", "confirmationStatus": "CONFIRMED", "slots": {
                    "item": {"name": "item", "value": "tea", "confirmationStatus": "NONE"}}},
            },
        }))
        .unwrap()
    }

    #[test]
    fn has_what_alexa_says_about_it() {
        let request = full();
        assert_eq!(request.kind(), "IntentRequest");
        assert_eq!(request.request_id(), "request-1");
        let timestamp = SystemTime::UNIX_EPOCH + Duration::from_secs(1_772_359_200);
        assert_eq!(request.timestamp(), Some(timestamp));
        assert_eq!(request.locale(), Some("en-US"));
        assert_eq!(request.intent(), Some("OrderIntent"));
        assert_eq!(request.confirmation_status(), Some("CONFIRMED"));
        assert_eq!(request.dialog_state(), Some("IN_PROGRESS"));
        assert_eq!(request.session_id(), Some("session-1"));
        assert!(!request.is_new_session());
        assert_eq!(request.user_id(), Some("user-1"));
        assert_eq!(request.access_token(), Some("secret-1"));
        assert_eq!(request.device_id(), Some("device-1"));
        assert!(request.supports("AudioPlayer") && !request.supports("VideoApp"));
        assert_eq!(request.api_endpoint(), Some("https://api.amazonalexa.com"));
        assert_eq!(request.api_access_token(), Some("secret-2"));
        let context: BTreeMap<String, Value> = request.context().unwrap();
        assert_eq!(context["AudioPlayer"]["playerActivity"], "IDLE");
    }

    #[test]
    fn decodes_the_attributes_of_its_session() {
        type Attributes = BTreeMap<String, u8>;
        assert_eq!(
            full().attributes::<Attributes>().unwrap(),
            BTreeMap::from([("turns".into(), 3)])
        );
        let refused = full().attributes::<BTreeMap<String, String>>().unwrap_err();
        assert_eq!(refused.to_string(), "event `session.attributes.turns`: expected a string");
        let launch = request(&json!({"type": "LaunchRequest"})).unwrap();
        assert_eq!(launch.attributes::<Attributes>().unwrap(), BTreeMap::new());
        assert!(launch.is_new_session());
    }

    #[test]
    fn lacks_what_requests_of_an_audio_player_leave_out() {
        let played = json!({"type": "AudioPlayer.PlaybackStarted", "token": "track-1"});
        let request = event(&json!({"context": {"System": {}}, "request": played})).unwrap();
        assert_eq!(request.kind(), "AudioPlayer.PlaybackStarted");
        assert_eq!((request.session_id(), request.intent(), request.user_id()), (None, None, None));
        assert!(!request.is_new_session());
    }

    #[test]
    fn tells_why_a_session_ended() {
        let ended = json!({"type": "SessionEndedRequest", "reason": "USER_INITIATED"});
        assert_eq!(request(&ended).unwrap().end_reason(), Some("USER_INITIATED"));
    }

    #[test]
    fn keeps_tokens_and_content_out_of_debug_output() {
        let shown = format!("{:?}", full());
        assert!(shown.contains("OrderIntent"), "{shown}");
        for secret in ["secret", "tea", "user-1"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }

    #[test]
    fn is_refused_on_other_sources() {
        let event = Bytes::from_static(b"{}");
        let refused = extract::<Request>(Source::Unrecognized, &Whole(&event)).unwrap_err();
        assert_eq!(refused.to_string(), "event: not a request to an Alexa skill");
    }
}
