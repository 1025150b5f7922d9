//! A change of an alarm's state as an argument.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use bytestring::ByteString;

use crate::event::alarm::{State, wire};
use crate::event::shared::{Carrier, share, share_optional};
use crate::extract::{FromInput, Input, Rejection, utf8};

/// A change of an alarm's state, of a metric alarm or a composite one.
///
/// On other sources it is made from the payload: from the message of a topic that the alarm
/// notifies, from the detail of an event of a bus, or from the event of its Lambda action.
///
/// # Example
/// ```
/// use sls_core::event::alarm::{Alarm, Event};
/// use sls_core::event::sns::Topic;
/// use sls_core::{App, Error, Handler};
///
/// async fn page(event: Event) -> Result<(), Error> {
///     println!("{} is {}: {}", event.name(), event.state().value(), event.state().reason());
///     Ok(())
/// }
///
/// let page = Handler::new("page").on(Alarm::any(), page).on(Topic::new("alarms"), page);
/// # assert!(App::new().handler(page).into_service().is_ok());
/// ```
#[derive(Clone)]
pub struct Event {
    name: ByteString,
    arn: ByteString,
    account: ByteString,
    region: ByteString,
    time: ByteString,
    state: State,
    previous_state: Option<State>,
    description: Option<ByteString>,
    configuration: Option<ByteString>,
    alarm_rule: Option<ByteString>,
    actions_suppressor: Option<ByteString>,
    wait_period: Option<Duration>,
    extension_period: Option<Duration>,
}

impl Event {
    /// The alarm's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The alarm's ARN; empty if the detail of an event of a bus came without the event.
    #[must_use]
    pub fn arn(&self) -> &str {
        &self.arn
    }

    /// The alarm's AWS account.
    #[must_use]
    pub fn account(&self) -> &str {
        &self.account
    }

    /// The alarm's AWS Region.
    #[must_use]
    pub fn region(&self) -> &str {
        &self.region
    }

    /// When the state changed, as in `2026-03-01T10:00:15.490+0000`.
    #[must_use]
    pub fn time(&self) -> &str {
        &self.time
    }

    /// The new state.
    #[must_use]
    pub fn state(&self) -> &State {
        &self.state
    }

    /// The state before; a message of a topic has only its value.
    #[must_use]
    pub fn previous_state(&self) -> Option<&State> {
        self.previous_state.as_ref()
    }

    /// What the alarm's owner wrote about it.
    #[must_use]
    pub fn description(&self) -> Option<&str> {
        self.description.as_deref()
    }

    /// The alarm's configuration as JSON text; in a message of a topic, its `Trigger`.
    #[must_use]
    pub fn configuration(&self) -> Option<&str> {
        self.configuration.as_deref()
    }

    /// Whether it is a composite alarm, whose state follows from other alarms.
    #[must_use]
    pub fn is_composite(&self) -> bool {
        self.alarm_rule.is_some()
    }

    /// The rule of a composite alarm, as in `ALARM(cpu) OR ALARM(memory)`.
    #[must_use]
    pub fn alarm_rule(&self) -> Option<&str> {
        self.alarm_rule.as_deref()
    }

    /// The alarm during which a composite alarm does nothing; a message of a topic lacks it.
    #[must_use]
    pub fn actions_suppressor(&self) -> Option<&str> {
        self.actions_suppressor.as_deref()
    }

    /// How long a composite alarm waits for its suppressor, in whole seconds.
    #[must_use]
    pub fn actions_suppressor_wait_period(&self) -> Option<Duration> {
        self.wait_period
    }

    /// How long a composite alarm waits after its suppressor, in whole seconds.
    #[must_use]
    pub fn actions_suppressor_extension_period(&self) -> Option<Duration> {
        self.extension_period
    }

    pub(super) fn shared(event: &Bytes, wire: &wire::Event<'_>) -> Self {
        let settings = &wire.settings;
        Self {
            name: share(event, &wire.name),
            arn: share(event, &wire.arn),
            account: share_optional(event, &wire.account).unwrap_or_default(),
            region: share_optional(event, &wire.region).unwrap_or_default(),
            time: share_optional(event, &wire.time).unwrap_or_default(),
            state: State::shared(event, &wire.state),
            previous_state: wire.previous_state.as_ref().map(|state| State::shared(event, state)),
            description: share_optional(event, &settings.description),
            configuration: wire.configuration.map(|json| share(event, &Cow::Borrowed(json.get()))),
            alarm_rule: share_optional(event, &settings.alarm_rule),
            actions_suppressor: share_optional(event, &settings.actions_suppressor),
            wait_period: settings.actions_suppressor_wait_period.map(Duration::from_secs),
            extension_period: settings.actions_suppressor_extension_period.map(Duration::from_secs),
        }
    }

