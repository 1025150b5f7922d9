//! The query string in the three forms that front doors send it in.

use std::borrow::Cow;

/// A query string, made into text only when somebody asks for it.
#[derive(Debug)]
pub(crate) enum RawQuery<'a> {
    /// As the client sent it.
    Raw(Cow<'a, str>),
    /// Decoded names and values.
    Pairs(Vec<(Cow<'a, str>, Cow<'a, str>)>),
    /// Names and values with their percent-encoding.
    EncodedPairs(Vec<(Cow<'a, str>, Cow<'a, str>)>),
}

impl RawQuery<'_> {
    /// `name=value&…`, percent-encoded (WHATWG URL standard, `application/x-www-form-urlencoded`).
    pub(crate) fn to_raw(&self) -> Cow<'_, str> {
        match self {
            Self::Raw(raw) => Cow::Borrowed(raw),
            Self::Pairs(pairs) if pairs.is_empty() => Cow::Borrowed(""),
            Self::Pairs(pairs) => Cow::Owned(
                form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish(),
            ),
            Self::EncodedPairs(pairs) => {
                let pairs: Vec<_> =
                    pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
                Cow::Owned(pairs.join("&"))
            }
        }
    }
}
