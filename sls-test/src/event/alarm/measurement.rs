//! What CloudWatch says when it compares a metric with a threshold.

use std::time::{Duration, SystemTime};

use serde_json::{Value, json};

use super::metric::AlarmMetric;
use super::state::AlarmState;
use crate::event::origin::{iso_offset, timestamp};

/// How far from the threshold a value is that the test did not give.
const DISTANCE: f64 = 10.0;

/// One datapoint beside its threshold.
#[derive(Clone, Debug)]
pub(super) struct Measurement {
    /// What the alarm makes of it.
    pub(super) state: AlarmState,
    pub(super) threshold: f64,
    /// None is whatever leads to the state.
    pub(super) value: Option<f64>,
    /// When the alarm looked.
    pub(super) at: SystemTime,
    pub(super) metric: AlarmMetric,
}

impl Measurement {
    /// The sentence in a state's `reason`.
    pub(super) fn reason(&self) -> String {
        let Some(value) = self.value() else {
            return "Insufficient Data: 1 datapoint was unknown.".to_owned();
        };
        let (not, transition) = match self.state {
            AlarmState::Ok => ("not ", "ALARM -> OK"),
            AlarmState::Alarm | AlarmState::InsufficientData => ("", "OK -> ALARM"),
        };
        format!(
            "Threshold Crossed: 1 out of the last 1 datapoints [{value:?} ({})] was {not}greater \
             than the threshold ({:?}) (minimum 1 datapoint for {transition} transition).",
            timestamp(self.start()).strftime("%d/%m/%y %H:%M:%S"),
            self.threshold,
        )
    }

    /// The JSON text in a state's `reasonData`.
    pub(super) fn data(&self) -> String {
        let start = iso_offset(self.start());
        let mut datapoint = json!({"timestamp": start});
        if let Some(value) = self.value() {
            datapoint["sampleCount"] = 1.0.into();
            datapoint["value"] = value.into();
        }
        let mut data = json!({
            "version": "1.0",
            "queryDate": iso_offset(self.at),
            "startDate": start,
            "statistic": self.metric.statistic,
            "period": self.metric.period.as_secs(),
            "recentDatapoints": self.value().into_iter().collect::<Vec<_>>(),
            "threshold": self.threshold,
            "evaluatedDatapoints": [datapoint],
        });
        if let Some(unit) = &self.metric.unit {
            data["unit"] = unit.as_str().into();
        }
        data.to_string()
    }

    /// The state of an alarm, with reason and figures.
    pub(super) fn state(&self, reason: Option<&str>) -> Value {
        json!({
            "value": self.state.as_str(),
            "reason": reason.map_or_else(|| self.reason(), str::to_owned),
            "reasonData": self.data(),
            "timestamp": iso_offset(self.at),
        })
    }

    fn value(&self) -> Option<f64> {
        self.value.or(match self.state {
            AlarmState::Alarm => Some(self.threshold + DISTANCE),
            AlarmState::InsufficientData => None,
            AlarmState::Ok => Some(self.threshold - DISTANCE),
        })
    }

    /// When the datapoint began: the last whole period before the alarm looked.
    fn start(&self) -> SystemTime {
        let period = self.metric.period.as_secs();
        let at = self.at.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
        SystemTime::UNIX_EPOCH + Duration::from_secs((at - at % period).saturating_sub(period))
    }
}
