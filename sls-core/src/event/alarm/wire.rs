//! A change of an alarm's state as CloudWatch sends it, borrowed from the payload.
//!
//! There are three shapes of the same: that of a Lambda action
//! (Amazon CloudWatch user guide, "Invoke a Lambda function from an alarm"), that of a message of a
//! topic ("Amazon SNS notifications when alarms change state"), and that of the detail of an event
//! of a bus ("Alarm events and EventBridge").

use std::borrow::Cow;

use bytestring::ByteString;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use crate::event::cow::{optional, text};
use crate::event::shared::{Carrier, undecodable};
use crate::event::{Source, part};
use crate::extract::{Location, Rejection};
use crate::failure::Failure;

/// Any of the shapes.
#[derive(Debug)]
pub(crate) struct Event<'a> {
    pub(crate) name: Cow<'a, str>,
    pub(crate) arn: Cow<'a, str>,
    pub(crate) state: State<'a>,
    pub(super) previous_state: Option<State<'a>>,
    pub(super) account: Option<Cow<'a, str>>,
    pub(super) region: Option<Cow<'a, str>>,
    pub(super) time: Option<Cow<'a, str>>,
    pub(super) configuration: Option<&'a RawValue>,
    pub(super) settings: Settings<'a>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct State<'a> {
    #[serde(borrow, deserialize_with = "text")]
    pub(crate) value: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) reason: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) reason_data: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) timestamp: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) actions_suppressed_by: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) actions_suppressed_reason: Option<Cow<'a, str>>,
}

impl State<'_> {
    pub(super) fn timestamp(&self) -> Option<&str> {
        self.timestamp.as_deref()
    }
}

/// What is read of an alarm's configuration, mostly of a composite one; the periods are in seconds.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Settings<'a> {
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) description: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) alarm_rule: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) actions_suppressor: Option<Cow<'a, str>>,
    pub(super) actions_suppressor_wait_period: Option<u64>,
    pub(super) actions_suppressor_extension_period: Option<u64>,
}

/// The event of a Lambda action.
pub(crate) fn decode(payload: &str) -> Result<Event<'_>, Failure> {
    try_decode(payload).map_err(|error| undecodable(Source::CloudWatchAlarm, &error))
}

fn try_decode(payload: &str) -> serde_json::Result<Event<'_>> {
    let action: Action<'_> = serde_json::from_str(payload)?;
    let settings = action.configuration().map_or(Ok(Settings::default()), serde_json::from_str)?;
    Ok(action.with(settings))
}

/// Any of the shapes as the payload of some other source, and what carries it.
pub(super) fn decode_any<'a>(
    payload: &'a str,
    carrier: Option<&Carrier>,
) -> Result<Event<'a>, Rejection> {
    #[derive(Deserialize)]
    #[serde(expecting = "a change of an alarm", rename_all = "camelCase")]
    struct Shape {
        alarm_data: Option<IgnoredAny>,
        alarm_name: Option<IgnoredAny>,
    }

    let shape: Shape = part::read(payload, Location::Body, "")?;
    let (action, place) = match (shape.alarm_data, shape.alarm_name) {
        (Some(_), _) => {
            (part::read::<Action<'_>>(payload, Location::Body, "")?, "alarmData.configuration")
        }
        (None, Some(_)) => {
            let detail = part::read::<AlarmData<'_>>(payload, Location::Body, "")?;
            (detail.carried_by(carrier), "configuration")
        }
        (None, None) => {
            return part::read(payload, Location::Body, "").map(Message::into_event);
        }
    };
    let settings = action.configuration().map(|json| part::read(json, Location::Body, place));
    Ok(action.with(settings.transpose()?.unwrap_or_default()))
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Action<'a> {
    #[serde(borrow, deserialize_with = "text")]
    alarm_arn: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "optional")]
    account_id: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "optional")]
    region: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "optional")]
    time: Option<Cow<'a, str>>,
    #[serde(borrow)]
    alarm_data: AlarmData<'a>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct AlarmData<'a> {
    #[serde(borrow, deserialize_with = "text")]
    alarm_name: Cow<'a, str>,
    #[serde(borrow)]
    state: State<'a>,
    #[serde(borrow)]
    previous_state: Option<State<'a>>,
    #[serde(borrow)]
    configuration: Option<&'a RawValue>,
}

impl<'a> AlarmData<'a> {
    /// Without a carrier, such as behind an input transformer, the rest is not known.
    fn carried_by(self, carrier: Option<&Carrier>) -> Action<'a> {
        let said = |what: fn(&Carrier) -> &Option<ByteString>| {
            carrier.and_then(|carrier| what(carrier).as_deref()).map(|text| text.to_owned().into())
        };
        Action {
            alarm_arn: said(|carrier| &carrier.resource).unwrap_or_default(),
            account_id: said(|carrier| &carrier.account),
            region: said(|carrier| &carrier.region),
            time: said(|carrier| &carrier.time).or_else(|| self.state.timestamp.clone()),
            alarm_data: self,
        }
    }
}