    fn from_payload(payload: &Bytes, carrier: Option<&Carrier>) -> Result<Self, Rejection> {
        wire::decode_any(utf8(payload)?, carrier).map(|wire| Self::shared(payload, &wire))
    }
}

/// Without reasons and configuration, which say what is measured.
impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Event")
            .field("name", &self.name)
            .field("arn", &self.arn)
            .field("time", &self.time)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

#[diagnostic::do_not_recommend]
impl FromInput for Event {
    fn from_input(input: &Input<'_>) -> Result<Self, Rejection> {
        input.demand("a change of a CloudWatch alarm").or_else(|_not_given| {
            let carrier = input.demand::<Carrier>("an event of a bus").ok();
            Self::from_payload(&input.shared_payload()?, carrier.as_ref())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::Source;
    use crate::event::alarm::serve::Unit;
    use crate::event::shared::extract;
    use crate::extract::Whole;

    const METRIC: &str = r#"{"source":"aws.cloudwatch",
        "alarmArn":"arn:aws:cloudwatch:eu-west-1:111122223333:alarm:cpu",
        "accountId":"111122223333","time":"2026-03-01T10:00:15.490+0000","region":"eu-west-1",
        "alarmData":{"alarmName":"cpu","state":{"value":"ALARM","reason":"Threshold Crossed",
        "reasonData":"{\"threshold\":80.0}","timestamp":"2026-03-01T10:00:15.483+0000"},
        "previousState":{"value":"OK","reason":"Unchecked","timestamp":"2026-03-01T09:00:00.000+0000"},
        "configuration":{"description":"cpu high","metrics":[{"id":"m1"}]}}}"#;

    const COMPOSITE: &str = r#"{"alarmArn":"arn:aws:cloudwatch:eu-west-1:111122223333:alarm:all",
        "alarmData":{"alarmName":"all","state":{"value":"ALARM","actionsSuppressedBy":"WaitPeriod",
        "actionsSuppressedReason":"Actions suppressed by WaitPeriod"},
        "configuration":{"alarmRule":"ALARM(cpu) OR ALARM(memory)","actionsSuppressor":"quiet",
        "actionsSuppressorWaitPeriod":120,"actionsSuppressorExtensionPeriod":180}}}"#;

    const MESSAGE: &str = r#"{"AlarmName":"cpu","AlarmDescription":"cpu high",
        "AWSAccountId":"111122223333","NewStateValue":"ALARM","NewStateReason":"Threshold Crossed",
        "StateChangeTime":"2026-03-01T10:00:15.490+0000","Region":"EU (Ireland)",
        "AlarmArn":"arn:aws:cloudwatch:eu-west-1:111122223333:alarm:cpu","OldStateValue":"OK",
        "OKActions":[],"AlarmActions":["arn:aws:sns:eu-west-1:111122223333:alarms"],
        "Trigger":{"MetricName":"CPUUtilization","Threshold":80.0}}"#;

    fn event(payload: &'static str) -> Event {
        let raw = Bytes::from_static(payload.as_bytes());
        let wire = wire::decode(payload).unwrap();
        extract(Source::CloudWatchAlarm, &Unit { raw: &raw, event: &wire }).unwrap()
    }

    fn from_payload(payload: &str) -> Result<Event, Rejection> {
        extract(Source::Sns, &Whole(&Bytes::from(payload.to_owned())))
    }

