//! The slots of an intent as arguments.

use std::fmt;

use bytes::Bytes;
use bytestring::ByteString;
use http::StatusCode;
use serde::de::DeserializeOwned;

use crate::event::alexa::{Request, wire};
use crate::event::part;
use crate::event::shared::{share, share_optional};
use crate::extract::{FromInput, Input, Location, Rejection};

/// Where the slots stand in the event.
const PATH: &str = "request.intent.slots";

/// The slots of the intent, decoded into `T` by their names.
///
/// A slot counts with the value of its type that was recognised, or else with what was said.
/// Slots that nobody has filled are absent, and a slot of several values fills a `Vec`. Numbers
/// and flags are parsed.
///
/// # Example
/// ```
/// use serde::Deserialize;
/// use sls_core::event::alexa::{Response, Skill, Slots};
/// use sls_core::{App, Handler};
///
/// #[derive(Deserialize)]
/// struct Order { item: String, count: Option<u32> }
///
/// async fn order(Slots(order): Slots<Order>) -> Response {
///     Response::new().speech(format!("{} {}", order.count.unwrap_or(1), order.item))
/// }
///
/// let skill = Skill::new("amzn1.ask.skill.0001").intent("OrderIntent");
/// let app = App::new().handler(Handler::new("order").on(skill, order));
/// # assert!(app.into_service().is_ok());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Slots<T>(pub T);

#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned + Send> FromInput for Slots<T> {
    fn from_input(input: &Input<'_>) -> Result<Self, Rejection> {
        Request::from_input(input)?.slots().map(Self)
    }
}

/// Decodes slots by their names; `None` for requests without an intent.
pub(super) fn decode<T: DeserializeOwned>(slots: Option<&[Slot]>) -> Result<T, Rejection> {
    let Some(slots) = slots else { return Err(part::missing("request.intent")) };
    let pairs = || {
        let meanings = |slot: &Slot| -> Vec<_> {
            slot.meanings.iter().map(|meaning| (slot.name.clone(), meaning.clone())).collect()
        };
        slots.iter().flat_map(meanings)
    };
    let mut form = form_urlencoded::Serializer::new(String::new());
    pairs().for_each(|(name, meaning)| {
        form.append_pair(&name, &meaning);
    });
    let form = form.finish();
    let parsed = form_urlencoded::parse(form.as_bytes());
    serde_path_to_error::deserialize(serde_html_form::Deserializer::new(parsed)).map_err(|error| {
        let path = error.path().to_string();
        let message = error.inner().to_string();
        // Other messages may quote what was said.
        let problem = match message.starts_with("missing field `") {
            true => message,
            false => "not of the type that the handler takes".to_owned(),
        };
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        Rejection::new(status, Location::Event, problem).at(path).within(PATH)
    })
}

/// One slot of an intent.
///
/// # Example
/// ```
/// use sls_core::event::alexa::{Request, Response};
///
/// async fn order(request: Request) -> Response {
///     match request.slot("item").and_then(|slot| slot.meaning()) {
///         Some(item) => Response::new().speech(format!("One {item}.")),
///         None => Response::new().speech("What would you like?").reprompt("Say it again."),
///     }
/// }
/// ```
#[derive(Clone)]
pub struct Slot {
    name: ByteString,
    value: Option<ByteString>,
    id: Option<ByteString>,
    /// What each value stands for: none while the slot is empty, several where it takes a list.
    meanings: Vec<ByteString>,
    confirmation_status: Option<ByteString>,
}

impl Slot {
    /// Its name in the skill's model.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What was said, if the slot has been filled with one value.
    #[must_use]
    pub fn value(&self) -> Option<&str> {
        self.value.as_deref()
    }

    /// The value of the slot's type that was recognised, or else what was said.
    ///
    /// Of several values it is the first.
    #[must_use]
    pub fn meaning(&self) -> Option<&str> {
        self.meanings.first().map(|meaning| &**meaning)
    }

    /// The id in the slot's type of the value that was recognised.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// `NONE`, `CONFIRMED` or `DENIED`.
    #[must_use]
    pub fn confirmation_status(&self) -> Option<&str> {
        self.confirmation_status.as_deref()
    }

