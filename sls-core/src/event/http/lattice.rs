//! VPC Lattice target groups, event structure 2.0 and its forerunner.

use std::borrow::Cow;

use serde::Deserialize;

use crate::event::cow::{Pairs, optional, or_default};
use crate::event::http::{Door, HttpEvent, RawQuery, RequestPath};

// The aliases are the names of event structure 1.0.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire<'a> {
    #[serde(borrow, default, alias = "raw_path", deserialize_with = "optional")]
    path: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "optional")]
    method: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    headers: Pairs<'a>,
    #[serde(borrow, default, alias = "query_string_parameters")]
    query_string_parameters: Pairs<'a>,
    #[serde(borrow, default, deserialize_with = "optional")]
    body: Option<Cow<'a, str>>,
    #[serde(default, alias = "is_base64_encoded", deserialize_with = "or_default")]
    is_base64_encoded: bool,
}

pub(super) fn decode(payload: &str) -> serde_json::Result<HttpEvent<'_>> {
    let wire: Wire<'_> = serde_json::from_str(payload)?;
    Ok(HttpEvent {
        door: Door::Lattice,
        method: wire.method.unwrap_or(Cow::Borrowed("GET")),
        path: RequestPath::Encoded(wire.path.unwrap_or(Cow::Borrowed("/"))),
        query: RawQuery::Pairs(wire.query_string_parameters.0),
        headers: wire.headers.0,
        cookies: Vec::new(),
        body: wire.body,
        body_is_base64: wire.is_base64_encoded,
        route_key: None,
    })
}
