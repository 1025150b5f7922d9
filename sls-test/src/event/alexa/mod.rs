//! Requests that Alexa sends to a custom skill.

mod intent;
mod playback;
mod session_end;

use std::time::SystemTime;

use serde::Serialize;
use serde_json::{Map, Value, json};

pub use intent::{AlexaConfirmation, AlexaDialogState, AlexaIntent, AlexaSlot};
pub use playback::AlexaPlayback;
pub use session_end::AlexaSessionEnd;

use super::origin::{epoch_millis, iso_seconds};
use super::patch::Patches;
use super::{Origin, digest, event_builder, to_value};

/// One request to an Alexa skill.
///
/// A skill has one user and one device unless a test names others; sessions and requests are new in
/// every event. Requests about audio playback come outside of a session and have none.
/// (Alexa Skills Kit, "Request and Response JSON Reference" and "Request Types Reference".)
///
/// # Example
/// ```
/// use sls_test::event::{AlexaEvent, AlexaIntent};
///
/// let order = AlexaIntent::new("OrderIntent").slot("Item", "tea");
/// let event = AlexaEvent::intent("amzn1.ask.skill.1", order)
///     .session_attribute("cups", &2)
///     .locale("de-DE")
///     .build();
/// assert_eq!(event["request"]["intent"]["slots"]["Item"]["value"], "tea");
/// assert_eq!(event["session"]["attributes"]["cups"], 2);
/// assert_eq!(event["session"]["new"], false);
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct AlexaEvent {
    skill_id: String,
    request: Request,
    session: Option<Session>,
    user_id: Option<String>,
    device_id: Option<String>,
    locale: String,
    sent_at: Option<SystemTime>,
    clock: Clock,
    patches: Patches,
}

/// What the request is, in the fields of its type.
#[derive(Clone, Debug)]
enum Request {
    Launch,
    Intent(AlexaIntent),
    CanFulfill(AlexaIntent),
    SessionEnded(AlexaSessionEnd),
    Playback(AlexaPlayback),
}

#[derive(Clone, Debug)]
struct Session {
    is_new: bool,
    id: Option<String>,
    attributes: Map<String, Value>,
}

/// How the time of the request is written.
#[derive(Clone, Copy, Debug)]
enum Clock {
    Iso,
    Millis,
}

event_builder!(AlexaEvent);

impl AlexaEvent {
    /// The user opened the skill without asking for anything in particular.
    pub fn launch(skill_id: impl Into<String>) -> Self {
        Self::new(skill_id.into(), Request::Launch).in_session(true)
    }

    /// The user asked for something.
    pub fn intent(skill_id: impl Into<String>, intent: impl Into<AlexaIntent>) -> Self {
        Self::new(skill_id.into(), Request::Intent(intent.into())).in_session(true)
    }

    /// Alexa asks whether the skill could do what some user wants; nothing may happen yet.
    pub fn can_fulfill(skill_id: impl Into<String>, intent: impl Into<AlexaIntent>) -> Self {
        Self::new(skill_id.into(), Request::CanFulfill(intent.into())).in_session(true)
    }

    /// The session ended, and not because the skill ended it.
    pub fn session_ended(skill_id: impl Into<String>, end: AlexaSessionEnd) -> Self {
        Self::new(skill_id.into(), Request::SessionEnded(end)).in_session(false)
    }

    /// A stream that the skill plays started, stopped, came to its end or failed.
    pub fn playback(skill_id: impl Into<String>, playback: AlexaPlayback) -> Self {
        Self::new(skill_id.into(), Request::Playback(playback))
    }

    /// Default: a new session, except when it ends. It began with an earlier request.
    pub fn continued(mut self) -> Self {
        if let Some(session) = &mut self.session {
            session.is_new = false;
        }
        self
    }

    /// Default: none. What an earlier reply left in the session, which is [`continued`] then.
    ///
    /// # Panics
    /// If `value` has no JSON form.
    ///
    /// [`continued`]: Self::continued
    #[track_caller]
    pub fn session_attribute(
        mut self,
        name: impl Into<String>,
        value: &(impl Serialize + ?Sized),
    ) -> Self {
        let value = to_value(value);
        if let Some(session) = &mut self.session {
            session.attributes.insert(name.into(), value);
        }
        self.continued()
    }

