//! Custom skills of Alexa.

use super::{Builder, Given, Kind, Repeats, Reply, Setting, Shape, Source};
use crate::literal::Literal;
use crate::names;
use crate::refusals::Refusals;

pub(super) const SOURCE: Source = Source {
    name: "alexa",
    example: r#"alexa(skill = "amzn1.ask.skill.1", intent = "OrderIntent")"#,
    page: "Alexa Skills Kit documentation, \"Request and Response JSON Reference\"",
    shape: Shape::Settings(&BUILDER),
    reply: Reply::Typed(["alexa", "Response"]),
    batches: false,
    repeats: Repeats::Never,
    arguments: &["Request", "Slots"],
    forwarded: &[],
};

static BUILDER: Builder = Builder {
    path: ["alexa", "Skill"],
    subject: Some((
        Setting::new("skill", "applicationId", Kind::Text(names::check_skill))
            .default("")
            .about("the skill, by its id"),
        "new",
    )),
    any: None,
    settings: &[&[
        Setting::new("intent", "intent.name", Kind::Text(names::check_intent))
            .default("every intent")
            .about("the intent"),
        Setting::new(
            "request",
            "request.type",
            Kind::Choice(&[
                "CanFulfillIntentRequest",
                "IntentRequest",
                "LaunchRequest",
                "SessionEndedRequest",
            ]),
        )
        .default("every type")
        .about("the type of the request"),
        Setting::new(
            "timestamp_tolerance",
            "",
            Kind::Duration { seconds: 0..=3_600, unlimited: false },
        )
        .default("150")
        .about("how old a request may be"),
    ]],
    identity: &["skill", "intent", "request"],
    overlap: None,
    check_together: check,
};

/// An intent comes with requests of its own type only.
fn check(given: &Given<'_>, refusals: &mut Refusals) {
    if given.literal("intent").is_some()
        && let Some((request, Literal::Text(kind))) = given.literal("request")
        && matches!(kind.as_str(), "LaunchRequest" | "SessionEndedRequest")
    {
        refusals.refuse(&request.value, format!("a `{kind}` has no intent: leave one of them out"));
    }
}
