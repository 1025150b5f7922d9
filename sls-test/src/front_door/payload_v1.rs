//! The event of REST APIs, which HTTP APIs call payload format version 1.0.

use serde_json::{Map, Value, json};

use super::body::EventBody;
use super::headers::Headers;
use super::query::Query;

/// What both kinds of API put into the event in the same way.
#[derive(Debug)]
pub(super) struct PayloadV1<'a> {
    pub(super) resource: &'a str,
    pub(super) path: String,
    pub(super) method: &'a str,
    pub(super) headers: &'a Headers,
    pub(super) query: Query,
    pub(super) path_parameters: Vec<(String, String)>,
    pub(super) stage_variables: &'a [(String, String)],
    pub(super) request_context: Value,
    pub(super) body: EventBody,
}

impl PayloadV1<'_> {
    /// Empty maps and bodies are `null`.
    pub(super) fn into_event(self) -> Value {
        json!({
            "resource": self.resource,
            "path": self.path,
            "httpMethod": self.method,
            "headers": self.headers.last_values(),
            "multiValueHeaders": self.headers.all_values(),
            "queryStringParameters": or_null(self.query.last_values()),
            "multiValueQueryStringParameters": or_null(self.query.all_values()),
            "pathParameters": or_null(pairs(&self.path_parameters)),
            "stageVariables": or_null(pairs(self.stage_variables)),
            "requestContext": self.request_context,
            "body": self.body.or_null(),
            "isBase64Encoded": self.body.is_base64,
        })
    }
}

/// `requestContext.identity` of a request that nobody signed.
pub(super) fn identity(source_ip: &str, user_agent: Value) -> Value {
    json!({
        "accessKey": null,
        "accountId": null,
        "caller": null,
        "cognitoAuthenticationProvider": null,
        "cognitoAuthenticationType": null,
        "cognitoIdentityId": null,
        "cognitoIdentityPoolId": null,
        "principalOrgId": null,
        "sourceIp": source_ip,
        "user": null,
        "userAgent": user_agent,
        "userArn": null,
    })
}

/// A map of strings.
pub(super) fn pairs(pairs: &[(String, String)]) -> Map<String, Value> {
    pairs.iter().map(|(name, value)| (name.clone(), value.as_str().into())).collect()
}

fn or_null(map: Map<String, Value>) -> Value {
    if map.is_empty() { Value::Null } else { Value::Object(map) }
}