    /// Default: new in every event. Requests of one session have the same.
    pub fn session_id(mut self, id: impl Into<String>) -> Self {
        if let Some(session) = &mut self.session {
            session.id = Some(id.into());
        }
        self
    }

    /// Default: one that belongs to the skill. Who speaks.
    pub fn user_id(mut self, id: impl Into<String>) -> Self {
        self.user_id = Some(id.into());
        self
    }

    /// Default: one that belongs to the skill. What the user speaks to.
    pub fn device_id(mut self, id: impl Into<String>) -> Self {
        self.device_id = Some(id.into());
        self
    }

    /// Default: `en-US`. The language that the user speaks.
    pub fn locale(mut self, locale: impl Into<String>) -> Self {
        self.locale = locale.into();
        self
    }

    /// Default: the time of the event. Kept to the second.
    pub fn sent_at(mut self, time: SystemTime) -> Self {
        self.sent_at = Some(time);
        self
    }

    /// Default: ISO 8601. The time is milliseconds since the epoch, as it used to be.
    pub fn timestamp_in_millis(mut self) -> Self {
        self.clock = Clock::Millis;
        self
    }

    fn new(skill_id: String, request: Request) -> Self {
        Self {
            skill_id,
            request,
            session: None,
            user_id: None,
            device_id: None,
            locale: "en-US".to_owned(),
            sent_at: None,
            clock: Clock::Iso,
            patches: Patches::default(),
        }
    }

    fn in_session(self, is_new: bool) -> Self {
        Self { session: Some(Session { is_new, id: None, attributes: Map::new() }), ..self }
    }

    fn event(&self, origin: &Origin) -> Value {
        let own = digest::hex(digest::md5(self.skill_id.as_bytes())).to_uppercase();
        let own_id = |kind: &str, given: &Option<String>| match given {
            Some(id) => id.clone(),
            None => format!("amzn1.ask.{kind}.{own}"),
        };
        let application = json!({"applicationId": self.skill_id});
        let user = json!({"userId": own_id("account", &self.user_id)});
        let mut event = json!({
            "version": "1.0",
            "context": {"System": {
                "application": application,
                "user": user,
                "device": {
                    "deviceId": own_id("device", &self.device_id),
                    "supportedInterfaces": {},
                },
                "apiEndpoint": "https://api.amazonalexa.com",
                "apiAccessToken": origin.opaque(96),
            }},
            "request": self.request(origin),
        });
        if let Some(Session { is_new, id, attributes }) = &self.session {
            let new_id = || format!("amzn1.echo-api.session.{}", origin.ids.uuid());
            event["session"] = json!({
                "new": is_new,
                "sessionId": id.clone().unwrap_or_else(new_id),
                "application": application,
                "attributes": attributes,
                "user": user,
            });
        }
        if let Request::Playback(playback) = &self.request {
            let context = &mut event["context"];
            context["AudioPlayer"] = playback.state();
            context["System"]["device"]["supportedInterfaces"] = json!({"AudioPlayer": {}});
        }
        event
    }

    fn request(&self, origin: &Origin) -> Value {
        let sent_at = self.sent_at.unwrap_or(origin.now);
        let (ty, mut request) = match &self.request {
            Request::Launch => ("LaunchRequest", Map::new()),
            Request::Intent(intent) => ("IntentRequest", intent.members()),
            Request::CanFulfill(intent) => ("CanFulfillIntentRequest", intent.members()),
            Request::SessionEnded(end) => ("SessionEndedRequest", end.members()),
            Request::Playback(playback) => (playback.request_type(), playback.members()),
        };
        let request_id = format!("amzn1.echo-api.request.{}", origin.ids.uuid());
        let timestamp = match self.clock {
            Clock::Iso => iso_seconds(sent_at).into(),
            Clock::Millis => epoch_millis(sent_at).into(),
        };
        request.insert("type".to_owned(), ty.into());
        request.insert("requestId".to_owned(), request_id.into());
        request.insert("timestamp".to_owned(), timestamp);
        request.insert("locale".to_owned(), self.locale.as_str().into());
        request.into()
    }
}
