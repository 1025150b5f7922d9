//! Which alarms a handler serves.

use std::fmt;

use serde::Serialize;

use crate::event::shared::is_arn;

/// The alarm whose changes a handler takes, by its name or its ARN.
///
/// A name matches in every Region and account, which suits one binary in several of them.
///
/// # Example
/// ```
/// use sls_core::event::alarm::Alarm;
///
/// assert_eq!(Alarm::new("cpu").state("ALARM").to_string(), "CloudWatch alarm `cpu` (ALARM)");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[must_use]
pub struct Alarm {
    /// Every alarm if there is none.
    #[serde(rename = "name")]
    name_or_arn: Option<String>,
    /// Every state if there is none.
    state: Option<String>,
}

impl Alarm {
    /// An alarm by its name, or by its ARN.
    pub fn new(name_or_arn: impl Into<String>) -> Self {
        Self { name_or_arn: Some(name_or_arn.into()), state: None }
    }

    /// Every alarm that no other handler names.
    pub const fn any() -> Self {
        Self { name_or_arn: None, state: None }
    }

    /// Default: any. Takes only changes to this state: `ALARM`, `OK` or `INSUFFICIENT_DATA`.
    pub fn state(mut self, state: impl Into<String>) -> Self {
        self.state = Some(state.into());
        self
    }

    /// The alarm's name; `None` if every alarm is meant.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name_or_arn.as_deref().map(name_of)
    }

    pub(crate) fn matches(&self, name: &str, arn: &str, state: &str) -> bool {
        let is_it = match &self.name_or_arn {
            None => true,
            Some(own) if is_arn(own) => own == arn,
            Some(own) => own == name,
        };
        is_it && self.state.as_deref().is_none_or(|own| own == state)
    }

    /// Whether two handlers would claim the same events.
    pub(crate) fn overlaps(&self, other: &Self) -> bool {
        let share_states = match (&self.state, &other.state) {
            (Some(one), Some(two)) => one == two,
            _ => true,
        };
        let share_alarms = match (&self.name_or_arn, &other.name_or_arn) {
            (None, None) => true,
            (Some(one), Some(two)) if is_arn(one) == is_arn(two) => one == two,
            (Some(_), Some(_)) => self.name() == other.name(),
            _ => false,
        };
        share_alarms && share_states
    }

    /// What no alarm can be.
    pub(crate) fn problems(&self) -> Vec<String> {
        let state = self.state.iter().filter(|state| !STATES.contains(&state.as_str()));
        let state = state.map(|state| format!("the state `{state}` is none of {STATES:?}"));
        let nameless = (self.name() == Some("")).then(|| "its name is empty".to_owned());
        nameless.into_iter().chain(state).collect()
    }
}

const STATES: [&str; 3] = ["ALARM", "OK", "INSUFFICIENT_DATA"];

impl From<&str> for Alarm {
    fn from(name_or_arn: &str) -> Self {
        Self::new(name_or_arn)
    }
}

impl From<String> for Alarm {
    fn from(name_or_arn: String) -> Self {
        Self::new(name_or_arn)
    }
}

impl fmt::Display for Alarm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name_or_arn {
            Some(alarm) => write!(f, "CloudWatch alarm `{alarm}`")?,
            None => f.write_str("any CloudWatch alarm")?,
        }
        self.state.iter().try_for_each(|state| write!(f, " ({state})"))
    }
}

/// What follows `arn:aws:cloudwatch:region:account:alarm:`, which may have colons of its own.
pub(super) fn name_of(name_or_arn: &str) -> &str {
    if !is_arn(name_or_arn) {
        return name_or_arn;
    }
    name_or_arn.splitn(7, ':').nth(6).unwrap_or(name_or_arn)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CPU: &str = "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:cpu: high";
    const ELSEWHERE: &str = "arn:aws:cloudwatch:us-east-1:111122223333:alarm:cpu: high";

    #[test]
    fn matches_a_name_everywhere_and_an_arn_only_whole() {
        for alarm in [Alarm::new("cpu: high"), Alarm::new(CPU), Alarm::any()] {
            assert!(alarm.matches("cpu: high", CPU, "ALARM"), "{alarm}");
        }
        assert!(Alarm::new("cpu: high").matches("cpu: high", ELSEWHERE, "OK"));
        assert!(!Alarm::new(CPU).matches("cpu: high", ELSEWHERE, "OK"));
        assert!(!Alarm::new("cpu").matches("cpu: high", CPU, "OK"));
    }

    #[test]
    fn matches_every_state_unless_told_otherwise() {
        for state in STATES {
            assert!(Alarm::any().matches("cpu", CPU, state));
            assert_eq!(Alarm::any().state("OK").matches("cpu", CPU, state), state == "OK");
        }
    }

    #[track_caller]
    fn check_overlap(one: &Alarm, two: &Alarm, expected: bool) {
        assert_eq!(one.overlaps(two), expected, "{one} and {two}");
        assert_eq!(two.overlaps(one), expected, "{two} and {one}");
    }

    #[test]
    fn overlaps_where_both_claim_the_same_events() {
        let (name, arn) = (Alarm::new("cpu: high"), Alarm::new(CPU));
        check_overlap(&name, &name.clone().state("OK"), true);
        check_overlap(&name.clone().state("ALARM"), &name.clone().state("OK"), false);
        check_overlap(&name, &arn, true);
        check_overlap(&arn, &Alarm::new(ELSEWHERE), false);
        check_overlap(&name, &Alarm::new("memory"), false);
        check_overlap(&name, &Alarm::any(), false);
        check_overlap(&Alarm::any(), &Alarm::any().state("OK"), true);
    }

    #[test]
    fn lists_what_no_alarm_can_be() {
        assert_eq!(
            Alarm::new("").state("alarm").problems(),
            [
                "its name is empty",
                r#"the state `alarm` is none of ["ALARM", "OK", "INSUFFICIENT_DATA"]"#
            ]
        );
        assert!(Alarm::new("cpu").state("INSUFFICIENT_DATA").problems().is_empty());
    }

    #[test]
    fn is_written_down_in_the_words_of_the_attribute() {
        let written = serde_json::to_string(&Alarm::new("cpu").state("OK")).unwrap();
        assert_eq!(written, r#"{"name":"cpu","state":"OK"}"#);
        let written = serde_json::to_string(&Alarm::any()).unwrap();
        assert_eq!(written, r#"{"name":null,"state":null}"#);
    }

    #[test]
    fn names_itself_in_messages() {
        assert_eq!(Alarm::from("cpu").to_string(), "CloudWatch alarm `cpu`");
        assert_eq!(Alarm::any().state("OK").to_string(), "any CloudWatch alarm (OK)");
        assert_eq!(Alarm::from(CPU.to_owned()).name(), Some("cpu: high"));
    }
}
