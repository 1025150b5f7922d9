//! Answers of Alexa skills.

use serde_json::Value;

use super::sealed::Answered;
use super::{Answer, PendingAnswer, Question, object};
use crate::event::{AlexaEvent, AlexaIntent};

/// The most characters of a speech or of a reprompt.
const MOST_CHARACTERS: usize = 8000;

/// What a response says, shows and does.
const PARTS: [&str; 4] = ["card", "directives", "outputSpeech", "reprompt"];

impl Question for AlexaEvent {}

/// (Alexa Skills Kit, "Request and Response JSON Reference", "Request Types Reference".)
impl Answered for AlexaEvent {
    fn check(event: &Value, answer: &Value) -> Result<(), String> {
        let has_ended = event["request"]["type"] == "SessionEndedRequest";
        if has_ended && answer.is_null() {
            return Ok(());
        }
        if !answer["version"].is_string() {
            return Err("the answer has no text `version`".to_owned());
        }
        let response = object(answer, "response")?;
        let does_something = |name: &&str| {
            response.get(*name).is_some_and(|part| !part.is_null() && *part != Value::Array(vec![]))
        };
        if has_ended && let Some(name) = PARTS.iter().find(|&name| does_something(name)) {
            return Err(format!(
                "a session that has ended takes no response, and here is `{name}`"
            ));
        }
        for (name, speech) in [
            ("outputSpeech", &answer["response"]["outputSpeech"]),
            ("reprompt", &answer["response"]["reprompt"]["outputSpeech"]),
        ] {
            check_speech(name, speech)?;
        }
        Ok(())
    }
}

fn check_speech(name: &str, speech: &Value) -> Result<(), String> {
    if speech.is_null() {
        return Ok(());
    }
    let characters = match text_of(speech) {
        Some(text) => text.chars().count(),
        None => return Err(format!("`{name}` is neither `PlainText` nor `SSML`: {speech}")),
    };
    if characters > MOST_CHARACTERS {
        return Err(format!(
            "`{name}` has {characters} characters, and Alexa takes {MOST_CHARACTERS}"
        ));
    }
    Ok(())
}

fn text_of(speech: &Value) -> Option<&str> {
    match speech["type"].as_str()? {
        "PlainText" => speech["text"].as_str(),
        "SSML" => speech["ssml"].as_str(),
        _ => None,
    }
}

impl Answer<AlexaEvent> {
    /// What Alexa says, as text or as SSML; `None` if it says nothing.
    ///
    /// # Panics
    /// If there is no answer.
    #[must_use]
    #[track_caller]
    pub fn speech(&self) -> Option<&str> {
        text_of(&self.said()["outputSpeech"])
    }

    /// What Alexa says if the user does not; `None` if it says nothing.
    ///
    /// # Panics
    /// If there is no answer.
    #[must_use]
    #[track_caller]
    pub fn reprompt(&self) -> Option<&str> {
        text_of(&self.said()["reprompt"]["outputSpeech"])
    }

    /// The card in the Alexa app, in Alexa's JSON; null if there is none.
    ///
    /// # Panics
    /// If there is no answer.
    #[must_use]
    #[track_caller]
    pub fn card(&self) -> &Value {
        &self.said()["card"]
    }

    /// The directives, in Alexa's JSON.
    ///
    /// # Panics
    /// If there is no answer.
    #[must_use]
    #[track_caller]
    pub fn directives(&self) -> &[Value] {
        self.said()["directives"].as_array().map_or(&[], Vec::as_slice)
    }

    /// What the next request of the session brings with it; null if there is nothing.
    ///
    /// # Panics
    /// If there is no answer.
    #[must_use]
    #[track_caller]
    pub fn session_attributes(&self) -> &Value {
        &self.json()["sessionAttributes"]
    }

    /// The answer ends the session: `shouldEndSession` is true.
    ///
    /// # Panics
    /// If there is no answer.
    #[must_use]
    #[track_caller]
    pub fn has_ended(&self) -> bool {
        self.said()["shouldEndSession"] == true
    }

    /// What the same user asks for next, in the same session.
    ///
    /// The session's attributes are those of this answer.
    ///
    /// # Panics
    /// If there is no answer, it ended the session, or there was no session.
    #[track_caller]
    pub fn then(&self, intent: impl Into<AlexaIntent>) -> PendingAnswer<AlexaEvent> {
        let text = |place: &str| self.event.pointer(place).and_then(Value::as_str);
        let goes_on = !self.has_ended();
        let Some(session_id) = text("/session/sessionId").filter(|_| goes_on) else {
            panic!("{} was to leave a session open\n{}", self.what(), self.details())
        };
        let skill_id = text("/context/System/application/applicationId").unwrap_or_default();
        let mut next = AlexaEvent::intent(skill_id, intent).session_id(session_id).continued();
        if let Some(user_id) = text("/session/user/userId") {
            next = next.user_id(user_id);
        }
        if let Some(device_id) = text("/context/System/device/deviceId") {
            next = next.device_id(device_id);
        }
        if let Some(locale) = text("/request/locale") {
            next = next.locale(locale);
        }
        for (name, value) in self.session_attributes().as_object().into_iter().flatten() {
            next = next.session_attribute(name, value);
        }
        self.cloud.ask(next)
    }

    #[track_caller]
    fn said(&self) -> &Value {
        &self.json()["response"]
    }
}
