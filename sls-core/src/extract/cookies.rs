//! The cookies of a request.

use cookie::{Cookie, CookieJar};
use http::header::COOKIE;

use crate::extract::work::HttpHead;
use crate::extract::{FromInput, Input, Location, Rejection};

/// The cookies that the client sent (RFC 6265, section 4.2).
///
/// Cookies that cannot be parsed are left out, as browsers expect of servers.
///
/// # Example
/// ```
/// use sls_core::Cookies;
///
/// async fn theme(cookies: Cookies) -> String {
///     cookies.get("theme").unwrap_or("light").to_owned()
/// }
/// ```
#[derive(Clone, Debug, Default)]
pub struct Cookies {
    jar: CookieJar,
}

impl Cookies {
    /// The value of a cookie.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.jar.get(name).map(Cookie::value)
    }

    /// Names and values, in no particular order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.jar.iter().map(Cookie::name_value)
    }

    fn read(&mut self, header: &str) {
        for cookie in Cookie::split_parse(header.to_owned()).flatten() {
            self.jar.add_original(cookie);
        }
    }
}

#[diagnostic::do_not_recommend]
impl FromInput for Cookies {
    fn from_input(input: &Input<'_>) -> Result<Self, Rejection> {
        let http = input.http().ok_or_else(|| Rejection::http_only(Location::Cookie))?;
        let mut cookies = Self::default();
        match &http.head {
            HttpHead::Event(event) => event.cookies().for_each(|header| cookies.read(header)),
            HttpHead::Request(parts) => parts
                .headers
                .get_all(COOKIE)
                .iter()
                .filter_map(|header| std::str::from_utf8(header.as_bytes()).ok())
                .for_each(|header| cookies.read(header)),
        }
        Ok(cookies)
    }
}