    #[test]
    fn has_what_the_event_of_a_metric_alarm_says() {
        let event = event(METRIC);
        assert_eq!(event.name(), "cpu");
        assert_eq!(event.arn(), "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:cpu");
        assert_eq!(event.account(), "111122223333");
        assert_eq!(event.region(), "eu-west-1");
        assert_eq!(event.time(), "2026-03-01T10:00:15.490+0000");
        assert_eq!(event.state().value(), "ALARM");
        assert_eq!(event.state().reason(), "Threshold Crossed");
        assert_eq!(event.state().reason_data(), Some(r#"{"threshold":80.0}"#));
        assert_eq!(event.state().timestamp(), Some("2026-03-01T10:00:15.483+0000"));
        assert_eq!(event.previous_state().unwrap().value(), "OK");
        assert_eq!(event.description(), Some("cpu high"));
        let configuration = r#"{"description":"cpu high","metrics":[{"id":"m1"}]}"#;
        assert_eq!(event.configuration(), Some(configuration));
        assert!(!event.is_composite());
        assert_eq!(event.actions_suppressor(), None);
    }

    #[test]
    fn has_what_the_event_of_a_composite_alarm_says() {
        let event = event(COMPOSITE);
        assert!(event.is_composite());
        assert_eq!(event.alarm_rule(), Some("ALARM(cpu) OR ALARM(memory)"));
        assert_eq!(event.actions_suppressor(), Some("quiet"));
        assert_eq!(event.actions_suppressor_wait_period(), Some(Duration::from_secs(120)));
        assert_eq!(event.actions_suppressor_extension_period(), Some(Duration::from_secs(180)));
        assert_eq!(event.state().actions_suppressed_by(), Some("WaitPeriod"));
        let reason = "Actions suppressed by WaitPeriod";
        assert_eq!(event.state().actions_suppressed_reason(), Some(reason));
        assert!(event.previous_state().is_none());
    }

    #[test]
    fn is_made_from_a_message_of_a_topic() {
        let event = from_payload(MESSAGE).unwrap();
        assert_eq!(event.name(), "cpu");
        assert_eq!(event.account(), "111122223333");
        assert_eq!(event.region(), "eu-west-1");
        assert_eq!(event.time(), "2026-03-01T10:00:15.490+0000");
        assert_eq!(event.state().value(), "ALARM");
        assert_eq!(event.state().reason(), "Threshold Crossed");
        assert_eq!(event.state().timestamp(), Some("2026-03-01T10:00:15.490+0000"));
        let previous = event.previous_state().unwrap();
        assert_eq!((previous.value(), previous.reason()), ("OK", ""));
        assert_eq!(event.description(), Some("cpu high"));
        let trigger = r#"{"MetricName":"CPUUtilization","Threshold":80.0}"#;
        assert_eq!(event.configuration(), Some(trigger));
        assert!(!event.is_composite());
    }

    #[test]
    fn is_made_from_a_message_about_a_composite_alarm() {
        let message = MESSAGE.replace(
            r#""Trigger":{"MetricName":"CPUUtilization","Threshold":80.0}"#,
            r#""AlarmRule":"ALARM(cpu)","TriggeringChildren":[{"Arn":"a"}]"#,
        );
        let event = from_payload(&message).unwrap();
        assert_eq!(event.alarm_rule(), Some("ALARM(cpu)"));
        assert_eq!(event.configuration(), None);
    }

    #[test]
    fn is_made_from_the_event_of_an_action_as_a_payload() {
        let event = from_payload(COMPOSITE).unwrap();
        assert_eq!((event.name(), event.is_composite()), ("all", true));
    }

    #[test]
    fn is_made_from_the_detail_of_an_event_of_a_bus_with_and_without_the_event() {
        let detail = r#"{"alarmName":"cpu","configuration":{"description":"cpu high"},
            "previousState":{"value":"OK"},
            "state":{"value":"ALARM","timestamp":"2026-03-01T10:00:15.483+0000"}}"#;
        let alone = from_payload(detail).unwrap();
        assert_eq!((alone.name(), alone.arn(), alone.region()), ("cpu", "", ""));
        assert_eq!(alone.time(), "2026-03-01T10:00:15.483+0000");
        assert_eq!(alone.description(), Some("cpu high"));
        let carrier = Carrier {
            account: Some("111122223333".into()),
            region: Some("eu-west-1".into()),
            time: Some("2026-03-01T10:00:15Z".into()),
            resource: Some("arn:aws:cloudwatch:eu-west-1:111122223333:alarm:cpu".into()),
        };
        let event = Event::from_payload(&Bytes::from_static(detail.as_bytes()), Some(&carrier));
        let event = event.unwrap();
        assert!(event.arn().ends_with(":alarm:cpu"));
        assert_eq!((event.account(), event.region()), ("111122223333", "eu-west-1"));
        assert_eq!(event.time(), "2026-03-01T10:00:15Z");
        assert_eq!(event.state().value(), "ALARM");
    }

    #[test]
    fn is_refused_where_the_payload_is_something_else() {
        let problem = |payload| from_payload(payload).unwrap_err().to_string();
        assert_eq!(problem(r#"{"order":7}"#), "body: missing field `AlarmName`");
        let bytes = Bytes::from_static(b"\xff");
        let refused = extract::<Event>(Source::Sns, &Whole(&bytes)).unwrap_err();
        assert_eq!(refused.to_string(), "body: not UTF-8");
    }

    #[test]
    fn keeps_what_is_measured_out_of_debug_output() {
        let shown = format!("{:?}", event(METRIC));
        assert!(shown.contains("cpu") && shown.contains("ALARM"), "{shown}");
        assert!(!shown.contains("Threshold") && !shown.contains("m1"), "{shown}");
    }
}
