//! What an alarm tells a topic.

use serde_json::{Value, json};

use super::composite::CompositeAlarmEvent;
use super::state::AlarmState;
use super::{AlarmEvent, alarm_arn, an_hour_before, region};
use crate::event::origin::iso_offset;
use crate::event::patch::Patches;
use crate::event::{Origin, SnsEvent, event_builder};

/// What an alarm publishes to a topic, without what Amazon SNS has around it.
///
/// The topic is an action of the alarm for the state that it is in now. Names and the region are
/// spelt unlike in an [`AlarmEvent`].
/// (Amazon CloudWatch user guide, "Notifying users on alarm changes".)
///
/// # Example
/// ```
/// use sls_test::event::AlarmEvent;
///
/// let notification = AlarmEvent::new("cpu").notification("operators");
/// assert_eq!(notification.build()["NewStateValue"], "ALARM");
///
/// let event = notification.to_sns().build();
/// assert_eq!(event["Records"][0]["Sns"]["Subject"], r#"ALARM: "cpu" in EU (Ireland)"#);
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct AlarmNotification {
    alarm: Alarm,
    topic: String,
    patches: Patches,
}

#[derive(Clone, Debug)]
enum Alarm {
    Composite(Box<CompositeAlarmEvent>),
    Metric(Box<AlarmEvent>),
}

event_builder!(AlarmNotification);

impl AlarmNotification {
    pub(super) fn of_metric_alarm(alarm: AlarmEvent, topic: String) -> Self {
        Self { alarm: Alarm::Metric(Box::new(alarm)), topic, patches: Patches::default() }
    }

    pub(super) fn of_composite_alarm(alarm: CompositeAlarmEvent, topic: String) -> Self {
        Self { alarm: Alarm::Composite(Box::new(alarm)), topic, patches: Patches::default() }
    }

    /// What a function receives that subscribes to the topic.
    ///
    /// # Panics
    /// When a JSON pointer given to `with` has no place in the notification.
    pub fn to_sns(&self) -> SnsEvent {
        self.to_sns_in(Origin::shared())
    }

    /// What a function receives that subscribes to the topic, from an alarm of `origin`.
    ///
    /// # Panics
    /// When a JSON pointer given to `with` has no place in the notification.
    pub fn to_sns_in(&self, origin: &Origin) -> SnsEvent {
        let (name, state) = match &self.alarm {
            Alarm::Composite(alarm) => (&alarm.name, alarm.state),
            Alarm::Metric(alarm) => (&alarm.name, alarm.state),
        };
        let region = region::display_name(&origin.region);
        SnsEvent::new(&self.topic)
            .subject(format!("{}: \"{name}\" in {region}", state.as_str()))
            .message(self.build_in(origin).to_string())
    }

    fn event(&self, origin: &Origin) -> Value {
        match &self.alarm {
            Alarm::Composite(alarm) => self.of_composite(alarm, origin),
            Alarm::Metric(alarm) => self.of_metric(alarm, origin),
        }
    }

    fn of_metric(&self, alarm: &AlarmEvent, origin: &Origin) -> Value {
        let measurement = alarm.measurement(origin);
        let reason = alarm.reason.clone().unwrap_or_else(|| measurement.reason());
        let states = [alarm.state_before(), alarm.state];
        let mut message =
            self.common(origin, &alarm.name, alarm.description.as_deref(), states, &reason);
        message["AlarmConfigurationUpdatedTimestamp"] =
            iso_offset(an_hour_before(origin.now)).into();
        message["Trigger"] = trigger(alarm);
        message
    }

    fn of_composite(&self, alarm: &CompositeAlarmEvent, origin: &Origin) -> Value {
        let reason = alarm.reason(origin, alarm.state, origin.now);
        let states = [alarm.state_before(), alarm.state];
        let mut message =
            self.common(origin, &alarm.name, alarm.description.as_deref(), states, &reason);
        message["AlarmRule"] = alarm.rule_text().into();
        message["TriggeringChildren"] = json!([{
            "Arn": alarm.trigger_arn(origin),
            "State": {"Value": alarm.state.as_str(), "Timestamp": iso_offset(origin.now)},
        }]);
        message
    }

    /// What the notifications of both kinds of alarm have.
    fn common(
        &self,
        origin: &Origin,
        name: &str,
        description: Option<&str>,
        [old, new]: [AlarmState; 2],
        reason: &str,
    ) -> Value {
        let topic = origin.arn("sns", &self.topic);
        let actions = |state| if state == new { vec![topic.as_str()] } else { Vec::new() };
        json!({
            "AlarmName": name,
            "AlarmDescription": description,
            "AWSAccountId": origin.account_id,
            "NewStateValue": new.as_str(),
            "NewStateReason": reason,
            "StateChangeTime": iso_offset(origin.now),
            "Region": region::display_name(&origin.region),
            "AlarmArn": alarm_arn(origin, name),
            "OldStateValue": old.as_str(),
            "OKActions": actions(AlarmState::Ok),
            "AlarmActions": actions(AlarmState::Alarm),
            "InsufficientDataActions": actions(AlarmState::InsufficientData),
        })
    }
}

/// What a metric alarm watches, and how.
fn trigger(alarm: &AlarmEvent) -> Value {
    let metrics = alarm.watched();
    let mut trigger = json!({
        "Period": metrics[0].period.as_secs(),
        "EvaluationPeriods": 1,
        "DatapointsToAlarm": 1,
        "ComparisonOperator": "GreaterThanThreshold",
        "Threshold": alarm.threshold,
        "TreatMissingData": "missing",
        "EvaluateLowSampleCountPercentile": "",
    });
    match &alarm.expression {
        Some(expression) => {
            let expression =
                json!({"Id": "e1", "Expression": expression, "Label": "e1", "ReturnData": true});
            let operands = (1..).zip(&metrics);
            let operands = operands.map(|(n, metric)| metric.operand(&format!("m{n}")));
            trigger["Metrics"] = [expression].into_iter().chain(operands).collect();
        }
        None => {
            let metric = &metrics[0];
            trigger["MetricName"] = metric.name.as_str().into();
            trigger["Namespace"] = metric.namespace.as_str().into();
            trigger["Unit"] = metric.unit.clone().into();
            trigger["Dimensions"] = metric.dimension_list().into();
            let (ty, statistic) = match metric.is_basic() {
                true => ("Statistic", metric.statistic.to_uppercase()),
                false => ("ExtendedStatistic", metric.statistic.clone()),
            };
            trigger["StatisticType"] = ty.into();
            trigger[ty] = statistic.into();
        }
    }
    trigger
}
