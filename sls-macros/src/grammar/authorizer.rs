//! Lambda authorizers of API Gateway.

use super::{Builder, Kind, Repeats, Reply, Setting, Shape, Source, any_combination};
use crate::names;

pub(super) const SOURCE: Source = Source {
    name: "authorizer",
    example: r#"authorizer(kind = "TOKEN")"#,
    page: "Amazon API Gateway developer guide, \"Use API Gateway Lambda authorizers\"",
    shape: Shape::Settings(&BUILDER),
    reply: Reply::Typed(["authorizer", "Authorization"]),
    batches: false,
    repeats: Repeats::Never,
    arguments: &["Request"],
    forwarded: &[],
};

static BUILDER: Builder = Builder {
    path: ["authorizer", "Authorizer"],
    subject: Some((
        Setting::new("api", "RestApiId", Kind::Text(names::check_api))
            .default("every API")
            .about("the API, by its id"),
        "new",
    )),
    any: Some("any"),
    settings: &[&[Setting::new("kind", "Type", Kind::Choice(&["REQUEST", "TOKEN"]))
        .default("both")
        .about("what the authorizer is asked with")]],
    identity: &["api", "kind"],
    overlap: None,
    check_together: any_combination,
};
