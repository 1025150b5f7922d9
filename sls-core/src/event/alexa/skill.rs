//! Which requests to a skill a handler serves.

use std::fmt;
use std::time::{Duration, SystemTime};

use serde::Serialize;

use crate::event::mapping::{out_of_seconds, seconds};
use crate::failure::Failure;

/// What Alexa demands of skills that are web services; skills on Lambda may use less.
const TOLERANCE: Duration = Duration::from_secs(150);

const INTENT: &str = "IntentRequest";
const CAN_FULFILL: &str = "CanFulfillIntentRequest";

/// The skill whose requests a handler takes, by its id, and which of them.
///
/// A request is refused if it is for another skill, or if it was sent longer ago than the
/// tolerance, so that nobody can send a recorded one again (Alexa Skills Kit, "Verify that the
/// Request is Intended for Your Skill"). Of several handlers the most specific one is called:
/// that of the intent, then that of the type of request, then that of the skill.
///
/// # Example
/// ```
/// use sls_core::event::alexa::Skill;
///
/// let order = Skill::new("amzn1.ask.skill.0001").intent("OrderIntent");
/// assert_eq!(order.to_string(), "Alexa skill `amzn1.ask.skill.0001` (OrderIntent)");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[must_use]
pub struct Skill {
    #[serde(rename = "skill")]
    id: String,
    intent: Option<String>,
    request: Option<String>,
    #[serde(serialize_with = "seconds")]
    timestamp_tolerance: Duration,
}

impl Skill {
    /// Every request to a skill, by the skill's id.
    pub fn new(skill_id: impl Into<String>) -> Self {
        Self { id: skill_id.into(), intent: None, request: None, timestamp_tolerance: TOLERANCE }
    }

    /// Default: every request. Takes only this intent, such as `OrderIntent` or `AMAZON.HelpIntent`.
    pub fn intent(mut self, name: impl Into<String>) -> Self {
        self.intent = Some(name.into());
        self
    }

    /// Default: every type; with an intent `IntentRequest`. Takes only this type of request.
    ///
    /// One of `LaunchRequest`, `IntentRequest`, `CanFulfillIntentRequest` and
    /// `SessionEndedRequest`, or one of an interface, such as `AudioPlayer.PlaybackStarted`.
    pub fn request(mut self, kind: impl Into<String>) -> Self {
        self.request = Some(kind.into());
        self
    }

    /// Default: 150 s. How far a request's time may be from now, up to 3600 whole seconds.
    ///
    /// With zero, requests of any time are taken: for skills that only Alexa can invoke, as the
    /// skill id in the trigger's permission (`lambda:EventSourceToken`) makes sure.
    pub fn timestamp_tolerance(mut self, tolerance: Duration) -> Self {
        self.timestamp_tolerance = tolerance;
        self
    }

    /// The skill's id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What Alexa would refuse, in its own terms.
    pub(super) fn problems(&self) -> Vec<String> {
        let Self { id, intent, request, timestamp_tolerance } = self;
        let id = (!id.starts_with("amzn1."))
            .then(|| "the id of a skill starts with `amzn1.ask.skill.`".to_owned());
        let intent = intent.as_ref().filter(|name| name.is_empty());
        let intent = intent.map(|_| "the name of the intent is empty".to_owned());
        let tolerance = out_of_seconds("timestamp_tolerance", *timestamp_tolerance, 0..=3600);
        let request = request.as_deref().and_then(|kind| self.bad_request(kind));
        [id, intent, request, tolerance].into_iter().flatten().collect()
    }

    fn bad_request(&self, kind: &str) -> Option<String> {
        let has_intent = [INTENT, CAN_FULFILL].contains(&kind);
        if self.intent.is_some() && !has_intent {
            return Some(format!("a `{kind}` has no intent"));
        }
        let known = has_intent || ["LaunchRequest", "SessionEndedRequest"].contains(&kind);
        let of_an_interface = kind.contains('.');
        (!known && !of_an_interface).then(|| {
            format!(
                "`{kind}` is none of LaunchRequest, {INTENT}, {CAN_FULFILL}, SessionEndedRequest, \
                 nor a request of an interface such as `AudioPlayer.PlaybackStarted`"
            )
        })
    }

    /// The type of request, which an intent implies.
    fn kind(&self) -> Option<&str> {
        self.request.as_deref().or_else(|| self.intent.as_ref().map(|_| INTENT))
    }

    pub(super) fn matches(&self, skill_id: &str, kind: &str, intent: Option<&str>) -> bool {
        self.id == skill_id
            && self.kind().is_none_or(|own| own == kind)
            && self.intent.as_deref().is_none_or(|own| Some(own) == intent)
    }

    /// How much it says about what it takes; the highest is called.
    pub(super) fn specificity(&self) -> u8 {
        u8::from(self.intent.is_some()) + u8::from(self.kind().is_some())
    }

    pub(super) fn overlaps(&self, other: &Self) -> bool {
        self.id == other.id && self.intent == other.intent && self.kind() == other.kind()
    }

