//! A request to be authorized as an argument.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use bytestring::ByteString;
use serde::de::DeserializeOwned;

use crate::event::authorizer::{Resource, wire};
use crate::event::part;
use crate::event::shared::share_bytes;
use crate::extract::{FromInput, Input, Location, Rejection};

/// A request that asks to be let through, or just its token.
///
/// Of a `TOKEN` authorizer only the token and the ARN of the method are known. The payload, which
/// [`Json`](crate::Json) decodes, is the whole event
/// (Amazon API Gateway developer guide, "Input to an API Gateway Lambda authorizer").
///
/// # Example
/// ```
/// use sls_core::event::authorizer::{Authorization, Request};
///
/// async fn check(request: Request) -> Authorization {
///     let reads = request.method() == "GET" && request.path().starts_with("/pets");
///     Authorization::simple(reads && request.query("key") == Some("let-me-in"))
/// }
/// ```
#[derive(Clone)]
pub struct Request {
    kind: ByteString,
    resource: Resource,
    token: Option<ByteString>,
    identity_sources: Vec<ByteString>,
    method: Option<ByteString>,
    path: Option<ByteString>,
    headers: Pairs,
    query: Pairs,
    path_parameters: Pairs,
    stage_variables: Pairs,
    cookies: Vec<ByteString>,
    context: Option<Bytes>,
}

type Pairs = Vec<(ByteString, ByteString)>;

impl Request {
    /// How the API asks: `TOKEN` or `REQUEST`.
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// What of the API is asked for, as policies name it.
    pub fn resource(&self) -> Resource {
        self.resource.clone()
    }

    /// The token, of a `TOKEN` authorizer or an HTTP API with payload format 1.0.
    #[must_use]
    pub fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    /// What follows `Bearer ` in the token, or in the header `Authorization`.
    #[must_use]
    pub fn bearer_token(&self) -> Option<&str> {
        let credentials = self.token().or_else(|| self.header("authorization"))?;
        let (scheme, token) = credentials.trim().split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim_start())
    }

    /// The values of the configured identity sources; REST APIs send none.
    pub fn identity_sources(&self) -> impl Iterator<Item = &str> {
        self.identity_sources.iter().map(|source| &**source)
    }

    /// The HTTP method, or the route's key in WebSocket APIs.
    #[must_use]
    pub fn method(&self) -> &str {
        self.method.as_deref().unwrap_or_else(|| self.resource.method())
    }

    /// The path, without a slash at its beginning if there is only a token.
    #[must_use]
    pub fn path(&self) -> &str {
        self.path.as_deref().or_else(|| self.resource.path()).unwrap_or_default()
    }

    /// The first value of a header, in any case of letters.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers();
        headers.find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// Names and values of the headers, as the API spells them.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        borrowed(&self.headers)
    }

    /// The first value of a parameter of the query string, decoded.
    #[must_use]
    pub fn query(&self, name: &str) -> Option<&str> {
        find(&self.query, name)
    }

    /// Names and values of the parameters of the query string, decoded.
    pub fn query_parameters(&self) -> impl Iterator<Item = (&str, &str)> {
        borrowed(&self.query)
    }

    /// A parameter in the route's path.
    #[must_use]
    pub fn path_parameter(&self, name: &str) -> Option<&str> {
        find(&self.path_parameters, name)
    }

    /// A variable of the API's stage.
    #[must_use]
    pub fn stage_variable(&self, name: &str) -> Option<&str> {
        find(&self.stage_variables, name)
    }

    /// The cookies as `name=value`, which only the payload format 2.0 has apart from the headers.
    pub fn cookies(&self) -> impl Iterator<Item = &str> {
        self.cookies.iter().map(|cookie| &**cookie)
    }

    /// The event's member `requestContext`: the caller's address, certificate and so on.
    ///
    /// # Errors
    /// There is none, as with tokens, or it does not fit the type.
    pub fn context<T: DeserializeOwned>(&self) -> Result<T, Rejection> {
        let context = self.context.as_deref().ok_or_else(|| part::missing("requestContext"))?;
        part::read(
            std::str::from_utf8(context).unwrap_or_default(),
            Location::Event,
            "requestContext",
        )
    }

    pub(super) fn shared(raw: &Bytes, event: &wire::Event<'_>, resource: &Resource) -> Self {
        let text = |text: &str| part::text(raw, text);
        let pairs = |pairs: &[(Cow<'_, str>, Cow<'_, str>)]| -> Pairs {
            pairs.iter().map(|(name, value)| (text(name), text(value))).collect()
        };
        Self {
            kind: text(&event.kind),
            resource: resource.clone(),
            token: event.authorization_token.as_deref().map(text),
            identity_sources: event.identity_sources().iter().map(|source| text(source)).collect(),
            method: event.method().map(text),
            path: event.path().map(text),
            headers: pairs(event.headers()),
            query: pairs(&event.query()),
            path_parameters: pairs(&event.path_parameters.0),
            stage_variables: pairs(&event.stage_variables.0),
            cookies: event.cookies.iter().map(|cookie| text(&cookie.0)).collect(),
            context: event.request_context.map(|json| share_bytes(raw, json.get().as_bytes())),
        }
    }
}

fn borrowed(pairs: &Pairs) -> impl Iterator<Item = (&str, &str)> {
    pairs.iter().map(|(name, value)| (&**name, &**value))
}

fn find<'a>(pairs: &'a Pairs, name: &str) -> Option<&'a str> {
    borrowed(pairs).find(|(other, _)| *other == name).map(|(_, value)| value)
}

