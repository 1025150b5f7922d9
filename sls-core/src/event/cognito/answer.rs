//! What a trigger answers: the event with its response filled.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use crate::error::{Error, IntoError};
use crate::event::cognito::wire::Members;
use crate::event::part;
use crate::extract::Json;
use crate::failure::Failure;
use crate::reply::{self, IntoAnswer, Reply};

/// What a handler changes in the response of the event.
///
/// A handler returns one of the typed responses, [`Json`] of anything that serialises to an object,
/// or `()`, and need not make this itself. The members of the object are set in the event's
/// `response`; whatever else is in the event goes back as it came.
///
/// # Example
/// ```
/// use serde::Serialize;
/// use sls_core::event::cognito::{Answer, Trigger};
/// use sls_core::{App, Error, Handler};
///
/// #[derive(Serialize)]
/// struct Confirmed { #[serde(rename = "autoConfirmUser")] auto_confirm_user: bool }
///
/// async fn confirm() -> Result<Answer, Error> {
///     Answer::new(&Confirmed { auto_confirm_user: true })
/// }
///
/// let app = App::new().handler(Handler::new("confirm").on(Trigger::new("PreSignUp"), confirm));
/// # assert!(app.into_service().is_ok());
/// ```
#[derive(Clone)]
#[must_use]
pub struct Answer {
    /// An object; `None` to return the event as it came.
    response: Option<Box<RawValue>>,
}

impl Answer {
    /// Sets these members of the event's response.
    ///
    /// # Errors
    /// The response cannot be written as a JSON object.
    pub fn new(response: &impl Serialize) -> Result<Self, Error> {
        Ok(Self { response: Some(part::write_object(response, WHAT)?) })
    }

    /// Returns the event as it came.
    pub const fn unchanged() -> Self {
        Self { response: None }
    }

    /// The reply to an event.
    pub(super) fn encode(self, event: &Bytes) -> Result<Reply, Failure> {
        let Some(response) = self.response else { return Ok(Reply::json(event.clone())) };
        let merged = merged(event, &response).map_err(|error| {
            Failure::new("Sls.ReplyEncode", format!("{WHAT} cannot be added to the event: {error}"))
        })?;
        Ok(Reply::json(merged))
    }
}

const WHAT: &str = "the trigger's response";
const RESPONSE: &str = "response";

fn merged(event: &Bytes, response: &RawValue) -> serde_json::Result<Vec<u8>> {
    let mut event: Members<'_> = serde_json::from_slice(event)?;
    let old = event.get(RESPONSE).map_or("null", RawValue::get);
    let mut members = serde_json::from_str::<Option<Members<'_>>>(old)?.unwrap_or_default();
    members.merge(serde_json::from_str(response.get())?);
    let members = to_raw_value(&members)?;
    event.set(Cow::Borrowed(RESPONSE), &members);
    serde_json::to_vec(&event)
}

impl reply::Answer for Answer {}

/// A return value of a trigger's handler, beside [`Answer`] itself.
///
/// # Example
/// ```
/// use sls_core::Json;
/// use sls_core::event::cognito::Respond;
///
/// assert!(().respond().is_ok());
/// assert!(Json(7).respond().is_err());
/// ```
pub trait Respond {
    /// The answer.
    ///
    /// # Errors
    /// The value cannot be written as a JSON object.
    fn respond(self) -> Result<Answer, Error>;
}

/// The event goes back as it came.
impl Respond for () {
    fn respond(self) -> Result<Answer, Error> {
        Ok(Answer::unchanged())
    }
}

impl<T: Serialize> Respond for Json<T> {
    fn respond(self) -> Result<Answer, Error> {
        Answer::new(&self)
    }
}

#[diagnostic::do_not_recommend]
impl<T: Respond> IntoAnswer<Answer> for T {
    fn into_answer(self) -> Result<Answer, Error> {
        self.respond()
    }
}

#[diagnostic::do_not_recommend]
impl<T: Respond, E: IntoError> IntoAnswer<Answer> for Result<T, E> {
    fn into_answer(self) -> Result<Answer, Error> {
        self.map_err(E::into_error)?.respond()
    }
}

/// Without the response, which may be confidential.
impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("is_unchanged", &self.response.is_none())
            .finish_non_exhaustive()
    }
}

/// Makes typed responses what handlers may return.
macro_rules! respond {
    ($($response:ty),*) => {$(
        impl crate::event::cognito::Respond for $response {
            fn respond(self) -> Result<crate::event::cognito::Answer, crate::error::Error> {
                crate::event::cognito::Answer::new(&self)
            }
        }
    )*};
}

pub(super) use respond;

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    fn encoded(answer: Answer, event: &str) -> String {
        let reply = answer.encode(&Bytes::from(event.to_owned())).unwrap();
        String::from_utf8(reply.collect().now_or_never().unwrap().bytes.to_vec()).unwrap()
    }

    #[track_caller]
    fn check(event: &str, expected: &str) {
        let answer = Answer::new(&json!({"a": true, "b": [1]})).unwrap();
        assert_eq!(encoded(answer, event), expected);
    }

    #[test]
    fn sets_members_of_the_response_and_leaves_the_rest() {
        check(
            r#"{"version": "1", "request": {"n": 1.50}, "response": {"a": false, "c": "ä"}, "x": null}"#,
            r#"{"version":"1","request":{"n": 1.50},"response":{"a":true,"c":"ä","b":[1]},"x":null}"#,
        );
        check(r#"{"response":null,"x":1}"#, r#"{"response":{"a":true,"b":[1]},"x":1}"#);
        check(r#"{"x":1}"#, r#"{"x":1,"response":{"a":true,"b":[1]}}"#);
    }

    #[test]
    fn is_the_same_event_where_nothing_changes() {
        let event = r#"{"response": {"a": false}, "x":1 }"#;
        assert_eq!(encoded(Answer::unchanged(), event), event);
    }

    #[test]
    fn refuses_what_is_no_object() {
        let error = Answer::new(&7).unwrap_err();
        assert_eq!(error.error_type(), "Sls.ReplyEncode");
        let answer = Answer::new(&json!({})).unwrap();
        let failure = answer.encode(&Bytes::from_static(br#"{"response":7}"#)).unwrap_err();
        assert_eq!(failure.error_type(), "Sls.ReplyEncode");
    }

    proptest! {
        #[test]
        fn keeps_everything_of_the_event_but_what_it_sets(
            request in proptest::collection::btree_map("\\PC{0,8}", any::<i64>(), 0..4),
            old in proptest::collection::btree_map("[a-d]", "\\PC{0,8}", 0..4),
            new in proptest::collection::btree_map("[a-d]", "\\PC{0,8}", 0..4),
        ) {
            let mut expected = json!({"request": request, "response": old, "userName": "ada"});
            let event = expected.to_string();
            let answer = Answer::new(&new).unwrap();
            let encoded: Value = serde_json::from_str(&encoded(answer, &event)).unwrap();
            for (name, value) in new {
                expected["response"][name] = value.into();
            }
            prop_assert_eq!(encoded, expected);
        }
    }
}
