//! Lambda triggers of Amazon Cognito user pools.

use super::{Builder, Kind, Repeats, Reply, Setting, Shape, Source, any_combination};
use crate::{names, trigger};

pub(super) const SOURCE: Source = Source {
    name: "cognito",
    example: r#"cognito = "PreSignUp""#,
    page: "Amazon Cognito developer guide, \"Customizing user pool workflows with Lambda triggers\"",
    shape: Shape::Settings(&BUILDER),
    reply: Reply::TypedOrNothing(["cognito", "Answer"]),
    batches: false,
    repeats: Repeats::Never,
    arguments: &["Event"],
    forwarded: &[],
};

static BUILDER: Builder = Builder {
    path: ["cognito", "Trigger"],
    subject: Some((
        Setting::new("trigger", "triggerSource", Kind::Text(trigger::check))
            .default("every trigger")
            .about("the trigger, or one of its sources such as `PreSignUp_AdminCreateUser`"),
        "new",
    )),
    any: Some("any"),
    settings: &[&[Setting::new("user_pool", "userPoolId", Kind::Text(names::check_user_pool))
        .default("every user pool")
        .about("the user pool, by its id")]],
    identity: &["trigger", "user_pool"],
    overlap: None,
    check_together: any_combination,
};
