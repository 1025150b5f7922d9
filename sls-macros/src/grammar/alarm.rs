//! Amazon CloudWatch alarms with a Lambda action.

use super::{Builder, Kind, Repeats, Reply, Setting, Shape, Source, any_combination};
use crate::names;

pub(super) const SOURCE: Source = Source {
    name: "alarm",
    example: r#"alarm = "cpu-high""#,
    page: "Amazon CloudWatch user guide, \"Invoke a Lambda function from an alarm\"",
    shape: Shape::Settings(&BUILDER),
    reply: Reply::Record,
    batches: false,
    repeats: Repeats::Identified,
    arguments: &[],
    forwarded: &["Event"],
};

static BUILDER: Builder = Builder {
    path: ["alarm", "Alarm"],
    subject: Some((
        Setting::new("name", "AlarmName", Kind::Text(names::check_alarm))
            .default("every alarm")
            .about("the alarm, by name or ARN"),
        "new",
    )),
    any: Some("any"),
    settings: &[&[Setting::new(
        "state",
        "StateValue",
        Kind::Choice(&["ALARM", "INSUFFICIENT_DATA", "OK"]),
    )
    .default("every state")
    .about("the state that the alarm has gone to")]],
    identity: &["name", "state"],
    overlap: None,
    check_together: any_combination,
};
