//! Schedules of Amazon EventBridge rules and of EventBridge Scheduler.

use super::{Builder, Kind, Repeats, Reply, Setting, Shape, Source, any_combination};
use crate::{names, schedule};

pub(super) const SOURCE: Source = Source {
    name: "schedule",
    example: r#"schedule = "rate(5 minutes)""#,
    page: "Amazon EventBridge user guide, \"Creating a scheduled rule (legacy) in Amazon EventBridge\"",
    shape: Shape::Settings(&BUILDER),
    reply: Reply::Record,
    batches: false,
    repeats: Repeats::Identified,
    arguments: &["Event"],
    forwarded: &[],
};

static BUILDER: Builder = Builder {
    path: ["schedule", "Schedule"],
    subject: Some((
        Setting::new("expression", "ScheduleExpression", Kind::Text(schedule::check))
            .default("")
            .about("`rate(..)`, `cron(..)` or `at(..)`"),
        "new",
    )),
    any: None,
    settings: &[&[
        Setting::new("name", "Name", Kind::Text(names::check_any))
            .default("every schedule")
            .about("the rule or schedule, by name; needed where there are several"),
        Setting::new("timezone", "ScheduleExpressionTimezone", Kind::Text(names::check_timezone))
            .default("`UTC`")
            .about("the time zone of the expression, of EventBridge Scheduler only"),
    ]],
    identity: &["name"],
    overlap: None,
    check_together: any_combination,
};
