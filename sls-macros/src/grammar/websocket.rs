//! Routes of WebSocket APIs.

use super::{Repeats, Reply, Shape, Source};
use crate::route;

pub(super) const SOURCE: Source = Source {
    name: "websocket",
    example: r#"websocket = "$connect""#,
    page: "Amazon API Gateway developer guide, \"Create routes for WebSocket APIs in API Gateway\"",
    shape: Shape::Keys {
        term: "route key",
        check: route::check_websocket,
        identity: str::to_owned,
    },
    reply: Reply::Http,
    batches: false,
    repeats: Repeats::Anonymous,
    arguments: &[],
    forwarded: &[],
};
