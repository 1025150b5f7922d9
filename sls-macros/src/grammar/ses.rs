//! Mail received by Amazon SES.

use super::{Builder, Kind, Repeats, Reply, Setting, Shape, Source, any_combination};
use crate::names;

pub(super) const SOURCE: Source = Source {
    name: "ses",
    example: r#"ses(recipient = "orders@example.com")"#,
    page: "Amazon SES developer guide, \"Invoke Lambda function action\"",
    shape: Shape::Settings(&BUILDER),
    reply: Reply::TypedOrNothing(["ses", "Disposition"]),
    batches: false,
    repeats: Repeats::Identified,
    arguments: &["Mail"],
    forwarded: &[],
};

/// Of one receipt rule (Amazon SES developer guide, "Service quotas in Amazon SES").
const MOST_RECIPIENTS: usize = 100;

static BUILDER: Builder = Builder {
    path: ["ses", "Rule"],
    subject: None,
    any: Some("any"),
    settings: &[&[Setting::new(
        "recipient",
        "Recipients",
        Kind::Texts {
            check: names::check_recipient,
            overlap: str::eq_ignore_ascii_case,
            most: MOST_RECIPIENTS,
        },
    )
    .method("recipients")
    .default("every recipient")
    .about("addresses, or domains with all their addresses; `.example.com` for those below it")]],
    identity: &["recipient"],
    overlap: None,
    check_together: any_combination,
};
