//! Alarms about other alarms.

use std::time::SystemTime;

use serde_json::{Value, json};

use super::notification::AlarmNotification;
use super::state::AlarmState;
use super::{alarm_arn, an_hour_before, direct_action, state_change};
use crate::event::origin::{iso_offset, timestamp};
use crate::event::patch::Patches;
use crate::event::{EventBridgeEvent, Origin, event_builder};

/// A composite alarm that changed its state and has a function as its action.
///
/// (Amazon CloudWatch user guide, "Invoke a Lambda function from an alarm" and "Combining alarms".)
///
/// # Example
/// ```
/// use sls_test::event::CompositeAlarmEvent;
///
/// let event = CompositeAlarmEvent::new("site-down", "api-errors").child("db-cpu").build();
/// let data = &event["alarmData"];
/// assert_eq!(data["configuration"]["alarmRule"], "ALARM(api-errors) OR ALARM(db-cpu)");
/// assert_eq!(data["state"]["value"], "ALARM");
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct CompositeAlarmEvent {
    pub(super) name: String,
    /// The first is the one that changed.
    children: Vec<String>,
    rule: Option<String>,
    pub(super) description: Option<String>,
    pub(super) state: AlarmState,
    previous_state: Option<AlarmState>,
    suppressor: Option<String>,
    suppressed_by: Option<SuppressedBy>,
    patches: Patches,
}

/// Why a composite alarm in `ALARM` did nothing.
///
/// (Amazon CloudWatch API reference, "CompositeAlarm".)
///
/// # Example
/// ```
/// use sls_test::event::{CompositeAlarmEvent, SuppressedBy};
///
/// let event = CompositeAlarmEvent::new("site-down", "api-errors")
///     .suppressor("deploying")
///     .suppressed_by(SuppressedBy::WaitPeriod)
///     .build();
/// assert_eq!(event["alarmData"]["previousState"]["actionsSuppressedBy"], "WaitPeriod");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SuppressedBy {
    /// The suppressor is in `ALARM`.
    Alarm,
    /// The suppressor left `ALARM` only just now.
    ExtensionPeriod,
    /// The suppressor may still go into `ALARM`.
    WaitPeriod,
}

event_builder!(CompositeAlarmEvent);

impl CompositeAlarmEvent {
    /// An alarm that went to `ALARM` because another did.
    pub fn new(name: impl Into<String>, child: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            children: vec![child.into()],
            rule: None,
            description: None,
            state: AlarmState::Alarm,
            previous_state: None,
            suppressor: None,
            suppressed_by: None,
            patches: Patches::default(),
        }
    }

    /// Default: one. Adds an alarm that the rule looks at, and that did not change.
    pub fn child(mut self, alarm: impl Into<String>) -> Self {
        self.children.push(alarm.into());
        self
    }

    /// Default: any of the children is in `ALARM`. The rule as CloudWatch writes it.
    pub fn rule(mut self, rule: impl Into<String>) -> Self {
        self.rule = Some(rule.into());
        self
    }

    /// Default: none. Left out of the event, and part of the notification.
    pub fn description(mut self, text: impl Into<String>) -> Self {
        self.description = Some(text.into());
        self
    }

    /// Default: [`AlarmState::Alarm`]. The state that the alarm and its first child are in now.
    pub fn state(mut self, state: AlarmState) -> Self {
        self.state = state;
        self
    }

    /// Default: `OK`, or `ALARM` if it is `OK` now. The state before.
    pub fn previous_state(mut self, state: AlarmState) -> Self {
        self.previous_state = Some(state);
        self
    }

    /// Default: none. An alarm that keeps this one from acting.
    ///
    /// It does so after at most 120 seconds, and for 180 seconds more.
    pub fn suppressor(mut self, alarm: impl Into<String>) -> Self {
        self.suppressor = Some(alarm.into());
        self
    }

    /// Default: nothing did. In the state before, the alarm was kept from acting.
    pub fn suppressed_by(mut self, what: SuppressedBy) -> Self {
        self.suppressed_by = Some(what);
        self
    }

    /// What the alarm publishes to a topic, which is a name or an ARN.
    pub fn notification(&self, topic: impl Into<String>) -> AlarmNotification {
        AlarmNotification::of_composite_alarm(self.clone(), topic.into())
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
        let mut configuration = json!({"alarmRule": self.rule_text()});
        if let Some(suppressor) = &self.suppressor {
            configuration["actionsSuppressor"] = suppressor.as_str().into();
            configuration["actionsSuppressorWaitPeriod"] = 120.into();
            configuration["actionsSuppressorExtensionPeriod"] = 180.into();
        }
        let mut before = self.state_at(origin, self.state_before(), an_hour_before(origin.now));
        if let Some(what) = self.suppressed_by {
            let what = what.as_str();
            before["actionsSuppressedBy"] = what.into();
            before["actionsSuppressedReason"] = format!("Actions suppressed by {what}").into();
        }
        let now = self.state_at(origin, self.state, origin.now);
        direct_action(origin, &self.name, &now, &before, &configuration)
    }

    fn state_at(&self, origin: &Origin, state: AlarmState, time: SystemTime) -> Value {
        let child = json!({
            "arn": self.trigger_arn(origin),
            "state": {"value": state.as_str(), "timestamp": iso_offset(time)},
        });
        json!({
            "value": state.as_str(),
            "reason": self.reason(origin, state, time),
            "reasonData": json!({"triggeringAlarms": [child]}).to_string(),
            "timestamp": iso_offset(time),
        })
    }

    pub(super) fn reason(&self, origin: &Origin, state: AlarmState, time: SystemTime) -> String {
        let when = timestamp(time).strftime("%A %d %B, %Y %H:%M:%S UTC");
        format!("{} transitioned to {} at {when}", self.trigger_arn(origin), state.as_str())
    }

    /// The child that changed.
    pub(super) fn trigger_arn(&self, origin: &Origin) -> String {
        alarm_arn(origin, &self.children[0])
    }

    pub(super) fn rule_text(&self) -> String {
        let any = || {
            let states = self.children.iter().map(|child| format!("ALARM({child})"));
            states.collect::<Vec<_>>().join(" OR ")
        };
        self.rule.clone().unwrap_or_else(any)
    }

    pub(super) fn state_before(&self) -> AlarmState {
        self.previous_state.unwrap_or_else(|| self.state.likely_previous())
    }
}

impl SuppressedBy {
    /// The name in an event.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Alarm => "Alarm",
            Self::ExtensionPeriod => "ExtensionPeriod",
            Self::WaitPeriod => "WaitPeriod",
        }
    }
}
