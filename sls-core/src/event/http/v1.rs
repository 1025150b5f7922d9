//! REST APIs, HTTP APIs with payload format 1.0, WebSocket APIs and load balancers.

use std::borrow::Cow;

use serde::Deserialize;

use crate::event::Source;
use crate::event::cow::{Pairs, optional, or_default};
use crate::event::http::{Door, HttpEvent, RawQuery, RequestPath, Strip};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire<'a> {
    #[serde(borrow, default, deserialize_with = "optional")]
    version: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "optional")]
    http_method: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "optional")]
    path: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    headers: Pairs<'a>,
    #[serde(borrow, default)]
    multi_value_headers: Option<Pairs<'a>>,
    #[serde(borrow, default)]
    query_string_parameters: Pairs<'a>,
    #[serde(borrow, default)]
    multi_value_query_string_parameters: Pairs<'a>,
    #[serde(borrow, default, deserialize_with = "optional")]
    body: Option<Cow<'a, str>>,
    #[serde(default, deserialize_with = "or_default")]
    is_base64_encoded: bool,
    #[serde(borrow, default, deserialize_with = "or_default")]
    request_context: RequestContext<'a>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct RequestContext<'a> {
    #[serde(borrow, default, deserialize_with = "optional")]
    stage: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "optional")]
    route_key: Option<Cow<'a, str>>,
}

pub(super) fn decode<'a>(
    source: Source,
    payload: &'a str,
    strip: &Strip,
) -> serde_json::Result<HttpEvent<'a>> {
    let wire: Wire<'a> = serde_json::from_str(payload)?;
    let door = match source {
        Source::Alb => Door::Alb { multi_value: wire.multi_value_headers.is_some() },
        Source::ApiGatewayWebSocket => Door::WebSocket,
        _ if wire.version.as_deref() == Some("1.0") => Door::HttpApi1,
        _ => Door::Rest,
    };
    let mut path = RequestPath::Encoded(wire.path.unwrap_or(Cow::Borrowed("/")));
    // A REST API's `path` never has the stage, so there is nothing to take off.
    if let (Door::HttpApi1, true, Some(stage)) = (door, strip.stage, &wire.request_context.stage) {
        path.strip_stage(stage);
    }
    let query = merged(wire.query_string_parameters, wire.multi_value_query_string_parameters);
    Ok(HttpEvent {
        door,
        method: wire.http_method.unwrap_or(Cow::Borrowed("GET")),
        path,
        query: match door {
            // A load balancer passes the query on as it is.
            Door::Alb { .. } => RawQuery::EncodedPairs(query),
            _ => RawQuery::Pairs(query),
        },
        headers: merged(wire.headers, wire.multi_value_headers.unwrap_or_default()),
        cookies: Vec::new(),
        body: wire.body,
        body_is_base64: wire.is_base64_encoded,
        route_key: wire.request_context.route_key,
    })
}

/// The repeated values, and the single ones of names that are not among them.
fn merged<'a>(single: Pairs<'a>, multi: Pairs<'a>) -> Vec<(Cow<'a, str>, Cow<'a, str>)> {
    let (single, mut all) = (single.0, multi.0);
    if all.is_empty() {
        return single;
    }
    // Front doors write both maps in the same order, so that the next name is the one looked for.
    let (repeated, mut next) = (all.len(), 0);
    for (name, value) in single {
        let is_it = |(other, _): &(Cow<'_, str>, _)| *other == name;
        let there = next + all[next..repeated].iter().take_while(|pair| is_it(pair)).count();
        if there > next {
            next = there;
        } else if !all.iter().any(|(other, _)| other.eq_ignore_ascii_case(&name)) {
            all.push((name, value));
        }
    }
    all
}
