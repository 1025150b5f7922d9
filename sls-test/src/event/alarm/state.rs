//! The states of an alarm.

/// The state of a CloudWatch alarm (Amazon CloudWatch user guide, "Metric alarm states").
///
/// # Example
/// ```
/// use sls_test::event::{AlarmEvent, AlarmState};
///
/// let event = AlarmEvent::new("cpu").state(AlarmState::Ok).build();
/// assert_eq!(event["alarmData"]["state"]["value"], AlarmState::Ok.as_str());
/// assert_eq!(event["alarmData"]["previousState"]["value"], "ALARM");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AlarmState {
    /// The metric is outside of the threshold.
    Alarm,
    /// The alarm is new, or its metric has too few datapoints.
    InsufficientData,
    /// The metric is within the threshold.
    Ok,
}

impl AlarmState {
    /// The name in an event.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Alarm => "ALARM",
            Self::InsufficientData => "INSUFFICIENT_DATA",
            Self::Ok => "OK",
        }
    }

    /// The state that an alarm usually comes from.
    pub(super) fn likely_previous(self) -> Self {
        match self {
            Self::Alarm | Self::InsufficientData => Self::Ok,
            Self::Ok => Self::Alarm,
        }
    }
}
