//! What a CloudWatch alarm sends, to a function, to a topic and to a bus.

mod composite;
mod measurement;
mod metric;
mod notification;
mod region;
mod state;

use std::time::{Duration, SystemTime};

use serde_json::{Value, json};

pub use composite::{CompositeAlarmEvent, SuppressedBy};
pub use metric::AlarmMetric;
pub use notification::AlarmNotification;
pub use state::AlarmState;

use self::measurement::Measurement;
use self::metric::Role;
use super::origin::iso_offset;
use super::patch::Patches;
use super::{EventBridgeEvent, Origin, event_builder};

/// A metric alarm that changed its state and has a function as its action.
///
/// Times have milliseconds and the offset `+0000`; the reason is a sentence, with its figures as
/// JSON text beside it. What an alarm tells a topic is an [`AlarmNotification`].
/// (Amazon CloudWatch user guide, "Invoke a Lambda function from an alarm".)
///
/// # Example
/// ```
/// use sls_test::event::{AlarmEvent, AlarmMetric};
///
/// let event = AlarmEvent::new("cpu")
///     .metric(AlarmMetric::new("AWS/EC2", "CPUUtilization").dimension("InstanceId", "i-0123"))
///     .threshold(80.0)
///     .datapoint(90.0)
///     .build();
/// let data = &event["alarmData"];
/// assert_eq!(data["state"]["value"], "ALARM");
/// assert_eq!(data["previousState"]["value"], "OK");
/// let metric = &data["configuration"]["metrics"][0]["metricStat"]["metric"];
/// assert_eq!(metric["dimensions"]["InstanceId"], "i-0123");
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct AlarmEvent {
    name: String,
    description: Option<String>,
    state: AlarmState,
    previous_state: Option<AlarmState>,
    reason: Option<String>,
    metrics: Vec<AlarmMetric>,
    expression: Option<String>,
    threshold: f64,
    datapoint: Option<f64>,
    patches: Patches,
}

event_builder!(AlarmEvent);

