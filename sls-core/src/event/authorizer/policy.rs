//! An answer as an IAM policy.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use crate::event::authorizer::Resource;

/// What a caller may use and what not, as a policy that API Gateway evaluates.
///
/// What no statement allows is denied, and a denial wins over an allowance. The policy may be kept
/// and applied to later requests of the same identity, for five minutes in a REST API unless
/// configured otherwise: let it speak of everything that the caller may do
/// (Amazon API Gateway developer guide, "Output from an API Gateway Lambda authorizer").
///
/// # Example
/// ```
/// use sls_core::event::authorizer::{Authorizer, Policy, Request, Unauthorized};
/// use sls_core::{App, Handler};
///
/// async fn check(request: Request) -> Result<Policy, Unauthorized> {
///     match request.bearer_token() {
///         Some("let-me-in") => Ok(Policy::allow("user-7", request.resource().whole_stage())
///             .and_deny(request.resource().with_any_method().with_path("/admin/*"))
///             .context("tenant", "acme")),
///         Some(_) => Ok(Policy::deny("nobody", request.resource().whole_stage())),
///         None => Err(Unauthorized),
///     }
/// }
///
/// let app = App::new().handler(Handler::new("check").on(Authorizer::any(), check));
/// # assert!(app.into_service().is_ok());
/// ```
#[derive(Clone, PartialEq)]
#[must_use]
pub struct Policy {
    principal_id: String,
    /// One of the two is not empty.
    allowed: Vec<Resource>,
    denied: Vec<Resource>,
    context: BTreeMap<String, Scalar>,
    usage_identifier_key: Option<String>,
}

impl Policy {
    /// Allows a caller something; the id appears in access logs, as `user` if it is empty.
    pub fn allow(principal_id: impl Into<String>, resource: Resource) -> Self {
        Self { allowed: vec![resource], ..Self::empty(principal_id.into()) }
    }

    /// Denies a caller something; the id appears in access logs, as `user` if it is empty.
    pub fn deny(principal_id: impl Into<String>, resource: Resource) -> Self {
        Self { denied: vec![resource], ..Self::empty(principal_id.into()) }
    }

    /// API Gateway takes no policy for nobody.
    fn empty(principal_id: String) -> Self {
        let principal_id = match principal_id.is_empty() {
            true => PRINCIPAL.to_owned(),
            false => principal_id,
        };
        Self {
            principal_id,
            allowed: Vec::new(),
            denied: Vec::new(),
            context: BTreeMap::new(),
            usage_identifier_key: None,
        }
    }

    /// Allows something else too.
    pub fn and_allow(mut self, resource: Resource) -> Self {
        self.allowed.push(resource);
        self
    }

    /// Denies something else too, even where it is allowed.
    pub fn and_deny(mut self, resource: Resource) -> Self {
        self.denied.push(resource);
        self
    }

    /// Default: empty. Adds a value for the integration and for access logs.
    ///
    /// It arrives as text in `requestContext.authorizer` of the event.
    pub fn context(mut self, name: impl Into<String>, value: impl Into<Scalar>) -> Self {
        self.context.insert(name.into(), value.into());
        self
    }

    /// Default: none. The API key whose usage plan counts, in REST APIs that take it from here.
    pub fn usage_identifier_key(mut self, key: impl Into<String>) -> Self {
        self.usage_identifier_key = Some(key.into());
        self
    }

    pub(super) fn set_context(&mut self, context: BTreeMap<String, Scalar>) {
        self.context = context;
    }

    /// The policy as API Gateway reads it.
    pub(super) fn wire(&self) -> impl Serialize {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Answer<'a> {
            principal_id: &'a str,
            policy_document: Document<'a>,
            #[serde(skip_serializing_if = "BTreeMap::is_empty")]
            context: &'a BTreeMap<String, Scalar>,
            #[serde(skip_serializing_if = "Option::is_none")]
            usage_identifier_key: Option<&'a str>,
        }

        #[derive(Serialize)]
        #[serde(rename_all = "PascalCase")]
        struct Document<'a> {
            version: &'static str,
            statement: Vec<Statement<'a>>,
        }

        #[derive(Serialize)]
        #[serde(rename_all = "PascalCase")]
        struct Statement<'a> {
            action: &'static str,
            effect: &'static str,
            resource: Resources<'a>,
        }

        #[derive(Serialize)]
        #[serde(untagged)]
        enum Resources<'a> {
            One(&'a Resource),
            Several(&'a [Resource]),
        }

        let statement = [("Allow", &self.allowed), ("Deny", &self.denied)];
        let statement = statement.into_iter().filter_map(|(effect, resources)| {
            let resource = match &**resources {
                [] => return None,
                [one] => Resources::One(one),
                several => Resources::Several(several),
            };
            Some(Statement { action: "execute-api:Invoke", effect, resource })
        });
        Answer {
            principal_id: &self.principal_id,
            policy_document: Document { version: "2012-10-17", statement: statement.collect() },
            context: &self.context,
            usage_identifier_key: self.usage_identifier_key.as_deref(),
        }
    }
}

/// Who is meant where the handler names nobody.
pub(super) const PRINCIPAL: &str = "user";

