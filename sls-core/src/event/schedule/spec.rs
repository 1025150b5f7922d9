//! Which schedules a handler serves.

use std::fmt;

use serde::Serialize;

use crate::event::schedule::expression;

/// The schedule by which a handler runs.
///
/// The expression describes what is deployed: tests and local runs follow it.
/// An event does not repeat it, only the ARN of the rule or schedule that sent it, so that a
/// function with several schedules has to give them names.
///
/// # Example
/// ```
/// use sls_core::event::schedule::Schedule;
///
/// let nightly = Schedule::new("cron(0 3 * * ? *)").name("nightly").timezone("Europe/Berlin");
/// assert_eq!(nightly.to_string(), "schedule `nightly`, cron(0 3 * * ? *) in Europe/Berlin");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[must_use]
pub struct Schedule {
    expression: String,
    name: Option<String>,
    timezone: Option<String>,
}

impl Schedule {
    /// `rate(5 minutes)`, `cron(0 9 ? * MON-FRI *)`, or `at(2026-03-01T09:00:00)`.
    ///
    /// Without a name it takes every scheduled event that no other handler names.
    pub fn new(expression: impl Into<String>) -> Self {
        Self { expression: expression.into(), name: None, timezone: None }
    }

    /// Default: none. Takes only events of the rule or schedule with this name.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Default: UTC. The time zone of the expression, as in `Europe/Berlin`.
    ///
    /// Only EventBridge Scheduler has it, as `ScheduleExpressionTimezone`.
    pub fn timezone(mut self, timezone: impl Into<String>) -> Self {
        self.timezone = Some(timezone.into());
        self
    }

    /// When it runs.
    #[must_use]
    pub fn expression(&self) -> &str {
        &self.expression
    }

    pub(super) fn is_nameless(&self) -> bool {
        self.name.is_none()
    }

    /// Whether events of the rule or schedule with these names are meant.
    pub(crate) fn matches<'n>(&self, mut names: impl Iterator<Item = &'n str>) -> bool {
        self.name.as_deref().is_none_or(|own| names.any(|name| name == own))
    }

    /// Whether two handlers would claim the same events.
    pub(crate) fn overlaps(&self, other: &Self) -> bool {
        self.name == other.name
    }

    /// What AWS would refuse.
    pub(crate) fn problems(&self) -> Vec<String> {
        let expression = expression::check(&self.expression).err();
        let name = self.name.as_deref().filter(|name| !is_name(name)).map(|name| {
            format!("the name `{name}` is not up to 64 letters, digits, `.`, `-` and `_`")
        });
        let timezone = self.timezone.as_deref().filter(|zone| !is_timezone(zone));
        let timezone = timezone
            .map(|zone| format!("`{zone}` is no time zone of the IANA such as `Europe/Berlin`"));
        [expression, name, timezone].into_iter().flatten().collect()
    }
}

impl From<&str> for Schedule {
    fn from(expression: &str) -> Self {
        Self::new(expression)
    }
}

impl From<String> for Schedule {
    fn from(expression: String) -> Self {
        Self::new(expression)
    }
}

impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { expression, name, timezone } = self;
        match name {
            Some(name) => write!(f, "schedule `{name}`, {expression}")?,
            None => write!(f, "schedule {expression}")?,
        }
        timezone.iter().try_for_each(|zone| write!(f, " in {zone}"))
    }
}

/// The names of rules and of schedules follow the same pattern.
fn is_name(name: &str) -> bool {
    (1..=64).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte))
}

/// Only its form: the zones that exist change several times a year.
fn is_timezone(zone: &str) -> bool {
    let is_part = |part: &str| {
        !part.is_empty()
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-_".contains(&byte))
    };
    zone.len() <= 50 && zone.split('/').all(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hourly() -> Schedule {
        Schedule::new("rate(1 hour)")
    }

    #[test]
    fn matches_by_name_or_everything() {
        assert!(hourly().name("hourly").matches(["other", "hourly"].into_iter()));
        assert!(!hourly().name("hourly").matches(["Hourly"].into_iter()));
        assert!(!hourly().name("hourly").matches([].into_iter()));
        assert!(hourly().matches(["other"].into_iter()));
        assert!(hourly().matches([].into_iter()));
    }

    #[test]
    fn overlaps_where_both_claim_the_same_events() {
        assert!(hourly().overlaps(&Schedule::new("rate(1 day)")));
        assert!(hourly().name("a").overlaps(&Schedule::new("rate(1 day)").name("a")));
        assert!(!hourly().name("a").overlaps(&hourly().name("b")));
        assert!(!hourly().name("a").overlaps(&hourly()));
    }

    #[test]
    fn lists_everything_that_aws_would_refuse() {
        let schedule = Schedule::new("rate(1 hours)").name("every hour").timezone("Berlin time");
        assert_eq!(
            schedule.problems(),
            [
                "a rate of 1 is per `minute`, `hour` or `day`",
                "the name `every hour` is not up to 64 letters, digits, `.`, `-` and `_`",
                "`Berlin time` is no time zone of the IANA such as `Europe/Berlin`",
            ]
        );
        for zone in ["Europe/Berlin", "UTC", "America/Argentina/Buenos_Aires", "Etc/GMT+5"] {
            assert!(hourly().name("a").timezone(zone).problems().is_empty(), "{zone}");
        }
        for zone in ["", "/", "Europe/", "Europe Berlin"] {
            assert_eq!(hourly().timezone(zone).problems().len(), 1, "{zone}");
        }
        assert_eq!(hourly().name("").problems().len(), 1);
        assert_eq!(hourly().name("a".repeat(65)).problems().len(), 1);
    }

    #[test]
    fn is_written_down_in_the_words_of_the_attribute() {
        let schedule = Schedule::from("rate(1 day)".to_owned()).name("daily").timezone("UTC");
        assert_eq!(
            serde_json::to_string(&schedule).unwrap(),
            r#"{"expression":"rate(1 day)","name":"daily","timezone":"UTC"}"#
        );
        let written = serde_json::to_string(&hourly()).unwrap();
        assert_eq!(written, r#"{"expression":"rate(1 hour)","name":null,"timezone":null}"#);
    }

    #[test]
    fn names_itself_in_messages() {
        assert_eq!(Schedule::from("rate(1 hour)").to_string(), "schedule rate(1 hour)");
        assert_eq!(hourly().name("a").to_string(), "schedule `a`, rate(1 hour)");
    }
}
