//! What a skill answers.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;
use serde_json::value::RawValue;

use crate::error::Error;
use crate::event::alexa::Card;
use crate::event::part;
use crate::reply::Answer;

/// What a skill says, shows and does, and whether the session goes on.
///
/// The session's attributes last unless the response changes them. A session that has ended takes
/// no response: whatever the handler of a `SessionEndedRequest` returns, Alexa receives an empty
/// one (Alexa Skills Kit, "Request and Response JSON Reference").
///
/// # Example
/// ```
/// use sls_core::event::alexa::{Card, Response};
///
/// async fn welcome() -> Response {
///     Response::new()
///         .speech("Welcome to the tea shop. What would you like?")
///         .reprompt("You can order tea.")
///         .card(Card::simple("Tea shop", "Order tea by its name."))
/// }
/// ```
#[derive(Clone, Default)]
#[must_use]
pub struct Response {
    pub(super) speech: Option<Speech>,
    pub(super) reprompt: Option<Speech>,
    pub(super) card: Option<Card>,
    pub(super) directives: Vec<Box<RawValue>>,
    pub(super) attributes: Option<Box<RawValue>>,
    pub(super) should_end_session: Option<bool>,
    pub(super) fulfillment: Option<Fulfillment>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type")]
pub(super) enum Speech {
    PlainText {
        text: String,
    },
    #[serde(rename = "SSML")]
    Ssml {
        ssml: String,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Fulfillment {
    can_fulfill: CanFulfill,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    slots: BTreeMap<String, SlotFulfillment>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct SlotFulfillment {
    can_understand: CanFulfill,
    can_fulfill: CanFulfill,
}

/// Whether a skill can do what an intent asks for, or a slot's value.
///
/// The answer to a `CanFulfillIntentRequest`
/// (Alexa Skills Kit, "Implement CanFulfillIntentRequest for Name-free Interaction").
///
/// # Example
/// ```
/// use sls_core::event::alexa::{CanFulfill, Response};
///
/// let response = Response::new()
///     .can_fulfill(CanFulfill::Yes)
///     .can_fulfill_slot("item", CanFulfill::Yes, CanFulfill::Maybe);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
#[non_exhaustive]
pub enum CanFulfill {
    /// It might.
    Maybe,
    /// It cannot.
    No,
    /// It can.
    Yes,
}

impl Response {
    /// A response without a word.
    pub fn new() -> Self {
        Self::default()
    }

    /// Default: nothing. Says a text, of up to 8000 characters.
    pub fn speech(mut self, text: impl Into<String>) -> Self {
        self.speech = Some(Speech::PlainText { text: text.into() });
        self
    }

    /// Default: nothing. Says speech in SSML; `<speak>` is put around it where it is missing.
    pub fn ssml(mut self, ssml: impl Into<String>) -> Self {
        self.speech = Some(Speech::ssml(ssml.into()));
        self
    }

    /// Default: nothing. Says a text if nobody answers, and keeps the session open.
    pub fn reprompt(self, text: impl Into<String>) -> Self {
        self.reprompted(Speech::PlainText { text: text.into() })
    }

    /// Default: nothing. The same with speech in SSML.
    pub fn reprompt_ssml(self, ssml: impl Into<String>) -> Self {
        self.reprompted(Speech::ssml(ssml.into()))
    }

    /// Default: none. Shows a card in the Alexa app.
    pub fn card(mut self, card: Card) -> Self {
        self.card = Some(card);
        self
    }

    /// Default: none. Adds a directive for a device or a dialog, in Alexa's own JSON.
    ///
    /// # Errors
    /// The directive cannot be written as a JSON object.
    pub fn directive(mut self, directive: &impl Serialize) -> Result<Self, Error> {
        self.directives.push(part::write_object(directive, "the directive")?);
        Ok(self)
    }

    /// Default: those of the request. Sets the attributes of the session, all at once.
    ///
    /// # Errors
    /// The attributes cannot be written as a JSON object.
    pub fn attributes(mut self, attributes: &impl Serialize) -> Result<Self, Error> {
        self.attributes = Some(part::write_object(attributes, "the session's attributes")?);
        Ok(self)
    }

    /// Default: Alexa decides. Ends the session (`shouldEndSession` is true).
    pub fn end_session(mut self) -> Self {
        self.should_end_session = Some(true);
        self
    }

    /// Default: Alexa decides, unless there is a reprompt. Listens on (`shouldEndSession` is false).
    pub fn keep_session(mut self) -> Self {
        self.should_end_session = Some(false);
        self
    }

    /// Default: none. Answers a `CanFulfillIntentRequest`.
    pub fn can_fulfill(mut self, intent: CanFulfill) -> Self {
        self.fulfillment(intent).can_fulfill = intent;
        self
    }

    /// Default: none. Answers the same for the value of one slot.
    pub fn can_fulfill_slot(
        mut self,
        slot: impl Into<String>,
        can_understand: CanFulfill,
        can_fulfill: CanFulfill,
    ) -> Self {
        let answer = SlotFulfillment { can_understand, can_fulfill };
        self.fulfillment(CanFulfill::Maybe).slots.insert(slot.into(), answer);
        self
    }

    fn fulfillment(&mut self, can_fulfill: CanFulfill) -> &mut Fulfillment {
        self.fulfillment.get_or_insert(Fulfillment { can_fulfill, slots: BTreeMap::new() })
    }

    fn reprompted(mut self, speech: Speech) -> Self {
        self.reprompt = Some(speech);
        self.should_end_session.get_or_insert(false);
        self
    }
}

impl Speech {
    fn ssml(ssml: String) -> Self {
        let ssml = match ssml.trim_start().starts_with("<speak") {
            true => ssml,
            false => format!("<speak>{ssml}</speak>"),
        };
        Self::Ssml { ssml }
    }

    /// How many characters it has, which Alexa limits.
    pub(super) fn characters(&self) -> usize {
        match self {
            Self::PlainText { text } => text.chars().count(),
            Self::Ssml { ssml } => ssml.chars().count(),
        }
    }
}

impl Answer for Response {}

/// Without what is said, which may be confidential.
impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("card", &self.card)
            .field("directives", &self.directives.len())
            .field("should_end_session", &self.should_end_session)
            .finish_non_exhaustive()
    }
}