    pub(super) fn shared(event: &Bytes, name: &str, wire: &wire::Slot<'_>) -> Self {
        let meaning = |said: &wire::Said<'_>| match said.meaning() {
            Some(meaning) => Some(share(event, &meaning.name)),
            None => share_optional(event, &said.value),
        };
        let list = wire.slot_value.iter().flat_map(|list| &list.values);
        let mut meanings: Vec<_> = list.filter_map(meaning).collect();
        if meanings.is_empty() {
            meanings.extend(meaning(&wire.said));
        }
        let id = wire.said.meaning().and_then(|meaning| share_optional(event, &meaning.id));
        Self {
            name: ByteString::from(name),
            value: share_optional(event, &wire.said.value),
            id,
            meanings,
            confirmation_status: share_optional(event, &wire.confirmation_status),
        }
    }
}

/// Without what was said, which may be confidential.
impl fmt::Debug for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Slot")
            .field("name", &self.name)
            .field("confirmation_status", &self.confirmation_status)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde::Deserialize;
    use serde_json::json;

    use super::*;
    use crate::event::alexa::request::tests::request;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Order {
        item: String,
        #[serde(default)]
        topping: Vec<String>,
        count: Option<u32>,
    }

    fn order(slots: &serde_json::Value) -> Result<Order, Rejection> {
        let intent = json!({"name": "OrderIntent", "slots": slots});
        request(&json!({"type": "IntentRequest", "intent": intent})).unwrap().slots()
    }

    fn resolved(said: &str, name: &str, id: &str) -> serde_json::Value {
        json!({"value": said, "resolutions": {"resolutionsPerAuthority": [
            {"authority": "static", "status": {"code": "ER_SUCCESS_NO_MATCH"}},
            {"authority": "dynamic", "status": {"code": "ER_SUCCESS_MATCH"},
             "values": [{"value": {"name": name, "id": id}}, {"value": {"name": "other"}}]}]}})
    }

    #[test]
    fn fill_a_struct_by_their_names() {
        let list = json!({"type": "List", "values": [
            {"type": "Simple", "value": "ham"}, resolved("pinapple", "pineapple", "P")]});
        let order = order(&json!({
            "item": resolved("a cuppa", "tea", "T1"),
            "topping": {"name": "topping", "slotValue": list},
            "count": {"name": "count", "value": "2"},
            "unknown": {"value": "x"},
        }));
        let topping = vec!["ham".to_owned(), "pineapple".to_owned()];
        assert_eq!(order.unwrap(), Order { item: "tea".to_owned(), topping, count: Some(2) });
    }

    #[test]
    fn are_absent_until_they_are_filled() {
        let empty = json!({"name": "count", "confirmationStatus": "NONE"});
        let tea = order(&json!({"item": {"value": "tea"}, "count": empty})).unwrap();
        assert_eq!((tea.count, tea.topping.len()), (None, 0));
        let refused = order(&json!({})).unwrap_err();
        assert_eq!(refused.to_string(), "event `request.intent.slots`: missing field `item`");
    }

    #[test]
    fn do_not_quote_what_was_said_when_it_does_not_fit() {
        let slots = json!({"item": {"value": "tea"}, "count": {"value": "a few"}});
        assert_eq!(
            order(&slots).unwrap_err().to_string(),
            "event `request.intent.slots.count`: not of the type that the handler takes"
        );
    }

    #[test]
    fn are_missing_without_an_intent() {
        let launch = request(&json!({"type": "LaunchRequest"})).unwrap();
        let refused = launch.slots::<Order>().unwrap_err();
        assert_eq!(refused.to_string(), "event `request.intent`: missing");
    }

    #[test]
    fn tell_what_was_said_and_what_was_meant() {
        let slots = json!({"item": resolved("a cuppa", "tea", "T1")});
        let intent = json!({"name": "OrderIntent", "slots": slots});
        let request = request(&json!({"type": "IntentRequest", "intent": intent})).unwrap();
        let slot = request.slot("item").unwrap();
        assert_eq!(slot.value(), Some("a cuppa"));
        assert_eq!(slot.meaning(), Some("tea"));
        assert_eq!(slot.id(), Some("T1"));
        assert!(!format!("{slot:?}").contains("cuppa"));
        assert!(request.slot("Item").is_none());
    }

    proptest! {
        #[test]
        fn come_as_they_were_said(item in "\\PC{1,20}", topping in "\\PC{1,20}") {
            let slots = json!({"item": {"value": &item}, "topping": {"value": &topping}});
            let expected = Order { item, topping: vec![topping], count: None };
            prop_assert_eq!(order(&slots).unwrap(), expected);
        }
    }
}
