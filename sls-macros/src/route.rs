//! HTTP route keys (`GET /orders/{id}`) and WebSocket route keys (`$connect`).

use crate::suggest::{all_of, nearest};

/// The methods of a route key; `ANY` stands for all of them.
pub(crate) const METHODS: [&str; 8] =
    ["ANY", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];

/// The route keys that API Gateway itself gives a meaning to.
const WEBSOCKET_KEYS: [&str; 3] = ["$connect", "$default", "$disconnect"];

/// Checks a route key such as `GET /orders/{id}`, `ANY /files/{path+}` or `$default`.
pub(crate) fn check_http(key: &str) -> Result<(), String> {
    if key == "$default" {
        return Ok(());
    }
    if key.trim().is_empty() {
        return Err("a route is a method and a path: `GET /orders/{id}`".into());
    }
    if key.starts_with('$') {
        return Err(format!(
            "unknown route `{key}`: write a method and a path, or `$default` for everything else"
        ));
    }
    let Some((method, path)) = key.trim().split_once(char::is_whitespace) else {
        return Err(lone_word(key.trim()));
    };
    check_method(method, path.trim())?;
    if key.trim() != key || path.trim_start() != path || !key.contains(' ') {
        return Err(format!(
            "one space between method and path, none around them: `{method} {}`",
            path.trim()
        ));
    }
    check_path(method, path)
}

/// Two route keys of one shape would claim the same requests: parameter names do not count.
pub(crate) fn http_shape(key: &str) -> String {
    let segments = key.split('/').map(|segment| match parameter(segment) {
        Some(name) if is_greedy(name) => "{*}",
        Some(_) => "{}",
        None => segment,
    });
    segments.collect::<Vec<_>>().join("/")
}

/// The names of a route's parameters, in their order.
pub(crate) fn parameters(key: &str) -> Vec<&str> {
    let names = key.split('/').filter_map(parameter);
    names.map(|name| name.trim_start_matches('*').trim_end_matches('+')).collect()
}

/// Checks a WebSocket route key: `$connect`, `$disconnect`, `$default` or one of your own.
pub(crate) fn check_websocket(key: &str) -> Result<(), String> {
    if key.is_empty() {
        return Err("a WebSocket route key is `$connect`, `$disconnect`, `$default` \
                    or a value of your route selection expression"
            .into());
    }
    if key.starts_with('$') && !WEBSOCKET_KEYS.contains(&key) {
        return Err(match nearest(key, WEBSOCKET_KEYS) {
            Some(known) => format!("unknown route key `{key}`, did you mean `{known}`?"),
            None => format!(
                "unknown route key `{key}`; those that begin with `$` are {}",
                all_of(WEBSOCKET_KEYS)
            ),
        });
    }
    Ok(())
}

fn lone_word(word: &str) -> String {
    if METHODS.contains(&word.to_ascii_uppercase().as_str()) {
        return format!("`{word}` needs a path: `{} /`", word.to_ascii_uppercase());
    }
    let path = word.trim_start_matches('/');
    format!("a route begins with a method: `GET /{path}`, or `ANY /{path}` for every method")
}

fn check_method(method: &str, path: &str) -> Result<(), String> {
    if METHODS.contains(&method) {
        return Ok(());
    }
    if method == "*" {
        return Err(format!("every method is `ANY`: `ANY {path}`"));
    }
    let parts: Vec<&str> = method.split(['|', ',']).filter(|part| !part.is_empty()).collect();
    if parts.len() > 1 {
        let routes: Vec<String> = parts.iter().map(|part| format!("\"{part} {path}\"")).collect();
        return Err(format!("one method per route: `http({})`", routes.join(", ")));
    }
    match nearest(method, METHODS) {
        Some(known) => Err(format!("unknown method `{method}`, did you mean `{known}`?")),
        None => Err(format!("unknown method `{method}`; a route begins with {}", methods())),
    }
}

fn methods() -> String {
    crate::suggest::one_of(METHODS)
}

