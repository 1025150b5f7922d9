//! HTTP APIs with payload format 2.0, and function URLs.

use std::borrow::Cow;

use serde::Deserialize;

use crate::event::cow::{Pairs, Text, optional, or_default};
use crate::event::http::{Door, HttpEvent, RawQuery, RequestPath, Strip};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire<'a> {
    #[serde(borrow, default, deserialize_with = "optional")]
    raw_path: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "optional")]
    raw_query_string: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "or_default")]
    cookies: Vec<Text<'a>>,
    #[serde(borrow, default)]
    headers: Pairs<'a>,
    #[serde(borrow, default, deserialize_with = "optional")]
    body: Option<Cow<'a, str>>,
    #[serde(default, deserialize_with = "or_default")]
    is_base64_encoded: bool,
    #[serde(borrow, default, deserialize_with = "or_default")]
    request_context: RequestContext<'a>,
}

#[derive(Default, Deserialize)]
struct RequestContext<'a> {
    #[serde(borrow, default, deserialize_with = "or_default")]
    http: Http<'a>,
    #[serde(borrow, default, deserialize_with = "optional")]
    stage: Option<Cow<'a, str>>,
}

#[derive(Default, Deserialize)]
struct Http<'a> {
    #[serde(borrow, default, deserialize_with = "optional")]
    method: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "optional")]
    path: Option<Cow<'a, str>>,
}

pub(super) fn decode<'a>(payload: &'a str, strip: &Strip) -> serde_json::Result<HttpEvent<'a>> {
    let wire: Wire<'a> = serde_json::from_str(payload)?;
    let RequestContext { http, stage } = wire.request_context;
    // `http.path` is decoded behind both doors, while a function URL may send `rawPath` encoded.
    let path = http.path.or(wire.raw_path).unwrap_or(Cow::Borrowed("/"));
    let mut path = RequestPath::Decoded(path);
    if let (true, Some(stage)) = (strip.stage, &stage) {
        path.strip_stage(stage);
    }
    let cookies: Vec<_> = wire.cookies.into_iter().map(|Text(cookie)| cookie).collect();
    let mut headers = wire.headers.0;
    // An HTTP API moves the header into the list, a function URL copies it.
    if !cookies.is_empty() && !headers.iter().any(|(name, _)| name == "cookie") {
        headers.push((Cow::Borrowed("cookie"), Cow::Owned(cookies.join("; "))));
    }
    Ok(HttpEvent {
        door: Door::HttpApi2,
        method: http.method.unwrap_or(Cow::Borrowed("GET")),
        path,
        query: RawQuery::Raw(wire.raw_query_string.unwrap_or_default()),
        headers,
        cookies,
        body: wire.body,
        body_is_base64: wire.is_base64_encoded,
        route_key: None,
    })
}
