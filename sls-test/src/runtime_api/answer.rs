//! Reading what the runtime sends as an answer.

use axum::body::Body;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::{Bytes, BytesMut};
use http::HeaderMap;
use http_body_util::BodyExt;
use tokio::sync::mpsc;

use super::outcome::StreamError;

/// How the runtime sends its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    Buffered,
    Streaming,
}

impl Mode {
    /// The mode that the headers ask for; `None` if Lambda knows no such mode.
    pub(super) fn of(headers: &HeaderMap) -> Option<Self> {
        match headers.get(RESPONSE_MODE).map(|value| value.as_bytes()) {
            None | Some(b"") => Some(Self::Buffered),
            Some(b"streaming") => Some(Self::Streaming),
            Some(_) => None,
        }
    }
}

/// Why an answer cannot be used.
#[derive(Debug)]
pub(crate) enum Unreadable {
    TooLarge,
    Truncated,
}

/// Reads a body that is not wanted.
///
/// The runtime may be writing still, and would find a broken connection instead of the refusal.
pub(super) async fn drain(mut body: Body) {
    while let Some(Ok(_)) = body.frame().await {}
}

/// Reads a whole body, also one over the limit; `each` sees its pieces as they come.
pub(crate) async fn read(
    mut body: Body,
    limit: usize,
    each: Option<mpsc::UnboundedSender<Bytes>>,
) -> Result<(Bytes, Option<StreamError>), Unreadable> {
    let mut bytes = BytesMut::new();
    let mut trailers = None;
    let mut too_large = false;
    while let Some(frame) = body.frame().await {
        match frame.map_err(|_| Unreadable::Truncated)?.into_data() {
            Ok(_) if too_large => {}
            Ok(data) if bytes.len() + data.len() > limit => too_large = true,
            Ok(data) => {
                bytes.extend_from_slice(&data);
                if let Some(each) = &each {
                    let _ = each.send(data);
                }
            }
            Err(frame) => trailers = frame.into_trailers().ok().or(trailers),
        }
    }
    if too_large {
        return Err(Unreadable::TooLarge);
    }
    Ok((bytes.freeze(), trailers.and_then(|trailers| stream_error(&trailers))))
}

fn stream_error(trailers: &HeaderMap) -> Option<StreamError> {
    let text = |name| Some(trailers.get(name)?.to_str().ok()?.trim().to_owned());
    let error_type = text(ERROR_TYPE)?;
    let body = text(ERROR_BODY).unwrap_or_default();
    let body = STANDARD.decode(&body).unwrap_or_else(|_| body.into_bytes());
    Some(StreamError { error_type, body: body.into() })
}

const RESPONSE_MODE: &str = "lambda-runtime-function-response-mode";
const ERROR_BODY: &str = "lambda-runtime-function-error-body";
pub(super) const ERROR_TYPE: &str = "lambda-runtime-function-error-type";