fn check_path(method: &str, path: &str) -> Result<(), String> {
    let Some(rest) = path.strip_prefix('/') else {
        let path = path
            .split_once("://")
            .map_or(path, |(_, rest)| rest.split_once('/').map_or("", |(_host, path)| path));
        return Err(format!("a path begins with a slash: `{method} /{path}`"));
    };
    if path.contains(char::is_whitespace) {
        return Err("a path contains no spaces; one route is one method and one path".into());
    }
    if let Some((before, _)) = path.split_once('?') {
        return Err(format!(
            "the query string is no part of a route: write `{method} {before}` and take a `Query<T>` argument"
        ));
    }
    if path.contains('#') {
        return Err("a fragment (`#`) never reaches a server; leave it out".into());
    }
    check_segments(rest)
}

fn check_segments(path: &str) -> Result<(), String> {
    let segments: Vec<&str> = path.split('/').collect();
    let mut names: Vec<&str> = Vec::new();
    for (index, segment) in segments.iter().enumerate() {
        let is_last = index + 1 == segments.len();
        if segment.is_empty() && !is_last {
            return Err("a path segment is empty: two slashes in a row".into());
        }
        let Some(greedy) = check_segment(segment)? else { continue };
        let name = greedy.name;
        if names.contains(&name) {
            return Err(format!("the parameter `{name}` occurs twice in one path"));
        }
        if greedy.yes && !is_last {
            return Err(format!(
                "`{segment}` takes the rest of the path, so it is the last segment; \
                 for one segment write `{{{name}}}`"
            ));
        }
        names.push(name);
    }
    Ok(())
}

struct Parameter<'a> {
    name: &'a str,
    yes: bool,
}

/// The parameter that a segment is, if it is one.
fn check_segment(segment: &str) -> Result<Option<Parameter<'_>>, String> {
    if let Some(name) = foreign_parameter(segment) {
        return Err(format!("a parameter stands in braces: `{name}`, not `{segment}`"));
    }
    let Some(inner) = parameter(segment) else {
        return match segment.find(['{', '}']) {
            None => Ok(None),
            Some(_) => Err(unbalanced(segment)),
        };
    };
    let name = inner.trim_start_matches('*').trim_end_matches('+');
    if name.is_empty() {
        return Err(format!(
            "`{segment}` needs a name: `{{id}}`, or `{{path+}}` for the rest of the path"
        ));
    }
    if inner.contains(['{', '}']) {
        return Err(unbalanced(segment));
    }
    if inner.starts_with('*') && inner.ends_with('+') || inner.len() > name.len() + 1 {
        return Err(format!(
            "a parameter for the rest of the path is `{{{name}+}}` or `{{*{name}}}`"
        ));
    }
    let is_name_char = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    if let Some(odd) = name.chars().find(|c| !is_name_char(*c)) {
        return Err(format!(
            "`{odd}` in the parameter `{segment}`: a name has letters, digits, `_`, `-` and `.`"
        ));
    }
    Ok(Some(Parameter { name, yes: is_greedy(inner) }))
}

/// The text between the braces of a segment that is a parameter as a whole.
fn parameter(segment: &str) -> Option<&str> {
    segment.strip_prefix('{')?.strip_suffix('}')
}

fn is_greedy(inner: &str) -> bool {
    inner.starts_with('*') || inner.ends_with('+')
}

/// What a parameter of another framework (`:id`, `<id>`, `*rest`) is called here.
fn foreign_parameter(segment: &str) -> Option<String> {
    let name = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if let Some(id) = segment.strip_prefix(':').filter(|id| !id.is_empty() && name(id)) {
        return Some(format!("{{{id}}}"));
    }
    if let Some(id) = segment.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')) {
        return Some(format!("{{{}}}", id.trim_end_matches("..")));
    }
    let rest = segment.strip_prefix('*').filter(|rest| name(rest))?;
    Some(format!("{{{}+}}", if rest.is_empty() { "path" } else { rest }))
}

