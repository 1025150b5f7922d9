//! HTTP requests, whichever front door they came through.
//!
//! Each front door has its own wire shape; [`HttpEvent`] is what they have in common.

mod discriminator;
mod lattice;
mod path;
mod query;
mod request;
mod v1;
mod v2;

use std::borrow::Cow;

use crate::event::Source;
use crate::event::shared::undecodable;
use crate::failure::Failure;

pub(super) use self::discriminator::{
    ALB, FUNCTION_URL, HTTP_API, REST_API, VPC_LATTICE, WEBSOCKET_API,
};
pub(crate) use self::path::{parameter, percent_decode_segments};
pub(crate) use self::query::RawQuery;

/// A front door, as far as replies depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Door {
    /// With one value per header, or with `multiValueHeaders`.
    Alb {
        multi_value: bool,
    },
    /// Payload format 1.0.
    HttpApi1,
    /// Payload format 2.0, also of function URLs.
    HttpApi2,
    Lattice,
    Rest,
    WebSocket,
}

/// An HTTP request, borrowed from the event.
#[derive(Debug)]
pub(crate) struct HttpEvent<'a> {
    pub(crate) door: Door,
    /// As the client sent it, in upper case.
    pub(crate) method: Cow<'a, str>,
    pub(crate) path: RequestPath<'a>,
    pub(crate) query: RawQuery<'a>,
    /// In their order, repeated where the front door keeps repetitions.
    pub(crate) headers: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    /// Of payload format 2.0, where they are not among the headers.
    pub(crate) cookies: Vec<Cow<'a, str>>,
    pub(crate) body: Option<Cow<'a, str>>,
    pub(crate) body_is_base64: bool,
    /// The route that a WebSocket API chose.
    pub(crate) route_key: Option<Cow<'a, str>>,
}

/// The path without stage, and whether its percent-encoding is still there.
///
/// HTTP APIs and function URLs deliver it decoded, the others as the client sent it;
/// that is known from the front door, never guessed from the text.
#[derive(Clone, Debug)]
pub(crate) enum RequestPath<'a> {
    Decoded(Cow<'a, str>),
    Encoded(Cow<'a, str>),
}

impl<'a> HttpEvent<'a> {
    /// Decodes the event of an HTTP front door; the source says which one.
    pub(crate) fn decode(source: Source, payload: &'a str, strip: &Strip) -> Result<Self, Failure> {
        let mut event = match source {
            Source::ApiGatewayHttp | Source::FunctionUrl => v2::decode(payload, strip),
            Source::VpcLattice => lattice::decode(payload),
            source => v1::decode(source, payload, strip),
        }
        .map_err(|error| undecodable(source, &error))?;
        if let Some(base_path) = &strip.base_path {
            event.path.strip_prefix(base_path);
        }
        Ok(event)
    }

    /// The first value of a header, by its name in any case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.header_values(name).next()
    }

    fn header_values<'s, 'n>(
        &'s self,
        name: &'n str,
    ) -> impl Iterator<Item = &'s str> + use<'s, 'a, 'n> {
        let same = move |other: &str| other.eq_ignore_ascii_case(name);
        self.headers.iter().filter(move |(other, _)| same(other)).map(|(_, value)| value.as_ref())
    }

    /// The cookies, each entry one or more `name=value` pairs.
    pub(crate) fn cookies(&self) -> impl Iterator<Item = &str> {
        // A function URL sends them twice: as a list and as a header.
        let header = self.cookies.is_empty().then(|| self.header_values("cookie"));
        self.cookies.iter().map(AsRef::as_ref).chain(header.into_iter().flatten())
    }

    pub(crate) fn raw_query(&self) -> Cow<'_, str> {
        self.query.to_raw()
    }
}

/// What is taken off the front of every path.
#[derive(Clone, Debug)]
pub(crate) struct Strip {
    /// The stage of an HTTP API, where the path has it.
    pub(crate) stage: bool,
    /// The base path of a custom domain's mapping.
    pub(crate) base_path: Option<String>,
}

impl Default for Strip {
    fn default() -> Self {
        Self { stage: true, base_path: None }
    }
}
