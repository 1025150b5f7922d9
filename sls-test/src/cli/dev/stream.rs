//! Streamed replies, passed on to the client piece by piece.

use std::io;
use std::sync::Arc;

use axum::body::Body;
use axum::response::Response;
use bytes::{Bytes, BytesMut};
use futures_util::stream;
use http::StatusCode;
use http::header::CONTENT_LENGTH;
use tokio::sync::oneshot;

use super::stage::Stage;
use crate::front_door::{FrontDoor, Outcome};
use crate::runtime_api::StreamHead;

/// A request whose reply is streamed to it.
#[derive(Debug)]
pub(super) struct Relay {
    pub(super) stage: Arc<Stage>,
    pub(super) door: Box<dyn FrontDoor>,
    pub(super) request: http::Request<Bytes>,
    pub(super) answered: oneshot::Sender<Response>,
}

/// Answers with the status and headers of the stream, and lets its body follow.
///
/// `ending` tells, after the last piece, whether the stream ended early; the connection is broken
/// then, so that the client notices.
pub(super) async fn relay(
    relay: Relay,
    mut stream: StreamHead,
    ending: oneshot::Receiver<bool>,
) -> StatusCode {
    let content_type = stream.content_type().to_owned();
    let (prelude, first) = split(&mut stream, &content_type).await;
    let outcome = Outcome::Reply { content_type, bytes: prelude, streaming: true };
    let Relay { stage, door, request, answered } = relay;
    let (mut parts, refusal) = door.response(&request, &outcome, &stage.setting()).into_parts();
    let status = parts.status;
    let body = match first {
        // No prelude came, so what the door says is the whole answer.
        None => Body::from(refusal),
        Some(first) => {
            parts.headers.remove(CONTENT_LENGTH);
            body(first, stream, ending)
        }
    };
    let _ = answered.send(Response::from_parts(parts, body));
    status
}

/// The metadata with its delimiter, empty where none is announced, and the first piece of the body.
async fn split(stream: &mut StreamHead, content_type: &str) -> (Bytes, Option<Bytes>) {
    if !content_type.starts_with(PRELUDE) {
        return (Bytes::new(), Some(Bytes::new()));
    }
    let mut bytes = BytesMut::new();
    while let Some(chunk) = stream.chunk().await {
        // The delimiter may be cut in two.
        let looked_at = bytes.len().saturating_sub(DELIMITER.len());
        bytes.extend_from_slice(&chunk);
        let found =
            bytes[looked_at..].windows(DELIMITER.len()).position(|eight| eight == DELIMITER);
        if let Some(start) = found {
            let prelude = bytes.split_to(looked_at + start + DELIMITER.len());
            return (prelude.freeze(), Some(bytes.freeze()));
        }
    }
    (bytes.freeze(), None)
}

fn body(first: Bytes, stream: StreamHead, ending: oneshot::Receiver<bool>) -> Body {
    let pieces = stream::unfold(
        (Some(first).filter(|first| !first.is_empty()), stream, Some(ending)),
        |(first, mut stream, ending)| async move {
            let ending = ending?;
            let piece = match first {
                Some(first) => Some(first),
                None => stream.chunk().await,
            };
            match piece {
                Some(piece) => Some((Ok(piece), (None, stream, Some(ending)))),
                None if ending.await == Ok(false) => None,
                None => {
                    let error = io::Error::other("the function's stream broke off");
                    Some((Err(error), (None, stream, None)))
                }
            }
        },
    );
    Body::from_stream(pieces)
}

const PRELUDE: &str = "application/vnd.awslambda.http-integration-response";
const DELIMITER: [u8; 8] = [0; 8];

#[cfg(test)]
mod tests {
    use tokio::sync::mpsc;

    use super::*;

    async fn split_pieces(content_type: &str, pieces: &[&[u8]]) -> (Bytes, Option<Bytes>) {
        let (sender, chunks) = mpsc::unbounded_channel();
        for piece in pieces {
            sender.send(Bytes::copy_from_slice(piece)).unwrap();
        }
        drop(sender);
        let mut stream = StreamHead::new(content_type.to_owned(), chunks);
        let (prelude, first) = split(&mut stream, content_type).await;
        let Some(first) = first else { return (prelude, None) };
        let mut body = BytesMut::from(&first[..]);
        while let Some(chunk) = stream.chunk().await {
            body.extend_from_slice(&chunk);
        }
        (prelude, Some(body.freeze()))
    }

    #[tokio::test]
    async fn the_prelude_ends_at_its_delimiter_wherever_the_stream_is_cut() {
        let whole = b"{\"a\":1}\0\0\0\0\0\0\0\0\0body\0\0\0\0\0\0\0\0rest";
        for first in 0..whole.len() {
            for second in first..whole.len() {
                let pieces = [&whole[..first], &whole[first..second], &whole[second..]];
                let (prelude, body) = split_pieces(PRELUDE, &pieces).await;
                assert_eq!(prelude, &whole[..15], "cut at {first} and {second}");
                assert_eq!(body.unwrap(), &whole[15..], "cut at {first} and {second}");
            }
        }
    }

    #[tokio::test]
    async fn a_prelude_without_an_end_has_no_body() {
        let (prelude, body) = split_pieces(PRELUDE, &[b"{}\0\0\0", b"\0\0\0\0"]).await;
        assert_eq!((&prelude[..], body), (&b"{}\0\0\0\0\0\0\0"[..], None));
    }

    #[tokio::test]
    async fn without_an_announced_prelude_everything_is_body() {
        let (prelude, body) = split_pieces("text/plain", &[b"a\0\0\0\0\0\0\0\0b"]).await;
        assert_eq!((prelude, body.unwrap()), (Bytes::new(), Bytes::from("a\0\0\0\0\0\0\0\0b")));
    }
}
