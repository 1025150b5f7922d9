//! The header section of a request on its way into an event.

use std::collections::HashMap;

use bytes::Bytes;
use http::HeaderName;
use serde_json::{Map, Value};

use super::incoming::{self, Incoming};
use super::setting::Setting;

/// How header names are spelled on the wire.
///
/// [`http::HeaderName`] is always lower case, as names are over HTTP/2. Put a `HeaderCasing` into
/// the extensions of a request, and the doors that keep the client's spelling (REST and WebSocket
/// APIs) use it. Responses carry one with the spelling their door writes.
///
/// # Example
/// ```
/// use http::header::ETAG;
/// use sls_test::front_door::HeaderCasing;
///
/// let casing = HeaderCasing::of(["ETag"]);
/// assert_eq!(casing.spell(&ETAG), "ETag");
/// assert_eq!(casing.spell(&http::header::HOST), "host");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeaderCasing {
    names: HashMap<HeaderName, String>,
}

impl HeaderCasing {
    /// These spellings; of two that name one header the first counts.
    ///
    /// What is not a header name is left out.
    #[must_use]
    pub fn of<S: Into<String>>(spellings: impl IntoIterator<Item = S>) -> Self {
        let mut names = HashMap::new();
        for spelling in spellings {
            let spelling = spelling.into();
            if let Ok(name) = HeaderName::from_bytes(spelling.as_bytes()) {
                names.entry(name).or_insert(spelling);
            }
        }
        Self { names }
    }

    /// The spelling of `name`, lower case where none is known.
    #[must_use]
    pub fn spell<'a>(&'a self, name: &'a HeaderName) -> &'a str {
        self.names.get(name).map_or(name.as_str(), String::as_str)
    }
}

/// Header lines grouped by name, in the order of first appearance.
#[derive(Debug)]
pub(super) struct Headers {
    lines: Vec<(String, Vec<String>)>,
}

impl Headers {
    /// What the client sent, spelled as it sent it.
    pub(super) fn sent_with(request: &http::Request<Bytes>) -> Self {
        let casing = request.extensions().get::<HeaderCasing>().cloned().unwrap_or_default();
        let map = request.headers();
        let values = |name| map.get_all(name).iter().map(|value| incoming::text(value.as_bytes()));
        Self {
            lines: map
                .keys()
                .map(|name| (casing.spell(name).to_owned(), values(name).collect()))
                .collect(),
        }
    }

    /// Adds what every door adds: host, forwarding and tracing headers.
    pub(super) fn forward(
        &mut self,
        incoming: &Incoming<'_>,
        via: &Listener<'_>,
        setting: &Setting<'_>,
    ) {
        let mut hops = self.remove("x-forwarded-for");
        hops.push(incoming.source_ip());
        self.set("Host", incoming.host().unwrap_or_else(|| via.domain.to_owned()));
        self.set("X-Forwarded-For", hops.join(", "));
        self.set("X-Forwarded-Port", via.port.to_owned());
        self.set("X-Forwarded-Proto", via.protocol.to_owned());
        if !self.last("x-amzn-trace-id").is_some_and(|trace| trace.contains("Root=")) {
            self.set("X-Amzn-Trace-Id", setting.trace_root());
        }
    }

    /// Sets a header to one value, spelled as given.
    pub(super) fn set(&mut self, name: &str, value: String) {
        self.remove(name);
        self.lines.push((name.to_owned(), vec![value]));
    }

    /// Takes a header out and returns its values.
    pub(super) fn remove(&mut self, name: &str) -> Vec<String> {
        let found = self.lines.iter().position(|(other, _)| other.eq_ignore_ascii_case(name));
        found.map(|index| self.lines.remove(index).1).unwrap_or_default()
    }

    /// Takes all these headers out.
    pub(super) fn remove_all(&mut self, names: &[&str]) {
        for name in names {
            self.remove(name);
        }
    }

    /// Writes every name as `spell` says.
    pub(super) fn respell(&mut self, spell: impl Fn(&str) -> String) {
        for (name, _) in &mut self.lines {
            *name = spell(name);
        }
    }

    /// The last value of a header.
    pub(super) fn last(&self, name: &str) -> Option<&str> {
        self.all(name).last().map(String::as_str)
    }

    /// Every value of a header.
    pub(super) fn all(&self, name: &str) -> &[String] {
        let line = self.lines.iter().find(|(other, _)| other.eq_ignore_ascii_case(name));
        line.map_or(&[], |(_, values)| values)
    }

    /// A map of last values: the single-value shape of REST APIs and load balancers.
    pub(super) fn last_values(&self) -> Map<String, Value> {
        self.map(|values| values.last().cloned().unwrap_or_default().into())
    }

    /// A map of lists: the multi-value shape.
    pub(super) fn all_values(&self) -> Map<String, Value> {
        self.map(|values| values.into())
    }

    /// A map of values joined with a comma: the shape of payload format 2.0.
    pub(super) fn joined_values(&self) -> Map<String, Value> {
        self.map(|values| values.join(",").into())
    }

    fn map(&self, value: impl Fn(&[String]) -> Value) -> Map<String, Value> {
        self.lines.iter().map(|(name, values)| (name.clone(), value(values))).collect()
    }
}

/// How the door itself is reached.
#[derive(Debug)]
pub(super) struct Listener<'a> {
    /// Its own domain name, for a request that names no host.
    pub(super) domain: &'a str,
    pub(super) port: &'a str,
    pub(super) protocol: &'a str,
}

/// Headers that concern one connection (RFC 9110, section 7.6.1).
pub(super) const HOP_BY_HOP: &[&str] = &[
    "connection",
    "keep-alive",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// `content-md5` as `Content-Md5`.
pub(super) fn title_case(name: &str) -> String {
    let words = name.split('-').map(|word| {
        let (first, rest) = word.split_at(word.len().min(1));
        first.to_ascii_uppercase() + &rest.to_ascii_lowercase()
    });
    words.collect::<Vec<_>>().join("-")
}
