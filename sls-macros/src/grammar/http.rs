//! HTTP requests through API Gateway, function URLs, load balancers and VPC Lattice.

use super::{Repeats, Reply, Shape, Source};
use crate::route;

pub(super) const SOURCE: Source = Source {
    name: "http",
    example: r#"http = "GET /orders/{id}""#,
    page: "Amazon API Gateway developer guide, \"Create routes for HTTP APIs in API Gateway\"",
    shape: Shape::Keys { term: "route", check: route::check_http, identity: route::http_shape },
    reply: Reply::Http,
    batches: false,
    repeats: Repeats::Anonymous,
    arguments: &[],
    forwarded: &[],
};
