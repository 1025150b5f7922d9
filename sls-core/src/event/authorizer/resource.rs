//! What of an API a request asks for, and a policy is about.

use std::fmt;

use http::Method;
use serde::{Serialize, Serializer};

/// A method of an API, or several by wildcards, as policies name them.
///
/// It begins as what the request asks for ([`Request::resource`]) and is made wider from there,
/// so that it always lies in the API that asks
/// (Amazon API Gateway developer guide, "Control access for invoking an API").
///
/// [`Request::resource`]: crate::event::authorizer::Request::resource
///
/// # Example
/// ```
/// use sls_core::event::authorizer::{Policy, Request};
/// use sls_core::http::Method;
///
/// async fn check(request: Request) -> Policy {
///     // The answer may be kept for other methods, so it speaks of all that the user may do.
///     let reading = request.resource().with_method(&Method::GET).with_path("/pets/*");
///     Policy::allow("user-7", reading)
/// }
/// ```
#[derive(Clone, PartialEq, Eq)]
#[must_use]
pub struct Resource {
    /// `arn:aws:execute-api:eu-west-1:111122223333`
    prefix: String,
    api_id: String,
    stage: String,
    /// A route's key where there is no path.
    method: String,
    path: Option<Path>,
}

#[derive(Clone, PartialEq, Eq)]
enum Path {
    /// As it was requested: none of its characters is a wildcard.
    Exact(String),
    /// As the handler has written it.
    Pattern(String),
}

/// Everything, where a method, a stage or a path may stand.
const ANY: &str = "*";

impl Resource {
    /// Reads `arn:aws:execute-api:{region}:{account}:{api}/{stage}/{method}/{path}`.
    ///
    /// WebSocket APIs and the route `$default` have a key in the place of method and path.
    pub(super) fn parse(arn: &str) -> Option<Self> {
        let (prefix, resource) = arn.match_indices(':').nth(4).map(|(end, _)| arn.split_at(end))?;
        let mut parts = prefix.split(':');
        let names_an_api = parts.next() == Some("arn") && parts.nth(1) == Some("execute-api");
        let mut parts = resource[1..].splitn(4, '/');
        let mut part = || parts.next().filter(|part| !part.is_empty());
        let (api_id, stage, method) = (part()?, part()?, part()?);
        let path = parts.next().map(|path| Path::Exact(path.to_owned()));
        names_an_api.then(|| Self {
            prefix: prefix.to_owned(),
            api_id: api_id.to_owned(),
            stage: stage.to_owned(),
            method: method.to_owned(),
            path,
        })
    }

    /// The AWS Region of the API.
    #[must_use]
    pub fn region(&self) -> &str {
        self.prefix.split(':').nth(3).unwrap_or_default()
    }

    /// The AWS account of the API.
    #[must_use]
    pub fn account_id(&self) -> &str {
        self.prefix.split(':').nth(4).unwrap_or_default()
    }

    /// The API's id.
    #[must_use]
    pub fn api_id(&self) -> &str {
        &self.api_id
    }

    /// The stage's name, such as `prod` or `$default`.
    #[must_use]
    pub fn stage(&self) -> &str {
        &self.stage
    }

    /// The HTTP method, or the key of a route such as `$connect`.
    #[must_use]
    pub fn method(&self) -> &str {
        &self.method
    }

    /// The path without the slash at its beginning; routes that are keys have none.
    #[must_use]
    pub fn path(&self) -> Option<&str> {
        self.path.as_ref().map(|(Path::Exact(path) | Path::Pattern(path))| &**path)
    }

    /// Every method of every path, or every route, in the same stage.
    pub fn whole_stage(self) -> Self {
        self.with_any_method().with_path(ANY)
    }

    /// The same in every stage of the API.
    pub fn with_any_stage(mut self) -> Self {
        ANY.clone_into(&mut self.stage);
        self
    }

    /// Another method of the same path.
    pub fn with_method(mut self, method: &Method) -> Self {
        method.as_str().clone_into(&mut self.method);
        self
    }

    /// Every method of the same path.
    pub fn with_any_method(mut self) -> Self {
        ANY.clone_into(&mut self.method);
        self
    }

    /// Other paths: `*` stands for any characters, slashes too, and `?` for one.
    pub fn with_path(mut self, pattern: &str) -> Self {
        let pattern = pattern.strip_prefix('/').unwrap_or(pattern);
        self.path = Some(Path::Pattern(pattern.to_owned()));
        self
    }

    /// A route of a WebSocket API by its key, or `$default` of an HTTP API.
    pub fn with_route(mut self, route_key: &str) -> Self {
        route_key.clone_into(&mut self.method);
        self.path = None;
        self
    }
}

