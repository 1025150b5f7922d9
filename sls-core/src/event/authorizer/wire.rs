//! The event as API Gateway sends it, borrowed from the payload.
//!
//! There are three forms: of a token, of a request in the REST API's terms (which WebSocket APIs
//! and the payload 1.0 of HTTP APIs share), and of a request in the terms of the payload 2.0.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::event::Source;
use crate::event::authorizer::Resource;
use crate::event::cow::{Pairs, Text, optional, or_default, text};
use crate::event::shared::undecodable;
use crate::failure::Failure;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Event<'a> {
    #[serde(borrow, rename = "type", deserialize_with = "text")]
    pub(super) kind: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "optional")]
    version: Option<Cow<'a, str>>,
    /// `routeArn` in payload 2.0.
    #[serde(borrow, alias = "routeArn", deserialize_with = "text")]
    method_arn: Cow<'a, str>,
    #[serde(borrow)]
    identity_source: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) authorization_token: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "optional")]
    http_method: Option<Cow<'a, str>>,
    #[serde(borrow, alias = "rawPath", default, deserialize_with = "optional")]
    path: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "optional")]
    raw_query_string: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "or_default")]
    pub(super) cookies: Vec<Text<'a>>,
    #[serde(borrow, default)]
    headers: Pairs<'a>,
    #[serde(borrow, default)]
    multi_value_headers: Pairs<'a>,
    #[serde(borrow, default)]
    query_string_parameters: Pairs<'a>,
    #[serde(borrow, default)]
    multi_value_query_string_parameters: Pairs<'a>,
    #[serde(borrow, default)]
    pub(super) path_parameters: Pairs<'a>,
    #[serde(borrow, default)]
    pub(super) stage_variables: Pairs<'a>,
    #[serde(borrow)]
    pub(super) request_context: Option<&'a RawValue>,
    #[serde(skip)]
    known: Known<'a>,
}

/// What is read from `requestContext`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Known<'a> {
    #[serde(borrow, default, deserialize_with = "optional")]
    connection_id: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "or_default")]
    http: Http<'a>,
}

#[derive(Debug, Default, Deserialize)]
struct Http<'a> {
    #[serde(borrow, default, deserialize_with = "optional")]
    method: Option<Cow<'a, str>>,
}

/// The event, and what of the API it asks for.
pub(super) fn decode(payload: &str) -> Result<(Event<'_>, Resource), Failure> {
    let source = Source::ApiGatewayAuthorizer;
    let event = try_decode(payload).map_err(|error| undecodable(source, &error))?;
    let resource = Resource::parse(&event.method_arn).ok_or_else(|| {
        let problem = "`methodArn` or `routeArn` is not the ARN of a method";
        let problem = format!("this {source} event is not as AWS documents it: {problem}");
        Failure::new("Sls.EventDecode", problem)
    })?;
    Ok((event, resource))
}

fn try_decode(payload: &str) -> serde_json::Result<Event<'_>> {
    let event: Event<'_> = serde_json::from_str(payload)?;
    let known = match event.request_context {
        Some(context) => serde_json::from_str(context.get())?,
        None => Known::default(),
    };
    Ok(Event { known, ..event })
}

impl<'a> Event<'a> {
    /// Whether an HTTP API asks that may take simple answers: payload format 2.0.
    pub(super) fn takes_simple_answers(&self) -> bool {
        self.version.as_deref() == Some("2.0")
    }

    pub(super) fn is_web_socket(&self) -> bool {
        self.known.connection_id.is_some()
    }

    pub(super) fn method(&self) -> Option<&str> {
        self.http_method.as_deref().or(self.known.http.method.as_deref())
    }

    pub(super) fn path(&self) -> Option<&str> {
        self.path.as_deref()
    }

    /// A list in payload 2.0, a text with commas in payload 1.0.
    pub(super) fn identity_sources(&self) -> Vec<Cow<'a, str>> {
        let json = self.identity_source.map_or("null", RawValue::get);
        if let Ok(list) = serde_json::from_str::<Vec<Text<'_>>>(json) {
            return list.into_iter().map(|Text(source)| source).collect();
        }
        match serde_json::from_str(json) {
            Ok(Text(Cow::Borrowed(joined))) => joined.split(',').map(Cow::Borrowed).collect(),
            Ok(Text(Cow::Owned(joined))) => {
                joined.split(',').map(|source| Cow::Owned(source.to_owned())).collect()
            }
            Err(_) => Vec::new(),
        }
    }

    /// The headers, each of several values by itself where the event has them so.
    pub(super) fn headers(&self) -> &[(Cow<'a, str>, Cow<'a, str>)] {
        match &*self.multi_value_headers.0 {
            [] => &self.headers.0,
            several => several,
        }
    }

    /// The same for the decoded parameters of the query string.
    pub(super) fn query(&self) -> Vec<(Cow<'_, str>, Cow<'_, str>)> {
        if let Some(raw) = &self.raw_query_string {
            return form_urlencoded::parse(raw.as_bytes()).collect();
        }
        match &*self.multi_value_query_string_parameters.0 {
            [] => self.query_string_parameters.0.clone(),
            several => several.to_vec(),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ARN: &str = "arn:aws:execute-api:eu-west-1:111122223333:abc123/prod/GET/pets";

    fn sources(identity_source: &str) -> Vec<String> {
        let payload = format!(
            r#"{{"type":"REQUEST","methodArn":"{ARN}","identitySource":{identity_source}}}"#
        );
        let (event, _) = decode(&payload).unwrap();
        event.identity_sources().into_iter().map(Cow::into_owned).collect()
    }

    #[test]
    fn takes_identity_sources_as_list_and_as_text() {
        assert_eq!(sources(r#"["user1","a,b"]"#), ["user1", "a,b"]);
        assert_eq!(sources(r#""user1,123""#), ["user1", "123"]);
        assert_eq!(sources(r#""a\"b,c""#), ["a\"b", "c"]);
        assert_eq!(sources("null"), [""; 0]);
        assert_eq!(sources("7"), [""; 0]);
    }

    #[test]
    fn names_what_is_not_as_documented() {
        for (payload, problem) in [
            (format!(r#"{{"methodArn":"{ARN}"}}"#), "missing field `type`"),
            (r#"{"type":"TOKEN"}"#.to_owned(), "missing field `methodArn`"),
            (
                r#"{"type":"TOKEN","methodArn":"arn:aws:s3:::bucket"}"#.to_owned(),
                "`methodArn` or `routeArn` is not the ARN of a method",
            ),
        ] {
            let failure = decode(&payload).unwrap_err();
            assert_eq!(failure.error_type(), "Sls.EventDecode");
            assert_eq!(
                failure.message(),
                format!(
                    "this API Gateway Lambda authorizer event is not as AWS documents it: {problem}"
                )
            );
        }
    }

    proptest! {
        #[test]
        fn refuses_other_json_without_a_panic(json in "[\\[\\]{}:,\"a-z0-9]{0,40}") {
            let payload = format!(r#"{{"type":"REQUEST","methodArn":"{ARN}","headers":{json}}}"#);
            let _ = decode(&payload);
        }
    }
}
