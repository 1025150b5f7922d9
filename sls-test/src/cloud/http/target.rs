//! From what a test writes to the path and the query of a request line.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

/// What a browser percent-encodes in a query (WHATWG URL, "query percent-encode set").
const QUERY: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'<').add(b'>');

/// What a browser percent-encodes in a path (WHATWG URL, "path percent-encode set").
const PATH: &AsciiSet = &QUERY.add(b'?').add(b'^').add(b'`').add(b'{').add(b'}');

/// The path and query, encoded; `%` is left alone, for it may be an escape already.
pub(super) fn encode(target: &str) -> String {
    let target = target.split_once('#').map_or(target, |(target, _fragment)| target);
    match target.split_once('?') {
        None => utf8_percent_encode(target, PATH).to_string(),
        Some((path, query)) => {
            let path = utf8_percent_encode(path, PATH);
            format!("{path}?{}", utf8_percent_encode(query, QUERY))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::encode;

    #[test]
    fn only_what_a_url_cannot_hold_is_encoded() {
        for (written, sent) in [
            ("/", "/"),
            ("/a b/ü?q=x y#part", "/a%20b/%C3%BC?q=x%20y"),
            ("/a%20b?c=%2B", "/a%20b?c=%2B"),
            ("/{id}?f={}&g=a?b", "/%7Bid%7D?f={}&g=a?b"),
            ("/a+b;c=d@e:f", "/a+b;c=d@e:f"),
        ] {
            assert_eq!(encode(written), sent);
        }
    }
}
