//! A metric that an alarm looks at.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};

/// A metric of CloudWatch, and how an alarm reads it.
///
/// (Amazon CloudWatch API reference, "MetricStat".)
///
/// # Example
/// ```
/// use std::time::Duration;
/// use sls_test::event::{AlarmEvent, AlarmMetric};
///
/// let errors = AlarmMetric::new("AWS/Lambda", "Errors")
///     .dimension("FunctionName", "orders")
///     .statistic("Sum")
///     .period(Duration::from_secs(300));
/// let event = AlarmEvent::new("errors").metric(errors).build();
/// let metric = &event["alarmData"]["configuration"]["metrics"][0]["metricStat"];
/// assert_eq!(metric["stat"], "Sum");
/// assert_eq!(metric["period"], 300);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct AlarmMetric {
    pub(super) namespace: String,
    pub(super) name: String,
    pub(super) dimensions: BTreeMap<String, String>,
    pub(super) statistic: String,
    pub(super) unit: Option<String>,
    pub(super) period: Duration,
}

impl AlarmMetric {
    /// The average over a minute of a metric without dimensions.
    pub fn new(namespace: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            namespace: namespace.into(),
            name: name.into(),
            dimensions: BTreeMap::new(),
            statistic: "Average".to_owned(),
            unit: None,
            period: Duration::from_secs(60),
        }
    }

    /// Default: none. A dimension; one name holds one value.
    pub fn dimension(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.dimensions.insert(name.into(), value.into());
        self
    }

    /// Default: `Average`. Another is `Sum`, `Minimum`, `Maximum`, `SampleCount`, or `p99`.
    pub fn statistic(mut self, name: impl Into<String>) -> Self {
        self.statistic = name.into();
        self
    }

    /// Default: none, which is any unit.
    pub fn unit(mut self, name: impl Into<String>) -> Self {
        self.unit = Some(name.into());
        self
    }

    /// Default: 60 seconds. In whole seconds.
    ///
    /// # Panics
    /// If `length` is less than a second.
    #[track_caller]
    pub fn period(mut self, length: Duration) -> Self {
        assert!(length.as_secs() > 0, "the period of a metric is at least a second");
        self.period = length;
        self
    }

    /// The metric in the configuration of an alarm.
    pub(super) fn definition(&self, id: &str, role: Role) -> Value {
        let mut stat = json!({
            "metric": {
                "namespace": self.namespace,
                "name": self.name,
                "dimensions": self.dimensions,
            },
            "period": self.period.as_secs(),
            "stat": self.statistic,
        });
        if let Some(unit) = &self.unit {
            stat["unit"] = unit.as_str().into();
        }
        json!({"id": id, "metricStat": stat, "returnData": role == Role::Watched})
    }

    /// The metric in the trigger of a notification that has an expression.
    pub(super) fn operand(&self, id: &str) -> Value {
        let mut stat = json!({
            "Metric": {
                "Namespace": self.namespace,
                "MetricName": self.name,
                "Dimensions": self.dimension_list(),
            },
            "Period": self.period.as_secs(),
            "Stat": self.statistic,
        });
        if let Some(unit) = &self.unit {
            stat["Unit"] = unit.as_str().into();
        }
        json!({"Id": id, "MetricStat": stat, "ReturnData": false})
    }

    /// Whether the statistic is one of the five that are no percentile or trimmed mean.
    pub(super) fn is_basic(&self) -> bool {
        const BASIC: [&str; 5] = ["Average", "Maximum", "Minimum", "SampleCount", "Sum"];
        BASIC.contains(&self.statistic.as_str())
    }

    /// The dimensions as notifications list them.
    pub(super) fn dimension_list(&self) -> Vec<Value> {
        self.dimensions.iter().map(|(name, value)| json!({"value": value, "name": name})).collect()
    }
}

/// What a metric is for in an alarm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// The expression reads it.
    Operand,
    /// It is compared with the threshold.
    Watched,
}