impl<'a> Action<'a> {
    fn configuration(&self) -> Option<&'a str> {
        self.alarm_data.configuration.map(RawValue::get)
    }

    fn with(self, settings: Settings<'a>) -> Event<'a> {
        let AlarmData { alarm_name, state, previous_state, configuration } = self.alarm_data;
        Event {
            name: alarm_name,
            arn: self.alarm_arn,
            state,
            previous_state,
            account: self.account_id,
            region: self.region,
            time: self.time,
            configuration,
            settings,
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Message<'a> {
    #[serde(borrow, deserialize_with = "text")]
    alarm_name: Cow<'a, str>,
    #[serde(borrow, deserialize_with = "text")]
    alarm_arn: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "optional")]
    alarm_description: Option<Cow<'a, str>>,
    #[serde(borrow, rename = "AWSAccountId", default, deserialize_with = "optional")]
    account: Option<Cow<'a, str>>,
    #[serde(borrow, deserialize_with = "text")]
    new_state_value: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "optional")]
    new_state_reason: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "optional")]
    state_change_time: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "optional")]
    old_state_value: Option<Cow<'a, str>>,
    #[serde(borrow)]
    trigger: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "optional")]
    alarm_rule: Option<Cow<'a, str>>,
}

impl<'a> Message<'a> {
    fn into_event(self) -> Event<'a> {
        let state = |value, reason, timestamp| State {
            value,
            reason,
            reason_data: None,
            timestamp,
            actions_suppressed_by: None,
            actions_suppressed_reason: None,
        };
        let time = self.state_change_time;
        let (description, alarm_rule) = (self.alarm_description, self.alarm_rule);
        Event {
            // The message has the Region as people call it, such as `EU (Ireland)`.
            region: region_of(&self.alarm_arn),
            name: self.alarm_name,
            arn: self.alarm_arn,
            state: state(self.new_state_value, self.new_state_reason, time.clone()),
            previous_state: self.old_state_value.map(|value| state(value, None, None)),
            account: self.account,
            time,
            configuration: self.trigger,
            settings: Settings { description, alarm_rule, ..Settings::default() },
        }
    }
}

fn region_of<'a>(arn: &Cow<'a, str>) -> Option<Cow<'a, str>> {
    match arn {
        Cow::Borrowed(arn) => arn.split(':').nth(3).map(Cow::Borrowed),
        Cow::Owned(arn) => arn.split(':').nth(3).map(|region| Cow::Owned(region.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn borrows_what_is_written_without_escapes() {
        let payload = r#"{"alarmArn":"arn","alarmData":{"alarmName":"cpu","state":{"value":"OK"},
            "configuration": {"description":"d","metrics":[ ]}}}"#;
        let event = decode(payload).unwrap();
        assert!(matches!(event.name, Cow::Borrowed("cpu")));
        assert!(matches!(event.settings.description, Some(Cow::Borrowed("d"))));
        let configuration = event.configuration.unwrap().get();
        assert_eq!(configuration, r#"{"description":"d","metrics":[ ]}"#);
    }

    #[test]
    fn takes_null_and_missing_fields() {
        for configuration in ["", r#","configuration":null"#, r#","configuration":{}"#] {
            let payload = format!(
                r#"{{"alarmArn":"a","time":null,"alarmData":{{"alarmName":"n","previousState":null,
                "state":{{"value":"OK","reasonData":null}}{configuration}}}}}"#
            );
            let event = decode(&payload).unwrap();
            assert!(event.previous_state.is_none(), "{configuration}");
            assert!(event.settings.alarm_rule.is_none(), "{configuration}");
        }
    }

    #[test]
    fn names_the_field_that_is_not_as_documented() {
        for (payload, problem) in [
            (r#"{"alarmArn":"a"}"#, "missing field `alarmData`"),
            (r#"{"alarmArn":"a","alarmData":{"alarmName":"n"}}"#, "missing field `state`"),
            (
                r#"{"alarmArn":"a","alarmData":{"alarmName":"n","state":{"value":"OK"},
                "configuration":{"actionsSuppressorWaitPeriod":"secret"}}}"#,
                "expected u64",
            ),
        ] {
            let failure = decode(payload).unwrap_err();
            assert_eq!(failure.error_type(), "Sls.EventDecode");
            let expected =
                format!("this Amazon CloudWatch alarm event is not as AWS documents it: {problem}");
            assert_eq!(failure.message(), expected);
        }
    }

    #[test]
    fn says_where_a_payload_is_no_change_of_an_alarm() {
        let problem = |payload| decode_any(payload, None).unwrap_err().to_string();
        assert_eq!(problem("[]"), "body: wrong length, expected a change of an alarm");
        assert_eq!(problem("{}"), "body: missing field `AlarmName`");
        assert_eq!(problem("no JSON"), "body: not valid JSON at line 1 column 2");
        assert_eq!(
            problem(
                r#"{"alarmArn":"a","alarmData":{"alarmName":"n","state":{"value":"OK"},
                "configuration":{"alarmRule":["secret"]}}}"#
            ),
            "body `alarmData.configuration.alarmRule`: expected a string"
        );
        assert_eq!(
            problem(r#"{"alarmName":"n","state":{"value":"OK"},"configuration":{"alarmRule":1}}"#),
            "body `configuration.alarmRule`: expected a string"
        );
        assert_eq!(
            problem(r#"{"AlarmName":"n","AlarmArn":"a","NewStateValue":1}"#),
            "body `NewStateValue`: expected a string"
        );
        assert_eq!(
            problem(r#"{"alarmArn":"a","alarmData":{"alarmName":"n","state":{"value":null}}}"#),
            "body `alarmData.state.value`: expected a string"
        );
    }

    #[test]
    fn finds_the_region_in_the_arn() {
        let region = |arn: &'static str| region_of(&Cow::Borrowed(arn));
        assert_eq!(region("arn:aws:cloudwatch:eu-west-1:1:alarm:a").unwrap(), "eu-west-1");
        assert_eq!(region("nonsense"), None);
        let owned = Cow::Owned("arn:aws:cloudwatch:eu-west-1:1:alarm:a\n".to_owned());
        assert_eq!(region_of(&owned).unwrap(), "eu-west-1");
    }
}
