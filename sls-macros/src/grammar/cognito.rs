//! Lambda triggers of Amazon Cognito user pools.

use super::{Builder, Kind, Reply, Setting, Shape, Source, any_combination};
use crate::names;

pub(super) const SOURCE: Source = Source {
    name: "cognito",
    example: r#"cognito = "PreSignUp""#,
    page: "Amazon Cognito developer guide, \"Customizing user pool workflows with Lambda triggers\"",
    shape: Shape::Settings(&BUILDER),
    reply: Reply::TypedOrNothing(["cognito", "Answer"]),
    batches: false,
    arguments: &["Event"],
    forwarded: &[],
};

static BUILDER: Builder = Builder {
    path: ["cognito", "Trigger"],
    subject: Some((
        Setting::new("trigger", "triggerSource", Kind::Text(names::check_trigger))
            .default("")
            .about("the trigger, or one of its sources such as `PreSignUp_AdminCreateUser`"),
        "new",
    )),
    any: None,
    settings: &[&[Setting::new("user_pool", "userPoolId", Kind::Text(names::check_user_pool))
        .default("every user pool")
        .about("the user pool, by its id")]],
    identity: &["trigger", "user_pool"],
    check_together: any_combination,
};
