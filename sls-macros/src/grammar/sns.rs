//! Messages of Amazon SNS topics.

use super::{Builder, Given, Kind, Repeats, Reply, Setting, Shape, Source};
use crate::literal::Literal;
use crate::refusals::Refusals;
use crate::{names, pattern};

pub(super) const SOURCE: Source = Source {
    name: "sns",
    example: r#"sns = "order-events""#,
    page: "Amazon SNS developer guide, \"Fanout Amazon SNS notifications to Lambda functions for automated processing\"",
    shape: Shape::Settings(&BUILDER),
    reply: Reply::Record,
    batches: false,
    repeats: Repeats::Identified,
    arguments: &["Message"],
    forwarded: &[],
};

static BUILDER: Builder = Builder {
    path: ["sns", "Topic"],
    subject: Some((
        Setting::new("topic", "TopicArn", Kind::Text(names::check_topic))
            .default("every topic")
            .about("the topic, by name or ARN"),
        "new",
    )),
    any: Some("any"),
    settings: &[&[
        Setting::new("filter_policy", "FilterPolicy", Kind::Text(pattern::check_policy))
            .default("every message")
            .about("what a message has to match to be delivered"),
        Setting::new(
            "filter_policy_scope",
            "FilterPolicyScope",
            Kind::Choice(&["MessageAttributes", "MessageBody"]),
        )
        .default("`MessageAttributes`")
        .about("what the policy is compared with"),
    ]],
    identity: &["topic"],
    overlap: None,
    check_together: check,
};

/// Attributes are not inside each other, and a scope without a policy says nothing.
fn check(given: &Given<'_>, refusals: &mut Refusals) {
    let scope = given.literal("filter_policy_scope");
    let policy = given.literal("filter_policy");
    if let (Some((scope, _)), None) = (&scope, &policy) {
        refusals.refuse(
            &scope.name,
            "`filter_policy_scope` is for a `filter_policy`, and there is none: leave it out",
        );
    }
    let is_of_attributes = match &scope {
        None => true,
        Some((_, Literal::Text(scope))) => scope == "MessageAttributes",
        Some(_) => false,
    };
    if let Some((policy, Literal::Text(text))) = policy
        && is_of_attributes
        && pattern::is_nested(&text)
    {
        refusals.refuse(
            &policy.value,
            "attributes of a message are not inside each other: write \
             `filter_policy_scope = \"MessageBody\"`",
        );
    }
}
