//! The event of a trigger as an argument.

use std::fmt;

use bytes::Bytes;
use bytestring::ByteString;
use serde::de::DeserializeOwned;

use crate::event::cognito::wire;
use crate::event::part;
use crate::event::shared::{share_bytes, share_optional};
use crate::extract::{FromInput, Input, Location, Rejection};

/// What a trigger says: who, of which user pool, and the request of type `R`.
///
/// Where the request alone matters, take the type itself: the payload is the event's member
/// `request`.
///
/// # Example
/// ```
/// use sls_core::event::cognito::{Event, PostConfirmationRequest, Trigger};
/// use sls_core::{App, Error, Handler};
///
/// async fn welcome(event: Event<PostConfirmationRequest>) -> Result<(), Error> {
///     println!("{} of {}", event.user_name(), event.user_pool_id());
///     Ok(())
/// }
///
/// let trigger = Trigger::new("PostConfirmation");
/// let app = App::new().handler(Handler::new("welcome").on(trigger, welcome));
/// # assert!(app.into_service().is_ok());
/// ```
#[derive(Clone)]
pub struct Event<R> {
    trigger_source: ByteString,
    version: ByteString,
    region: ByteString,
    user_pool_id: ByteString,
    user_name: ByteString,
    client_id: ByteString,
    request: R,
}

impl<R> Event<R> {
    /// The trigger and what set it off, such as `PreSignUp_AdminCreateUser`.
    #[must_use]
    pub fn trigger_source(&self) -> &str {
        &self.trigger_source
    }

    /// The version of the event's form, such as `1`.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The AWS Region of the user pool.
    #[must_use]
    pub fn region(&self) -> &str {
        &self.region
    }

    /// The id of the user pool; empty for identity pools.
    #[must_use]
    pub fn user_pool_id(&self) -> &str {
        &self.user_pool_id
    }

    /// The person's name in the user pool.
    #[must_use]
    pub fn user_name(&self) -> &str {
        &self.user_name
    }

    /// The id of the app client through which the person came.
    #[must_use]
    pub fn client_id(&self) -> &str {
        &self.client_id
    }

    /// What this trigger's kind says.
    #[must_use]
    pub fn request(&self) -> &R {
        &self.request
    }

    /// The same by value.
    #[must_use]
    pub fn into_request(self) -> R {
        self.request
    }
}

/// A request that has not been decoded; `None` where the event has none.
pub(super) type Undecoded = Event<Option<Bytes>>;

impl Undecoded {
    pub(super) fn shared(raw: &Bytes, event: &wire::Event<'_>) -> Self {
        let text = |text: &_| share_optional(raw, text).unwrap_or_default();
        Self {
            trigger_source: part::text(raw, event.trigger()),
            version: part::text(raw, event.version().unwrap_or_default()),
            region: text(&event.region),
            user_pool_id: text(&event.user_pool_id),
            user_name: text(&event.user_name),
            client_id: text(&event.caller_context.client_id),
            request: event.request.map(|json| share_bytes(raw, json.get().as_bytes())),
        }
    }

    fn decode<R: DeserializeOwned>(self) -> Result<Event<R>, Rejection> {
        let request = self.request.ok_or_else(|| part::missing("request"))?;
        let request = std::str::from_utf8(&request).unwrap_or_default();
        Ok(Event {
            trigger_source: self.trigger_source,
            version: self.version,
            region: self.region,
            user_pool_id: self.user_pool_id,
            user_name: self.user_name,
            client_id: self.client_id,
            request: part::read(request, Location::Event, "request")?,
        })
    }
}

#[diagnostic::do_not_recommend]
impl<R: DeserializeOwned + Send> FromInput for Event<R> {
    fn from_input(input: &Input<'_>) -> Result<Self, Rejection> {
        input.demand::<Undecoded>("a trigger of Amazon Cognito")?.decode()
    }
}

/// Without the request and the person, which are confidential.
impl<R> fmt::Debug for Event<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Event")
            .field("trigger_source", &self.trigger_source)
            .field("user_pool_id", &self.user_pool_id)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::event::Source;
    use crate::event::cognito::PreSignUpRequest;
    use crate::event::cognito::serve::Unit;
    use crate::event::shared::extract;
    use crate::extract::Whole;

    fn event<R: DeserializeOwned + Send>(event: &Value) -> Result<Event<R>, Rejection> {
        let raw = Bytes::from(event.to_string());
        let decoded = wire::decode(std::str::from_utf8(&raw).unwrap()).unwrap();
        extract(Source::Cognito, &Unit { raw: &raw, event: &decoded })
    }

    fn sign_up(request: &Value) -> Value {
        json!({
            "version": "1", "region": "eu-west-1", "userPoolId": "eu-west-1_AbC",
            "userName": "ada", "callerContext": {"awsSdkVersion": "x", "clientId": "client-1"},
            "triggerSource": "PreSignUp_SignUp", "request": request, "response": {},
        })
    }

    #[test]
    fn has_what_cognito_says_about_it() {
        let event: Event<PreSignUpRequest> =
            event(&sign_up(&json!({"userAttributes": {"email": "ada@example.com"}}))).unwrap();
        assert_eq!(event.trigger_source(), "PreSignUp_SignUp");
        assert_eq!(event.version(), "1");
        assert_eq!(event.region(), "eu-west-1");
        assert_eq!(event.user_pool_id(), "eu-west-1_AbC");
        assert_eq!(event.user_name(), "ada");
        assert_eq!(event.client_id(), "client-1");
        assert_eq!(event.request().user_attributes.get("email"), Some("ada@example.com"));
        assert!(!format!("{event:?}").contains("ada"), "{event:?}");
        assert_eq!(event.into_request().client_metadata.len(), 0);
    }

    #[test]
    fn says_where_the_request_does_not_fit() {
        let refused = event::<PreSignUpRequest>(&sign_up(&json!({"userAttributes": 7})));
        assert_eq!(
            refused.unwrap_err().to_string(),
            "event `request.userAttributes`: expected an object of strings"
        );
        let refused = event::<Value>(&json!({"eventType": "SyncTrigger"})).unwrap_err();
        assert_eq!(refused.to_string(), "event `request`: missing");
    }

    #[test]
    fn is_refused_on_other_sources() {
        let event = Bytes::from_static(b"{}");
        let refused = extract::<Event<Value>>(Source::Unrecognized, &Whole(&event)).unwrap_err();
        assert_eq!(refused.to_string(), "event: not a trigger of Amazon Cognito");
    }
}
