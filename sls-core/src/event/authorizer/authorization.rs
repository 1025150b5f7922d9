//! What an authorizer answers.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::error::{Error, IntoError};
use crate::event::authorizer::policy::{PRINCIPAL, scalar};
use crate::event::authorizer::{Policy, Resource};
use crate::event::part;
use crate::failure::Failure;
use crate::reply::{Answer, IntoAnswer, Reply};

/// The most bytes of an answer to a WebSocket API.
const MOST_WEB_SOCKET_BYTES: usize = 8 * 1024;

/// Whether a request may pass: a yes or a no, or an IAM policy.
///
/// # Example
/// ```
/// use sls_core::event::authorizer::{Authorization, Authorizer, Request};
/// use sls_core::{App, Handler};
///
/// async fn check(request: Request) -> Authorization {
///     Authorization::simple(request.header("x-api-key") == Some("let-me-in"))
/// }
///
/// let app = App::new().handler(Handler::new("check").on(Authorizer::new("abc123"), check));
/// # assert!(app.into_service().is_ok());
/// ```
#[must_use]
pub struct Authorization(Decision);

enum Decision {
    Simple { is_authorized: bool, context: Option<Box<RawValue>> },
    Policy(Policy),
}

impl Authorization {
    /// Lets the request pass, or not.
    ///
    /// Only HTTP APIs with payload format 2.0 take this answer, if simple responses are enabled.
    /// All others receive a policy that allows or denies exactly what was asked for: where answers
    /// are kept for later requests, that policy denies the other methods, and a [`Policy`] that
    /// speaks of all of them is the better answer.
    pub const fn simple(is_authorized: bool) -> Self {
        Self(Decision::Simple { is_authorized, context: None })
    }

    /// Default: empty. Sets values for the integration and for access logs, all at once.
    ///
    /// A simple answer takes any JSON. A policy takes text, numbers and flags, so there lists and
    /// objects are sent as JSON text.
    ///
    /// # Errors
    /// The context cannot be written as a JSON object.
    pub fn context(mut self, context: &impl Serialize) -> Result<Self, Error> {
        let json = part::write_object(context, CONTEXT)?;
        match &mut self.0 {
            Decision::Simple { context, .. } => *context = Some(json),
            Decision::Policy(policy) => policy.set_context(scalars(&json)?),
        }
        Ok(self)
    }

    /// The reply to a question about `asked`.
    pub(super) fn encode(self, asked: &Asked) -> Result<Reply, Failure> {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Simple<'a> {
            is_authorized: bool,
            #[serde(skip_serializing_if = "Option::is_none")]
            context: Option<&'a RawValue>,
        }

        let bytes = match &self.0 {
            Decision::Simple { is_authorized, context } if asked.takes_simple_answers => {
                let context = context.as_deref();
                part::write_reply(&Simple { is_authorized: *is_authorized, context }, WHAT)?
            }
            Decision::Simple { is_authorized, context } => {
                let policy = equivalent(*is_authorized, context.as_deref(), &asked.resource)?;
                part::write_reply(&policy.wire(), WHAT)?
            }
            Decision::Policy(policy) => part::write_reply(&policy.wire(), WHAT)?,
        };
        if asked.is_web_socket && bytes.len() > MOST_WEB_SOCKET_BYTES {
            let problem = format!(
                "the WebSocket API would refuse the authorizer's answer: it has {} bytes, of at \
                 most {MOST_WEB_SOCKET_BYTES}",
                bytes.len()
            );
            return Err(Failure::new("Sls.ReplyTooLarge", problem));
        }
        Ok(Reply::json(bytes))
    }
}

const WHAT: &str = "the authorizer's answer";
const CONTEXT: &str = "the authorizer's context";

/// The question that an authorization answers.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) resource: Resource,
    pub(super) takes_simple_answers: bool,
    pub(super) is_web_socket: bool,
}

/// A policy about nothing but what was asked for: none else was confirmed.
fn equivalent(
    is_authorized: bool,
    context: Option<&RawValue>,
    resource: &Resource,
) -> Result<Policy, Failure> {
    let resource = resource.clone();
    let mut policy = match is_authorized {
        true => Policy::allow(PRINCIPAL, resource),
        false => Policy::deny(PRINCIPAL, resource),
    };
    if let Some(context) = context {
        policy.set_context(scalars(context)?);
    }
    Ok(policy)
}

fn scalars(context: &RawValue) -> Result<BTreeMap<String, super::Scalar>, Failure> {
    let values: BTreeMap<String, Value> = serde_json::from_str(context.get()).map_err(|error| {
        Failure::new("Sls.ReplyEncode", format!("{CONTEXT} cannot be sent: {error}"))
    })?;
    Ok(values.into_iter().filter_map(|(name, value)| Some((name, scalar(value)?))).collect())
}

impl From<Policy> for Authorization {
    fn from(policy: Policy) -> Self {
        Self(Decision::Policy(policy))
    }
}