    /// Refuses a request that was not sent just now.
    pub(super) fn verify(&self, sent: Option<SystemTime>, now: SystemTime) -> Result<(), Failure> {
        if self.timestamp_tolerance.is_zero() {
            return Ok(());
        }
        let Some(sent) = sent else {
            return Err(refused("it has no timestamp that can be read".to_owned()));
        };
        // The clocks differ, so that it may come from the future.
        let apart = now.duration_since(sent).unwrap_or_else(|ahead| ahead.duration());
        if apart <= self.timestamp_tolerance {
            return Ok(());
        }
        let (apart, tolerance) = (apart.as_secs(), self.timestamp_tolerance.as_secs());
        Err(refused(format!(
            "its timestamp is {apart} s from now, and {tolerance} s are tolerated"
        )))
    }
}

#[cold]
fn refused(problem: String) -> Failure {
    Failure::new("Sls.Rejected", format!("the request to the Alexa skill is refused: {problem}"))
}

impl From<&str> for Skill {
    fn from(skill_id: &str) -> Self {
        Self::new(skill_id)
    }
}

impl From<String> for Skill {
    fn from(skill_id: String) -> Self {
        Self::new(skill_id)
    }
}

impl fmt::Display for Skill {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Alexa skill `{}`", self.id)?;
        match (&self.intent, &self.request) {
            (None, None) => Ok(()),
            (Some(one), None) | (None, Some(one)) => write!(f, " ({one})"),
            (Some(intent), Some(request)) => write!(f, " ({request} of {intent})"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn skill() -> Skill {
        Skill::new("amzn1.ask.skill.1")
    }

    #[test]
    fn matches_the_skill_the_type_and_the_intent() {
        let id = "amzn1.ask.skill.1";
        assert!(skill().matches(id, "LaunchRequest", None));
        assert!(!skill().matches("amzn1.ask.skill.2", "LaunchRequest", None));
        let launch = skill().request("LaunchRequest");
        assert!(launch.matches(id, "LaunchRequest", None));
        assert!(!launch.matches(id, INTENT, Some("Order")));
        let order = skill().intent("Order");
        assert!(order.matches(id, INTENT, Some("Order")));
        assert!(!order.matches(id, INTENT, Some("order")));
        assert!(!order.matches(id, CAN_FULFILL, Some("Order")));
        assert!(order.request(CAN_FULFILL).matches(id, CAN_FULFILL, Some("Order")));
    }

    #[test]
    fn is_more_specific_with_an_intent_than_with_a_type() {
        let ranks = [skill(), skill().request(INTENT), skill().intent("Order")];
        assert_eq!(ranks.map(|skill| skill.specificity()), [0, 1, 2]);
    }

    #[track_caller]
    fn check_overlap(one: &Skill, two: &Skill, expected: bool) {
        assert_eq!(one.overlaps(two), expected, "{one} and {two}");
        assert_eq!(two.overlaps(one), expected, "{two} and {one}");
    }

    #[test]
    fn overlaps_where_both_claim_the_same_requests() {
        let order = || skill().intent("Order");
        check_overlap(&skill(), &skill(), true);
        check_overlap(&order(), &order(), true);
        check_overlap(&order(), &order().request(INTENT), true);
        check_overlap(&order(), &order().request(CAN_FULFILL), false);
        check_overlap(&order(), &skill().intent("Return"), false);
        check_overlap(&order(), &skill(), false);
        check_overlap(&skill(), &Skill::new("amzn1.ask.skill.2"), false);
    }

    #[test]
    fn tolerates_clocks_that_differ_both_ways_and_no_more() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_772_359_200);
        let seconds = Duration::from_secs;
        let check = |skill: Skill, sent| skill.verify(sent, now).is_ok();
        for (distance, expected) in [(0, true), (150, true), (151, false), (3600, false)] {
            let distance = seconds(distance);
            assert_eq!(check(skill(), Some(now - distance)), expected, "{distance:?} ago");
            assert_eq!(check(skill(), Some(now + distance)), expected, "{distance:?} ahead");
            assert!(check(skill().timestamp_tolerance(seconds(3600)), Some(now - distance)));
        }
        assert!(!check(skill(), None));
        assert!(check(skill().timestamp_tolerance(Duration::ZERO), None));
        let failure = skill().verify(Some(now - seconds(200)), now).unwrap_err();
        assert_eq!(
            failure.to_string(),
            "Sls.Rejected: the request to the Alexa skill is refused: its timestamp is 200 s from \
             now, and 150 s are tolerated"
        );
    }

    #[test]
    fn says_what_alexa_would_refuse() {
        assert_eq!(skill().intent("Order").request(CAN_FULFILL).problems(), [""; 0]);
        assert_eq!(skill().request("AudioPlayer.PlaybackStarted").problems(), [""; 0]);
        assert_eq!(Skill::new("mine").problems().len(), 1);
        assert_eq!(skill().intent("").problems(), ["the name of the intent is empty"]);
        assert_eq!(
            skill().intent("Order").request("LaunchRequest").problems(),
            ["a `LaunchRequest` has no intent"]
        );
        assert!(skill().request("Launch").problems()[0].starts_with("`Launch` is none of"));
        assert_eq!(
            skill().timestamp_tolerance(Duration::from_secs(3601)).problems(),
            ["`timestamp_tolerance` has to be from 0 to 3600, and is 3601"]
        );
    }
}
