//! Mail received by Amazon SES.

use super::{Builder, Kind, Reply, Setting, Shape, Source, any_combination};
use crate::names;

pub(super) const SOURCE: Source = Source {
    name: "ses",
    example: r#"ses(recipient = "orders@example.com")"#,
    page: "Amazon SES developer guide, \"Invoke Lambda function action\"",
    shape: Shape::Settings(&BUILDER),
    reply: Reply::TypedOrNothing(["ses", "Disposition"]),
    batches: false,
    arguments: &["Mail"],
    forwarded: &[],
};

static BUILDER: Builder = Builder {
    path: ["ses", "Rule"],
    subject: None,
    any: Some("any"),
    settings: &[&[Setting::new("recipient", "Recipients", Kind::Text(names::check_recipient))
        .default("every recipient")
        .about("an address, or a domain with all its addresses")]],
    identity: &["recipient"],
    check_together: any_combination,
};
