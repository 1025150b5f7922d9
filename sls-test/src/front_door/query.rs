//! Query strings, read the way each door reads them.

use serde_json::{Map, Value};

/// The parameters of a query string in the order sent.
#[derive(Debug)]
pub(super) struct Query {
    pairs: Vec<(String, String)>,
}

impl Query {
    /// Names and values decoded, `+` to space (WHATWG URL, `application/x-www-form-urlencoded`).
    pub(super) fn decoded(query: &str, separators: &[char]) -> Self {
        let pieces = query.split(separators);
        let pairs = pieces.flat_map(|piece| form_urlencoded::parse(piece.as_bytes()).into_owned());
        Self { pairs: pairs.collect() }
    }

    /// Names and values as they are on the wire.
    pub(super) fn raw(query: &str) -> Self {
        let pieces = query.split('&').filter(|piece| !piece.is_empty());
        let pairs = pieces.map(|piece| piece.split_once('=').unwrap_or((piece, "")));
        Self { pairs: pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// A map of last values.
    pub(super) fn last_values(&self) -> Map<String, Value> {
        self.pairs.iter().map(|(name, value)| (name.clone(), value.as_str().into())).collect()
    }

    /// A map of lists.
    pub(super) fn all_values(&self) -> Map<String, Value> {
        self.map(|values| values.into())
    }

    /// A map of values joined with a comma.
    pub(super) fn joined_values(&self) -> Map<String, Value> {
        self.map(|values| values.join(",").into())
    }

    fn map(&self, join: impl Fn(Vec<&str>) -> Value) -> Map<String, Value> {
        let values = |name: &str| {
            let same = self.pairs.iter().filter(|(other, _)| other == name);
            same.map(|(_, value)| value.as_str()).collect()
        };
        self.pairs.iter().map(|(name, _)| (name.clone(), join(values(name)))).collect()
    }
}