fn unbalanced(segment: &str) -> String {
    let opened = segment.matches('{').count();
    let closed = segment.matches('}').count();
    if opened == closed && !segment.contains("{{") {
        return format!("a parameter is a whole segment: `{segment}` mixes it with text");
    }
    format!("unbalanced braces in `{segment}`: a parameter is `{{id}}`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(key: &str, because: &str) {
        let message = check_http(key).expect_err("the route was accepted");
        assert!(message.contains(because), "{key:?} was refused with {message:?}");
    }

    #[test]
    fn accepts_route_keys() {
        for key in [
            "$default",
            "GET /",
            "ANY /orders/{id}",
            "POST /orders/{order-id}/lines/{line_id}",
            "GET /files/{path+}",
            "GET /files/{*path}",
            "GET /orders/",
            "DELETE /a%20b",
            "GET /v1/orders:batch",
            "GET /größe",
        ] {
            assert_eq!(check_http(key), Ok(()), "{key}");
        }
    }

    #[test]
    fn refuses_unknown_methods() {
        refused("get /orders", "did you mean `GET`?");
        refused("GTE /orders", "did you mean `GET`?");
        refused("SUBSCRIBE /orders", "unknown method `SUBSCRIBE`");
        refused("* /orders", "`ANY /orders`");
        refused("GET|POST /orders", "`http(\"GET /orders\", \"POST /orders\")`");
    }

    #[test]
    fn refuses_incomplete_keys() {
        refused("", "a method and a path");
        refused("  ", "a method and a path");
        refused("GET", "`GET /`");
        refused("post", "`POST /`");
        refused("/orders", "`GET /orders`");
        refused("orders", "`GET /orders`");
        refused("$connect", "`$default`");
    }

    #[test]
    fn refuses_stray_spaces() {
        refused(" GET /orders", "one space");
        refused("GET  /orders", "one space");
        refused("GET\t/orders", "one space");
        refused("GET /orders ", "one space");
        refused("GET /my orders", "no spaces");
    }

    #[test]
    fn refuses_what_is_not_a_path() {
        refused("GET orders", "`GET /orders`");
        refused("GET https://example.com/orders", "`GET /orders`");
        refused("GET /orders?page=1", "`Query<T>`");
        refused("GET /orders#top", "fragment");
        refused("GET /orders//lines", "empty");
        refused("GET //", "empty");
    }

    #[test]
    fn refuses_malformed_parameters() {
        refused("GET /{", "unbalanced");
        refused("GET /{id", "unbalanced");
        refused("GET /id}", "unbalanced");
        refused("GET /{{id}}", "unbalanced");
        refused("GET /{}", "needs a name");
        refused("GET /{+}", "needs a name");
        refused("GET /{*}", "needs a name");
        refused("GET /{*path+}", "`{path+}`");
        refused("GET /{path++}", "`{path+}`");
        refused("GET /{id}.json", "whole segment");
        refused("GET /{order id}", "no spaces");
        refused("GET /{id:[0-9]}", "`:`");
        refused("GET /{a}/{b}/{a}", "`a` occurs twice");
        refused("GET /{path+}/tail", "last segment");
        refused("GET /:id", "`{id}`");
        refused("GET /<id>", "`{id}`");
        refused("GET /*rest", "`{rest+}`");
    }

    #[test]
    fn parameter_names_do_not_make_a_route_different() {
        assert_eq!(http_shape("GET /a/{x}"), http_shape("GET /a/{y}"));
        assert_eq!(http_shape("GET /a/{x+}"), http_shape("GET /a/{*y}"));
        assert_ne!(http_shape("GET /a/{x}"), http_shape("GET /a/{x+}"));
        assert_ne!(http_shape("GET /a/{x}"), http_shape("PUT /a/{x}"));
    }

    #[test]
    fn checks_websocket_keys() {
        assert_eq!(check_websocket("$connect"), Ok(()));
        assert_eq!(check_websocket("sendmessage"), Ok(()));
        assert!(check_websocket("$conect").unwrap_err().contains("did you mean `$connect`?"));
        assert!(check_websocket("").is_err());
    }
}
