//! What a user asks for.

use serde_json::{Map, Value, json};

/// What a user asks for, with the words that fill its slots.
///
/// (Alexa Skills Kit, "Request Types Reference", intent object.)
///
/// # Example
/// ```
/// use sls_test::event::{AlexaConfirmation, AlexaDialogState, AlexaEvent, AlexaIntent, AlexaSlot};
///
/// let intent = AlexaIntent::new("OrderIntent")
///     .slot("Item", "tea")
///     .slot("Size", AlexaSlot::unfilled())
///     .dialog(AlexaDialogState::InProgress)
///     .confirmation(AlexaConfirmation::Denied);
/// let request = AlexaEvent::intent("amzn1.ask.skill.1", intent).build()["request"].take();
/// assert_eq!(request["dialogState"], "IN_PROGRESS");
/// assert_eq!(request["intent"]["confirmationStatus"], "DENIED");
/// assert_eq!(request["intent"]["slots"]["Size"].get("value"), None);
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub struct AlexaIntent {
    name: String,
    slots: Map<String, Value>,
    dialog: Option<AlexaDialogState>,
    confirmation: AlexaConfirmation,
}

impl AlexaIntent {
    /// An intent of the skill's own or one of Alexa's, such as `AMAZON.HelpIntent`.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            slots: Map::new(),
            dialog: None,
            confirmation: AlexaConfirmation::None,
        }
    }

    /// Default: none. A slot of the intent, filled with a word or as an [`AlexaSlot`] says.
    pub fn slot(mut self, name: impl Into<String>, slot: impl Into<AlexaSlot>) -> Self {
        let name = name.into();
        let slot = slot.into().build(&name);
        self.slots.insert(name, slot);
        self
    }

    /// Default: none, as without a dialog model. How far the dialog has come.
    pub fn dialog(mut self, state: AlexaDialogState) -> Self {
        self.dialog = Some(state);
        self
    }

    /// Default: `NONE`. Whether the user confirmed the whole intent.
    pub fn confirmation(mut self, confirmation: AlexaConfirmation) -> Self {
        self.confirmation = confirmation;
        self
    }

    /// What a request about the intent has beside the members of all requests.
    pub(super) fn members(&self) -> Map<String, Value> {
        let intent = json!({
            "name": self.name,
            "confirmationStatus": self.confirmation.as_str(),
            "slots": self.slots,
        });
        let mut members = Map::from_iter([("intent".to_owned(), intent)]);
        if let Some(state) = self.dialog {
            members.insert("dialogState".to_owned(), state.as_str().into());
        }
        members
    }
}

impl From<&str> for AlexaIntent {
    fn from(name: &str) -> Self {
        Self::new(name)
    }
}

/// What a user said in one place of an intent.
///
/// # Example
/// ```
/// use sls_test::event::{AlexaEvent, AlexaIntent, AlexaSlot};
///
/// let slot = AlexaSlot::new("cuppa").resolved("tea", "TEA");
/// let intent = AlexaIntent::new("OrderIntent").slot("Item", slot);
/// let event = AlexaEvent::intent("amzn1.ask.skill.1", intent).build();
/// let slot = &event["request"]["intent"]["slots"]["Item"];
/// let meaning = &slot["resolutions"]["resolutionsPerAuthority"][0]["values"][0]["value"];
/// assert_eq!(slot["value"], "cuppa");
/// assert_eq!(meaning["id"], "TEA");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct AlexaSlot {
    value: Option<String>,
    confirmation: AlexaConfirmation,
    meaning: Option<(String, String)>,
}

impl AlexaSlot {
    /// A slot that the user filled with these words.
    pub fn new(value: impl Into<String>) -> Self {
        Self { value: Some(value.into()), ..Self::unfilled() }
    }

    /// A slot that the user said nothing about; it has no value.
    pub fn unfilled() -> Self {
        Self { value: None, confirmation: AlexaConfirmation::None, meaning: None }
    }

    /// Default: `NONE`. Whether the user confirmed the value.
    pub fn confirmation(mut self, confirmation: AlexaConfirmation) -> Self {
        self.confirmation = confirmation;
        self
    }

    /// Default: none. The value of the slot's type that the words stand for.
    pub fn resolved(mut self, name: impl Into<String>, id: impl Into<String>) -> Self {
        self.meaning = Some((name.into(), id.into()));
        self
    }

    fn build(&self, name: &str) -> Value {
        let mut slot = json!({"name": name, "confirmationStatus": self.confirmation.as_str()});
        if let Some(value) = &self.value {
            slot["value"] = value.as_str().into();
            slot["source"] = "USER".into();
        }
        if let Some((meaning, id)) = &self.meaning {
            slot["resolutions"] = json!({"resolutionsPerAuthority": [{
                "authority": format!("amzn1.er-authority.echo-sdk.skill.{name}"),
                "status": {"code": "ER_SUCCESS_MATCH"},
                "values": [{"value": {"name": meaning, "id": id}}],
            }]});
        }
        slot
    }
}

impl From<&str> for AlexaSlot {
    fn from(value: &str) -> Self {
        Self::new(value)
    }
}

impl From<String> for AlexaSlot {
    fn from(value: String) -> Self {
        Self::new(value)
    }
}

/// Whether a user agreed to a slot's value or to an intent.
///
/// # Example
/// ```
/// use sls_test::event::AlexaConfirmation;
///
/// assert_eq!(AlexaConfirmation::Confirmed.as_str(), "CONFIRMED");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AlexaConfirmation {
    /// The user said yes.
    Confirmed,
    /// The user said no.
    Denied,
    /// The user was not asked.
    None,
}

impl AlexaConfirmation {
    /// The text in `confirmationStatus`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Confirmed => "CONFIRMED",
            Self::Denied => "DENIED",
            Self::None => "NONE",
        }
    }
}

/// How far a dialog has come that Alexa leads for the skill.
///
/// # Example
/// ```
/// use sls_test::event::AlexaDialogState;
///
/// assert_eq!(AlexaDialogState::InProgress.as_str(), "IN_PROGRESS");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AlexaDialogState {
    /// All required slots are filled and confirmed.
    Completed,
    /// Some required slots are still empty.
    InProgress,
    /// The first request of the dialog.
    Started,
}

impl AlexaDialogState {
    /// The text in `dialogState`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Completed => "COMPLETED",
            Self::InProgress => "IN_PROGRESS",
            Self::Started => "STARTED",
        }
    }
}
