//! The event of a schedule, borrowed from the payload
//! (Amazon EventBridge user guide, "Creating a scheduled rule (legacy) in Amazon EventBridge").

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::event::cow::{Text, optional, or_default, text};
use crate::event::shared::undecodable;
use crate::event::{Source, part};
use crate::extract::{Location, Rejection};
use crate::failure::Failure;

#[derive(Debug, Deserialize)]
pub(crate) struct Event<'a> {
    #[serde(borrow, deserialize_with = "text")]
    source: Cow<'a, str>,
    #[serde(borrow, rename = "detail-type", deserialize_with = "text")]
    detail_type: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) id: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) account: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) region: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) time: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "or_default")]
    resources: Vec<Text<'a>>,
    #[serde(borrow)]
    detail: Option<&'a RawValue>,
}

pub(crate) fn decode(payload: &str) -> Result<Event<'_>, Failure> {
    serde_json::from_str(payload).map_err(|error| undecodable(Source::EventBridge, &error))
}

impl<'a> Event<'a> {
    /// Whether a clock sent it: any other event of a bus has the same shape.
    pub(crate) fn is_scheduled(&self) -> bool {
        self.detail_type == "Scheduled Event"
            && matches!(&*self.source, "aws.events" | "aws.scheduler")
    }

    /// The ARN of the rule or schedule.
    pub(super) fn arn(&self) -> Option<&Cow<'a, str>> {
        self.resources.first().map(|Text(arn)| arn)
    }

    /// The names of the rules or schedules, of which there is one.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.resources.iter().map(|Text(arn)| name_of(arn))
    }

    /// The detail, an object: EventBridge Scheduler sends it as text.
    pub(super) fn detail(&self) -> Result<Cow<'a, str>, Rejection> {
        let detail = self.detail.map_or("{}", RawValue::get);
        if !detail.starts_with('"') {
            return Ok(Cow::Borrowed(detail));
        }
        part::read::<Text<'a>>(detail, Location::Event, "detail").map(|Text(detail)| detail)
    }
}

/// The last part of `..:rule/[bus/]name` and of `..:schedule/group/name`.
pub(super) fn name_of(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or(arn)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn event(source: &str, detail_type: &str, rest: &str) -> String {
        format!(r#"{{"source":"{source}","detail-type":"{detail_type}"{rest}}}"#)
    }

    #[test]
    fn tells_schedules_from_other_events() {
        for (source, detail_type, expected) in [
            ("aws.events", "Scheduled Event", true),
            ("aws.scheduler", "Scheduled Event", true),
            ("shop", "Scheduled Event", false),
            ("aws.events", "Rule Changed", false),
        ] {
            let payload = event(source, detail_type, "");
            assert_eq!(decode(&payload).unwrap().is_scheduled(), expected, "{payload}");
        }
    }

    #[test]
    fn takes_the_name_from_the_arn() {
        let arn = "arn:aws:events:eu-west-1:111122223333:rule";
        assert_eq!(name_of(&format!("{arn}/nightly")), "nightly");
        assert_eq!(name_of(&format!("{arn}/my-bus/nightly")), "nightly");
        let arn = "arn:aws:scheduler:eu-west-1:111122223333:schedule/default/nightly";
        assert_eq!(name_of(arn), "nightly");
        assert_eq!(name_of("nightly"), "nightly");
    }

    #[test]
    fn takes_the_detail_as_an_object_as_text_and_left_out() {
        for (rest, expected) in [
            (r#","detail":{"a":1}"#, r#"{"a":1}"#),
            (r#","detail":"{}""#, "{}"),
            (r#","detail":"{\"a\":1}""#, r#"{"a":1}"#),
            (r#","detail":null"#, "{}"),
            ("", "{}"),
        ] {
            let payload = event("aws.scheduler", "Scheduled Event", rest);
            assert_eq!(decode(&payload).unwrap().detail().unwrap(), expected, "{rest}");
        }
    }

    #[test]
    fn refuses_a_detail_that_is_half_a_character() {
        let payload = event("aws.scheduler", "Scheduled Event", r#","detail":"\ud800""#);
        let refused = decode(&payload).unwrap().detail().unwrap_err();
        assert_eq!(refused.path(), Some("detail"));
    }

    #[test]
    fn names_the_field_that_is_not_as_documented() {
        let payload = event("aws.events", "Scheduled Event", r#","resources":"arn""#);
        let failure = decode(&payload).unwrap_err();
        assert_eq!(
            failure.message(),
            "this Amazon EventBridge event is not as AWS documents it: expected a sequence"
        );
    }

    proptest! {
        #[test]
        fn takes_any_detail_as_text(detail in any::<String>()) {
            let quoted = serde_json::to_string(&detail).unwrap();
            let payload = event("aws.scheduler", "Scheduled Event", &format!(r#","detail":{quoted}"#));
            let decoded = decode(&payload).unwrap();
            prop_assert_eq!(decoded.detail().unwrap(), detail);
        }
    }
}
