//! Routes of HTTP handlers, as text and as what the router takes.

use http::Method;

/// `METHOD /path/{parameter}`.
#[derive(Clone, Debug)]
pub(crate) struct HttpRoute {
    /// `None` for any method.
    pub(crate) method: Option<Method>,
    /// In the router's syntax; `None` for `$default`.
    pub(crate) pattern: Option<String>,
}

impl HttpRoute {
    /// Reads a route key of API Gateway, or says what is wrong with it.
    pub(crate) fn parse(route: &str) -> Result<Self, String> {
        if route == "$default" {
            return Ok(Self { method: None, pattern: None });
        }
        let Some((method, path)) = route.split_once(' ') else {
            return Err("write `METHOD /path`, such as `GET /orders/{id}`".to_owned());
        };
        let method = match method {
            "ANY" => None,
            "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS" => {
                Some(Method::from_bytes(method.as_bytes()).map_err(|_| method)?)
            }
            other => {
                return Err(format!(
                    "`{other}` is none of ANY, GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"
                ));
            }
        };
        Ok(Self { method, pattern: Some(pattern(path)?) })
    }
}

/// Turns `{name+}`, API Gateway's form, into the router's `{*name}`.
fn pattern(path: &str) -> Result<String, String> {
    if !path.starts_with('/') {
        return Err(format!("the path `{path}` does not start with `/`"));
    }
    let segments: Vec<_> = path
        .split('/')
        .map(|segment| match segment.strip_prefix('{').and_then(|s| s.strip_suffix("+}")) {
            Some(name) => format!("{{*{name}}}"),
            None => segment.to_owned(),
        })
        .collect();
    Ok(segments.join("/"))
}