impl Answer for Authorization {}

#[diagnostic::do_not_recommend]
impl IntoAnswer<Authorization> for Policy {
    fn into_answer(self) -> Result<Authorization, Error> {
        Ok(self.into())
    }
}

#[diagnostic::do_not_recommend]
impl<E: IntoError> IntoAnswer<Authorization> for Result<Policy, E> {
    fn into_answer(self) -> Result<Authorization, Error> {
        self.map(Into::into).map_err(E::into_error)
    }
}

/// Without the context, which may be confidential.
impl fmt::Debug for Authorization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Decision::Simple { is_authorized, .. } => {
                write!(f, "Authorization::simple({is_authorized})")
            }
            Decision::Policy(policy) => policy.fmt(f),
        }
    }
}

/// The error by which an authorizer says that nobody has identified themselves.
///
/// API Gateway answers with the status 401, and with 500 after every other error.
///
/// # Example
/// ```
/// use sls_core::event::authorizer::{Authorization, Request, Unauthorized};
///
/// async fn check(request: Request) -> Result<Authorization, Unauthorized> {
///     let token = request.bearer_token().ok_or(Unauthorized)?;
///     Ok(Authorization::simple(token == "let-me-in"))
/// }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(clippy::exhaustive_structs, reason = "API Gateway compares its message word for word")]
pub struct Unauthorized;

impl fmt::Display for Unauthorized {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Unauthorized")
    }
}

impl std::error::Error for Unauthorized {}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;
    use serde_json::json;

    use super::*;

    fn asked(takes_simple_answers: bool) -> Asked {
        let arn = "arn:aws:execute-api:eu-west-1:111122223333:abc123/prod/GET/pets";
        let resource = Resource::parse(arn).unwrap();
        Asked { resource, takes_simple_answers, is_web_socket: false }
    }

    fn encoded(authorization: Authorization, asked: &Asked) -> Value {
        let reply = authorization.encode(asked).unwrap();
        serde_json::from_slice(&reply.collect().now_or_never().unwrap().bytes).unwrap()
    }

    #[test]
    fn is_simple_where_the_api_takes_that() {
        let nested = json!({"a": [1], "b": null});
        let authorization = Authorization::simple(true).context(&nested).unwrap();
        assert_eq!(
            encoded(authorization, &asked(true)),
            json!({"isAuthorized": true, "context": nested})
        );
        let denied = encoded(Authorization::simple(false), &asked(true));
        assert_eq!(denied, json!({"isAuthorized": false}));
    }

    #[test]
    fn is_a_policy_about_the_request_alone_everywhere_else() {
        for (is_authorized, effect) in [(true, "Allow"), (false, "Deny")] {
            let context = json!({"a": [1, "x"], "b": null, "c": 2, "d": "text", "e": false});
            let authorization = Authorization::simple(is_authorized).context(&context).unwrap();
            let encoded = encoded(authorization, &asked(false));
            assert_eq!(encoded["principalId"], "user");
            let statements = &encoded["policyDocument"]["Statement"];
            assert_eq!(statements.as_array().unwrap().len(), 1);
            assert_eq!(statements[0]["Effect"], effect);
            assert_eq!(statements[0]["Resource"], asked(false).resource.to_string());
            let flat = json!({"a": "[1,\"x\"]", "c": 2, "d": "text", "e": false});
            assert_eq!(encoded["context"], flat);
        }
    }

    #[test]
    fn stays_a_policy_where_simple_answers_are_taken() {
        let policy = Policy::allow("user-7", asked(true).resource);
        let authorization = Authorization::from(policy).context(&json!({"a": {}})).unwrap();
        let encoded = encoded(authorization, &asked(true));
        assert_eq!(encoded["principalId"], "user-7");
        assert_eq!(encoded["context"], json!({"a": "{}"}));
    }

    #[test]
    fn refuses_contexts_that_are_no_objects() {
        assert!(Authorization::simple(true).context(&7).is_err());
    }

    #[test]
    fn refuses_what_is_longer_than_a_web_socket_api_takes() {
        let context = |bytes| json!({"a": "a".repeat(bytes)});
        let encode = |bytes, is_web_socket| {
            let asked = Asked { is_web_socket, ..asked(false) };
            Authorization::simple(true).context(&context(bytes)).unwrap().encode(&asked)
        };
        assert!(encode(7000, true).is_ok());
        assert!(encode(8192, false).is_ok());
        let failure = encode(8192, true).unwrap_err();
        assert_eq!(failure.error_type(), "Sls.ReplyTooLarge");
        assert!(failure.message().ends_with("bytes, of at most 8192"), "{failure}");
    }

    #[test]
    fn fails_in_the_one_word_that_api_gateway_knows() {
        let failure = Failure::from(Error::from(Unauthorized));
        assert_eq!((failure.error_type(), failure.message()), ("Unauthorized", "Unauthorized"));
    }
}