/// As an ARN.
impl fmt::Display for Resource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { prefix, api_id, stage, method, path } = self;
        write!(f, "{prefix}:{api_id}/{stage}/{method}")?;
        match path {
            None => Ok(()),
            // `*/*` would leave out routes that are keys.
            Some(Path::Pattern(pattern)) if method == ANY && pattern == ANY => Ok(()),
            Some(Path::Pattern(pattern)) => write!(f, "/{pattern}"),
            Some(Path::Exact(path)) => write!(f, "/{}", escape(path)),
        }
    }
}

/// Whoever requests `/pets/*` shall not be allowed all pets.
///
/// This is how policies write these characters
/// (IAM user guide, "IAM policy elements: Variables and tags").
fn escape(path: &str) -> String {
    path.replace("${", "${$}{").replace('*', "${*}").replace('?', "${?}")
}

impl fmt::Debug for Resource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Resource({self})")
    }
}

impl Serialize for Resource {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PETS: &str = "arn:aws:execute-api:eu-west-1:111122223333:abc123/prod/GET/pets/7";

    fn pets() -> Resource {
        Resource::parse(PETS).unwrap()
    }

    #[test]
    fn has_the_parts_of_the_arn() {
        let pets = pets();
        assert_eq!((pets.region(), pets.account_id()), ("eu-west-1", "111122223333"));
        assert_eq!((pets.api_id(), pets.stage()), ("abc123", "prod"));
        assert_eq!((pets.method(), pets.path()), ("GET", Some("pets/7")));
        for (resource, method, path) in [
            ("abc123/$default/GET/", "GET", Some("")),
            ("abc123/$default/$default", "$default", None),
            ("ws1/prod/$connect", "$connect", None),
            ("abc123/*/GET/", "GET", Some("")),
        ] {
            let arn = format!("arn:aws-cn:execute-api:cn-north-1:111122223333:{resource}");
            let parsed = Resource::parse(&arn).unwrap();
            assert_eq!((parsed.method(), parsed.path()), (method, path));
            assert_eq!(parsed.to_string(), arn);
        }
    }

    #[test]
    fn is_no_other_arn() {
        for arn in [
            "",
            "abc123/prod/GET/pets",
            "arn:aws:s3:::bucket/a/b/c",
            "arn:aws:execute-api:eu-west-1:111122223333:abc123",
            "arn:aws:execute-api:eu-west-1:111122223333:abc123/prod",
            "arn:aws:execute-api:eu-west-1:111122223333:/prod/GET/",
        ] {
            assert_eq!(Resource::parse(arn), None, "{arn}");
        }
    }

    #[track_caller]
    fn check(resource: &Resource, expected: &str) {
        let prefix = "arn:aws:execute-api:eu-west-1:111122223333:abc123";
        assert_eq!(resource.to_string(), format!("{prefix}/{expected}"));
    }

    #[test]
    fn grows_from_what_is_asked_for() {
        check(&pets(), "prod/GET/pets/7");
        check(&pets().with_method(&Method::PUT), "prod/PUT/pets/7");
        check(&pets().with_any_method(), "prod/*/pets/7");
        check(&pets().with_path("/pets/*"), "prod/GET/pets/*");
        check(&pets().with_path("pets/?"), "prod/GET/pets/?");
        check(&pets().whole_stage(), "prod/*");
        check(&pets().with_any_stage(), "*/GET/pets/7");
        check(&pets().with_any_stage().whole_stage(), "*/*");
        check(&pets().with_route("$connect"), "prod/$connect");
    }

    #[test]
    fn takes_wildcards_from_the_handler_and_not_from_the_request() {
        let asked = |path: &str| Resource::parse(&PETS.replace("pets/7", path)).unwrap();
        check(&asked("pets/*"), "prod/GET/pets/${*}");
        check(&asked("pets/?"), "prod/GET/pets/${?}");
        check(&asked("pets/${aws:username}"), "prod/GET/pets/${$}{aws:username}");
        check(&asked("a$b"), "prod/GET/a$b");
        assert_eq!(asked("pets/*").path(), Some("pets/*"));
    }

    proptest! {
        #[test]
        fn is_the_arn_again_where_there_are_no_wildcards(path in "[a-z0-9/$%._~-]{0,40}") {
            let arn = format!("arn:aws:execute-api:eu-west-1:111122223333:abc123/prod/GET/{path}");
            prop_assert_eq!(Resource::parse(&arn).unwrap().to_string(), arn);
        }

        #[test]
        fn is_read_or_refused_without_a_panic(arn in "\\PC{0,60}") {
            let _ = Resource::parse(&arn);
        }

        #[test]
        fn has_no_bare_wildcard_of_the_request(path in "[a*?${}]{0,20}") {
            let arn = format!("arn:aws:execute-api:eu-west-1:111122223333:abc123/prod/GET/{path}");
            let shown = Resource::parse(&arn).unwrap().to_string();
            let bare = shown.replace("${*}", "").replace("${?}", "").replace("${$}", "");
            prop_assert!(!bare.contains(['*', '?']), "{}", shown);
        }
    }
}