/// Without tokens, headers and parameters, which are confidential.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("kind", &self.kind)
            .field("resource", &self.resource)
            .finish_non_exhaustive()
    }
}

#[diagnostic::do_not_recommend]
impl FromInput for Request {
    fn from_input(input: &Input<'_>) -> Result<Self, Rejection> {
        input.demand("a request to a Lambda authorizer")
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::{Value, json};

    use super::*;
    use crate::event::Source;
    use crate::event::authorizer::serve::Unit;
    use crate::event::shared::extract;
    use crate::extract::Whole;

    const ARN: &str = "arn:aws:execute-api:eu-west-1:111122223333:abc123/prod/GET/pets/7";

    fn request(event: &Value) -> Request {
        let raw = Bytes::from(event.to_string());
        let (decoded, resource) = wire::decode(std::str::from_utf8(&raw).unwrap()).unwrap();
        let unit = Unit { raw: &raw, event: &decoded, resource: &resource };
        extract(Source::ApiGatewayAuthorizer, &unit).unwrap()
    }

    #[test]
    fn has_a_token_and_an_arn_alone_from_a_token_authorizer() {
        let request = request(
            &json!({"type": "TOKEN", "authorizationToken": "Bearer abc", "methodArn": ARN}),
        );
        assert_eq!(request.kind(), "TOKEN");
        assert_eq!(request.token(), Some("Bearer abc"));
        assert_eq!(request.bearer_token(), Some("abc"));
        assert_eq!((request.method(), request.path()), ("GET", "pets/7"));
        assert_eq!(request.resource().to_string(), ARN);
        assert_eq!(request.context::<Value>().unwrap_err().path(), Some("requestContext"));
    }

    #[test]
    fn reads_the_form_of_rest_apis() {
        let request = request(&json!({
            "type": "REQUEST", "methodArn": ARN, "httpMethod": "GET", "path": "/pets/7",
            "headers": {"X-Key": "b", "Flag": true}, "multiValueHeaders": {"X-Key": ["a", "b"]},
            "queryStringParameters": {"q": "2"},
            "multiValueQueryStringParameters": {"q": ["1", "2"]},
            "pathParameters": {"id": "7"}, "stageVariables": null,
            "requestContext": {"identity": {"sourceIp": "203.0.113.9"}},
        }));
        assert_eq!((request.method(), request.path()), ("GET", "/pets/7"));
        assert_eq!(request.header("x-key"), Some("a"));
        assert_eq!(request.headers().count(), 2);
        assert_eq!(request.query("q"), Some("1"));
        assert_eq!(request.query_parameters().collect::<Vec<_>>(), [("q", "1"), ("q", "2")]);
        assert_eq!(request.path_parameter("id"), Some("7"));
        assert_eq!(request.stage_variable("x"), None);
        let context: Value = request.context().unwrap();
        assert_eq!(context["identity"]["sourceIp"], "203.0.113.9");
    }

    #[test]
    fn reads_the_form_of_payload_2() {
        let request = request(&json!({
            "version": "2.0", "type": "REQUEST", "routeArn": ARN, "identitySource": ["user1", "123"],
            "routeKey": "GET /pets/{id}", "rawPath": "/pets/7", "rawQueryString": "q=a%20b&q=2",
            "cookies": ["a=1", "b=2"], "headers": {"authorization": "bearer abc", "n": true},
            "queryStringParameters": {"q": "a b,2"}, "stageVariables": {"color": "blue"},
            "requestContext": {"http": {"method": "GET", "path": "/pets/7"}},
        }));
        assert_eq!((request.method(), request.path()), ("GET", "/pets/7"));
        assert_eq!(request.identity_sources().collect::<Vec<_>>(), ["user1", "123"]);
        assert_eq!(request.bearer_token(), Some("abc"));
        assert_eq!(request.header("N"), Some("true"));
        assert_eq!(request.query_parameters().collect::<Vec<_>>(), [("q", "a b"), ("q", "2")]);
        assert_eq!(request.cookies().collect::<Vec<_>>(), ["a=1", "b=2"]);
        assert_eq!(request.stage_variable("color"), Some("blue"));
    }

    #[test]
    fn says_where_its_context_does_not_fit() {
        #[derive(Debug, Deserialize)]
        struct Context {
            #[serde(rename = "stage")]
            _stage: u8,
        }
        let event = json!({"type": "REQUEST", "methodArn": ARN, "requestContext": {"stage": "x"}});
        let refused = request(&event).context::<Context>().unwrap_err();
        assert_eq!(refused.to_string(), "event `requestContext.stage`: expected u8");
    }

    #[test]
    fn knows_no_bearer_where_the_scheme_is_another() {
        for token in ["abc", "Basic abc", "", "Bearer"] {
            let event = json!({"type": "TOKEN", "authorizationToken": token, "methodArn": ARN});
            assert_eq!(request(&event).bearer_token(), None, "{token}");
        }
    }

    #[test]
    fn keeps_tokens_out_of_debug_output() {
        let event =
            json!({"type": "TOKEN", "authorizationToken": "Bearer secret", "methodArn": ARN});
        assert!(!format!("{:?}", request(&event)).contains("secret"));
    }

    #[test]
    fn is_refused_on_other_sources() {
        let event = Bytes::from_static(b"{}");
        let refused = extract::<Request>(Source::Unrecognized, &Whole(&event)).unwrap_err();
        assert_eq!(refused.to_string(), "event: not a request to a Lambda authorizer");
    }
}
