//! What a handler answers.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::error::{Error, IntoError};
use crate::event::part;
use crate::failure::Failure;
use crate::reply::{self, IntoAnswer, Reply, StoredAs};

/// A resource as its handler leaves it; a handler may also return `()`.
///
/// # Example
/// ```
/// use serde::Serialize;
/// use sls_core::Error;
/// use sls_core::event::custom_resource::Answer;
///
/// #[derive(Serialize)]
/// #[serde(rename_all = "PascalCase")]
/// struct Thing { endpoint: String, password: String }
///
/// async fn thing() -> Result<Answer, Error> {
///     let thing = Thing { endpoint: "https://tea.test".into(), password: "engine".into() };
///     Ok(Answer::new().physical_id("thing-1").data(&thing)?.no_echo())
/// }
/// ```
#[derive(Clone, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
#[must_use]
pub struct Answer {
    #[serde(rename = "PhysicalResourceId", skip_serializing_if = "Option::is_none")]
    pub(super) physical_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) data: Option<Box<RawValue>>,
    pub(super) no_echo: bool,
}

impl Answer {
    /// Everything is done, and there is nothing to say about it.
    pub fn new() -> Self {
        Self::default()
    }

    /// Default: that of the request. The resource's own id, of up to 1024 bytes.
    ///
    /// Another id after an update means that there is another resource now.
    pub fn physical_id(mut self, id: impl Into<String>) -> Self {
        self.physical_id = Some(id.into());
        self
    }

    /// Default: none. Values that templates reach with `Fn::GetAtt`, all at once.
    ///
    /// The whole answer has at most 4096 bytes.
    ///
    /// # Errors
    /// The data cannot be written as a JSON object.
    pub fn data(mut self, data: &impl Serialize) -> Result<Self, Error> {
        self.data = Some(part::write_object(data, "the custom resource's data")?);
        Ok(self)
    }

    /// Default: they are shown. Masks the values of the data wherever CloudFormation shows them.
    pub fn no_echo(mut self) -> Self {
        self.no_echo = true;
        self
    }

    /// The answer as it passes through the handler's layers.
    pub(super) fn into_reply(self) -> Result<Reply, Failure> {
        part::write_reply(&self, "the custom resource's answer").map(Reply::json)
    }

    /// The answer as a layer has let it pass, or has given it.
    pub(super) async fn from_reply(reply: Reply) -> Result<Self, Failure> {
        let collected = reply.collect().await;
        if let Some(failure) = collected.error {
            return Err(failure);
        }
        let answer = serde_json::from_slice::<Option<Self>>(&collected.bytes);
        answer.map(Option::unwrap_or_default).map_err(|error| {
            let problem = format!("a layer's reply is no answer of a custom resource: {error}");
            Failure::new("Sls.ReplyEncode", problem)
        })
    }
}

impl reply::Answer for Answer {
    const STORED_AS: Option<StoredAs<Self>> = Some(StoredAs::JSON);
}

#[diagnostic::do_not_recommend]
impl IntoAnswer<Answer> for () {
    fn into_answer(self) -> Result<Answer, Error> {
        Ok(Answer::new())
    }
}

#[diagnostic::do_not_recommend]
impl<E: IntoError> IntoAnswer<Answer> for Result<(), E> {
    fn into_answer(self) -> Result<Answer, Error> {
        self.map(|()| Answer::new()).map_err(E::into_error)
    }
}

/// Without the data, which may be confidential.
impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("physical_id", &self.physical_id)
            .field("no_echo", &self.no_echo)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;
    use serde_json::json;

    use super::*;

    fn passed_on(reply: Reply) -> Result<Answer, Failure> {
        Answer::from_reply(reply).now_or_never().unwrap()
    }

    #[test]
    fn passes_through_layers_as_it_is() {
        let answer = Answer::new().physical_id("thing-1").no_echo();
        let answer = answer.data(&json!({"Name": "secret"})).unwrap();
        assert!(!format!("{answer:?}").contains("secret"));
        let passed = passed_on(answer.into_reply().unwrap()).unwrap();
        assert_eq!(passed.physical_id.as_deref(), Some("thing-1"));
        assert_eq!(passed.data.unwrap().get(), r#"{"Name":"secret"}"#);
        assert!(passed.no_echo);
        assert!(passed_on(Reply::json("null")).unwrap().physical_id.is_none());
    }

    #[test]
    fn is_not_whatever_a_layer_says() {
        let failure = passed_on(Reply::json("[]x")).unwrap_err();
        assert_eq!(failure.error_type(), "Sls.ReplyEncode");
    }

    #[test]
    fn refuses_data_that_is_no_object() {
        assert!(Answer::new().data(&"x").is_err());
    }
}