impl AlarmEvent {
    /// An alarm about the CPU of EC2 instances that went from `OK` to `ALARM`.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            description: None,
            state: AlarmState::Alarm,
            previous_state: None,
            reason: None,
            metrics: Vec::new(),
            expression: None,
            threshold: 80.0,
            datapoint: None,
            patches: Patches::default(),
        }
    }

    /// Default: [`AlarmState::Alarm`]. The state that the alarm is in now.
    pub fn state(mut self, state: AlarmState) -> Self {
        self.state = state;
        self
    }

    /// Default: `OK`, or `ALARM` if it is `OK` now. The state before.
    pub fn previous_state(mut self, state: AlarmState) -> Self {
        self.previous_state = Some(state);
        self
    }

    /// Default: what CloudWatch says of the datapoint and the threshold.
    pub fn reason(mut self, text: impl Into<String>) -> Self {
        self.reason = Some(text.into());
        self
    }

    /// Default: none.
    pub fn description(mut self, text: impl Into<String>) -> Self {
        self.description = Some(text.into());
        self
    }

    /// Default: the CPU of all EC2 instances. Adds a metric that the alarm looks at.
    ///
    /// A second metric makes sense only with an [`expression`](Self::expression).
    pub fn metric(mut self, metric: AlarmMetric) -> Self {
        self.metrics.push(metric);
        self
    }

    /// Default: none. The alarm watches what this makes of its metrics.
    ///
    /// They are `m1`, `m2` and so on, in the order in which they were added.
    pub fn expression(mut self, expression: impl Into<String>) -> Self {
        self.expression = Some(expression.into());
        self
    }

    /// Default: 80. The alarm goes off when the metric is greater.
    pub fn threshold(mut self, threshold: f64) -> Self {
        self.threshold = threshold;
        self
    }

    /// Default: 10 above the threshold in `ALARM`, 10 below it in `OK`.
    pub fn datapoint(mut self, value: f64) -> Self {
        self.datapoint = Some(value);
        self
    }

    /// What the alarm publishes to a topic, which is a name or an ARN.
    pub fn notification(&self, topic: impl Into<String>) -> AlarmNotification {
        AlarmNotification::of_metric_alarm(self.clone(), topic.into())
    }

    /// The change of state as an event of the account's default bus.
    ///
    /// # Panics
    /// When a JSON pointer given to `with` has no place in the alarm.
    pub fn to_eventbridge(&self) -> EventBridgeEvent {
        self.to_eventbridge_in(Origin::shared())
    }

    /// The same, from an alarm of `origin`.
    ///
    /// # Panics
    /// When a JSON pointer given to `with` has no place in the alarm.
    pub fn to_eventbridge_in(&self, origin: &Origin) -> EventBridgeEvent {
        state_change(&self.build_in(origin))
    }

    fn event(&self, origin: &Origin) -> Value {
        let mut configuration = json!({"metrics": self.definitions()});
        if let Some(description) = &self.description {
            configuration["description"] = description.as_str().into();
        }
        let now = self.measurement(origin).state(self.reason.as_deref());
        direct_action(origin, &self.name, &now, &self.before(origin), &configuration)
    }

    fn measurement(&self, origin: &Origin) -> Measurement {
        Measurement {
            state: self.state,
            threshold: self.threshold,
            value: self.datapoint,
            at: origin.now,
            metric: self.watched().swap_remove(0),
        }
    }

    /// The state that the alarm was in before, since an hour ago.
    fn before(&self, origin: &Origin) -> Value {
        let at = an_hour_before(origin.now);
        match self.state_before() {
            // A new alarm has measured nothing yet.
            state @ AlarmState::InsufficientData => json!({
                "value": state.as_str(),
                "reason": "Unchecked: Initial alarm creation",
                "timestamp": iso_offset(at),
            }),
            state @ (AlarmState::Alarm | AlarmState::Ok) => {
                Measurement { state, value: None, at, ..self.measurement(origin) }.state(None)
            }
        }
    }

    fn state_before(&self) -> AlarmState {
        self.previous_state.unwrap_or_else(|| self.state.likely_previous())
    }

    /// The metrics, of which there is always one.
    fn watched(&self) -> Vec<AlarmMetric> {
        if self.metrics.is_empty() {
            return vec![AlarmMetric::new("AWS/EC2", "CPUUtilization")];
        }
        self.metrics.clone()
    }

    /// The metrics with their ids, behind the expression if there is one.
    fn definitions(&self) -> Vec<Value> {
        let role = if self.expression.is_some() { Role::Operand } else { Role::Watched };
        let expression = self.expression.as_ref().map(|expression| {
            json!({"id": "e1", "expression": expression, "label": "e1", "returnData": true})
        });
        let metrics = self.watched();
        let metrics =
            (1..).zip(&metrics).map(|(n, metric)| metric.definition(&format!("m{n}"), role));
        expression.into_iter().chain(metrics).collect()
    }
}

/// The event of every kind of alarm.
fn direct_action(
    origin: &Origin,
    name: &str,
    state: &Value,
    previous_state: &Value,
    configuration: &Value,
) -> Value {
    json!({
        "source": "aws.cloudwatch",
        "alarmArn": alarm_arn(origin, name),
        "accountId": origin.account_id,
        "time": iso_offset(origin.now),
        "region": origin.region,
        "alarmData": {
            "alarmName": name,
            "state": state,
            "previousState": previous_state,
            "configuration": configuration,
        },
    })
}

/// (Amazon CloudWatch user guide, "Alarm events and EventBridge".)
fn state_change(action: &Value) -> EventBridgeEvent {
    EventBridgeEvent::new("aws.cloudwatch", "CloudWatch Alarm State Change")
        .resource(action["alarmArn"].as_str().unwrap_or_default())
        .detail(&action["alarmData"])
}

fn alarm_arn(origin: &Origin, name: &str) -> String {
    origin.arn("cloudwatch", &format!("alarm:{name}"))
}

/// When an alarm got into the state that it has now left.
fn an_hour_before(time: SystemTime) -> SystemTime {
    time.checked_sub(Duration::from_secs(60 * 60)).unwrap_or(SystemTime::UNIX_EPOCH)
}