/// Without the context and the key, which may be confidential.
impl fmt::Debug for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Policy")
            .field("principal_id", &self.principal_id)
            .field("allowed", &self.allowed)
            .field("denied", &self.denied)
            .finish_non_exhaustive()
    }
}

/// A value in the context of a policy: text, a number or a flag.
///
/// REST APIs refuse every other value.
///
/// # Example
/// ```
/// use sls_core::event::authorizer::Scalar;
///
/// assert_eq!(Scalar::from("acme"), Scalar::Text("acme".to_owned()));
/// assert_eq!(Scalar::from(true), Scalar::Flag(true));
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Scalar {
    /// `true` or `false`.
    Flag(bool),
    /// A number.
    Number(serde_json::Number),
    /// A text.
    Text(String),
}

macro_rules! scalar {
    ($($ty:ty => $variant:ident),*) => {$(
        impl From<$ty> for Scalar {
            fn from(value: $ty) -> Self {
                Self::$variant(value.into())
            }
        }
    )*};
}

scalar!(
    bool => Flag, i32 => Number, i64 => Number, u32 => Number, u64 => Number, &str => Text,
    String => Text
);

/// A number, or text such as `NaN` where JSON has no number for it.
impl From<f64> for Scalar {
    fn from(value: f64) -> Self {
        serde_json::Number::from_f64(value)
            .map_or_else(|| Self::Text(value.to_string()), Self::Number)
    }
}

/// Other values than scalars as JSON text; nothing for null.
pub(super) fn scalar(value: serde_json::Value) -> Option<Scalar> {
    use serde_json::Value;

    Some(match value {
        Value::Null => return None,
        Value::Bool(flag) => Scalar::Flag(flag),
        Value::Number(number) => Scalar::Number(number),
        Value::String(text) => Scalar::Text(text),
        nested @ (Value::Array(_) | Value::Object(_)) => Scalar::Text(nested.to_string()),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    fn pets() -> Resource {
        let arn = "arn:aws:execute-api:eu-west-1:111122223333:abc123/prod/GET/pets";
        Resource::parse(arn).unwrap()
    }

    fn encoded(policy: &Policy) -> Value {
        serde_json::to_value(policy.wire()).unwrap()
    }

    #[test]
    fn has_the_form_that_api_gateway_documents() {
        let policy = Policy::allow("user-7", pets().with_path("*"))
            .context("tenant", "acme")
            .context("n", 1)
            .context("flag", true)
            .usage_identifier_key("key-1");
        let statement = json!({"Action": "execute-api:Invoke", "Effect": "Allow",
            "Resource": "arn:aws:execute-api:eu-west-1:111122223333:abc123/prod/GET/*"});
        let expected = json!({
            "principalId": "user-7",
            "policyDocument": {"Version": "2012-10-17", "Statement": [statement]},
            "context": {"tenant": "acme", "n": 1, "flag": true},
            "usageIdentifierKey": "key-1",
        });
        assert_eq!(encoded(&policy), expected);
    }

    #[test]
    fn leaves_out_what_is_not_set() {
        let encoded = encoded(&Policy::deny("nobody", pets()));
        assert_eq!(encoded.as_object().unwrap().len(), 2);
    }

    #[test]
    fn always_names_somebody() {
        assert_eq!(encoded(&Policy::allow("", pets()))["principalId"], "user");
    }

    #[test]
    fn has_one_statement_per_effect() {
        let policy = Policy::deny("user-7", pets()).and_allow(pets().whole_stage());
        let policy = policy.and_deny(pets().with_any_method());
        let statements = &encoded(&policy)["policyDocument"]["Statement"];
        assert_eq!(statements.as_array().unwrap().len(), 2);
        assert_eq!(statements[0]["Effect"], "Allow");
        assert!(statements[0]["Resource"].is_string());
        assert_eq!(statements[1]["Effect"], "Deny");
        assert_eq!(statements[1]["Resource"].as_array().unwrap().len(), 2);
    }

    #[test]
    fn holds_numbers_that_json_lacks_as_text() {
        assert_eq!(Scalar::from(0.5), Scalar::Number(serde_json::Number::from_f64(0.5).unwrap()));
        assert_eq!(Scalar::from(f64::NAN), Scalar::Text("NaN".to_owned()));
    }

    proptest! {
        #[test]
        fn is_never_without_statements_or_with_a_nested_context(
            allowed in 0..3_usize, denied in 0..3_usize,
            context in proptest::collection::btree_map("\\PC{0,8}", any::<f64>(), 0..4),
        ) {
            let mut policy = Policy::allow("user-7", pets());
            for _ in 0..allowed { policy = policy.and_allow(pets()) }
            for _ in 0..denied { policy = policy.and_deny(pets()) }
            for (name, value) in &context { policy = policy.context(name, *value) }
            let encoded = encoded(&policy);
            let statements = encoded["policyDocument"]["Statement"].as_array().unwrap();
            prop_assert_eq!(statements.len(), 1 + usize::from(denied > 0));
            let context = encoded["context"].as_object().into_iter().flatten();
            for (_, value) in context {
                prop_assert!(value.is_number() || value.is_string(), "{}", value);
            }
        }
    }
}
