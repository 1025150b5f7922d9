//! Which triggers a handler serves.

use std::fmt;

use serde::Serialize;

/// What every trigger's name begins with.
const NAMES: [&str; 14] = [
    "CreateAuthChallenge",
    "CustomEmailSender",
    "CustomMessage",
    "CustomSMSSender",
    "DefineAuthChallenge",
    "InboundFederation",
    "PostAuthentication",
    "PostConfirmation",
    "PreAuthentication",
    "PreSignUp",
    "SyncTrigger",
    "TokenGeneration",
    "UserMigration",
    "VerifyAuthChallengeResponse",
];

/// The trigger that a handler serves, by its name or with what set it off.
///
/// `PreSignUp` takes everything from `PreSignUp_SignUp` to `PreSignUp_ExternalProvider`. Of several
/// handlers the one that names the user pool is called, then the one that says more.
///
/// # Example
/// ```
/// use sls_core::event::cognito::Trigger;
///
/// let trigger = Trigger::new("PreSignUp_AdminCreateUser").user_pool("eu-west-1_AbCdEfGhI");
/// assert_eq!(
///     trigger.to_string(),
///     "Cognito trigger `PreSignUp_AdminCreateUser` of the user pool `eu-west-1_AbCdEfGhI`"
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[must_use]
pub struct Trigger {
    /// Every trigger if there is none.
    #[serde(rename = "trigger")]
    name: Option<String>,
    /// Every user pool if there is none.
    user_pool: Option<String>,
}

impl Trigger {
    /// A trigger by its name, such as `PreSignUp`, or by a whole `triggerSource`.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: Some(name.into()), user_pool: None }
    }

    /// Every trigger that no other handler names.
    pub const fn any() -> Self {
        Self { name: None, user_pool: None }
    }

    /// Default: every user pool that no other handler names. Serves only this one, by its id.
    pub fn user_pool(mut self, id: impl Into<String>) -> Self {
        self.user_pool = Some(id.into());
        self
    }

    /// The trigger's name, or a whole `triggerSource`; `None` if every trigger is meant.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// What Cognito does not know.
    pub(super) fn problems(&self) -> Vec<String> {
        let is_known = |own: &str| {
            let (name, suffix) = split(own);
            NAMES.contains(&name) && suffix != Some("")
        };
        let name = self
            .name()
            .filter(|own| !is_known(own))
            .map(|own| format!("`{own}` is no trigger; the triggers are {}", NAMES.join(", ")));
        let user_pool = self.user_pool.as_ref().filter(|id| id.is_empty());
        let user_pool = user_pool.map(|_| "the id of the user pool is empty".to_owned());
        [name, user_pool].into_iter().flatten().collect()
    }

    pub(super) fn matches(&self, trigger_source: &str, user_pool: &str) -> bool {
        let name = split(trigger_source).0;
        self.name().is_none_or(|own| own == trigger_source || own == name)
            && self.user_pool.as_deref().is_none_or(|own| own == user_pool)
    }

    /// How much it says about what it takes; the highest is called.
    pub(super) fn specificity(&self) -> (bool, bool, bool) {
        let names_what_set_it_off = self.name().is_some_and(|name| split(name).1.is_some());
        (self.user_pool.is_some(), self.name.is_some(), names_what_set_it_off)
    }

    pub(super) fn overlaps(&self, other: &Self) -> bool {
        self == other
    }
}

/// The trigger, and what set it off.
fn split(trigger_source: &str) -> (&str, Option<&str>) {
    match trigger_source.split_once('_') {
        Some((name, suffix)) => (name, Some(suffix)),
        None => (trigger_source, None),
    }
}

impl From<&str> for Trigger {
    fn from(name: &str) -> Self {
        Self::new(name)
    }
}

impl From<String> for Trigger {
    fn from(name: String) -> Self {
        Self::new(name)
    }
}

impl fmt::Display for Trigger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => write!(f, "Cognito trigger `{name}`")?,
            None => f.write_str("any Cognito trigger")?,
        }
        match &self.user_pool {
            Some(id) => write!(f, " of the user pool `{id}`"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POOL: &str = "eu-west-1_AbCdEfGhI";

    #[test]
    fn matches_the_trigger_and_the_user_pool() {
        let matches = |trigger: Trigger| trigger.matches("PreSignUp_SignUp", POOL);
        assert!(matches(Trigger::any()));
        assert!(!matches(Trigger::any().user_pool("eu-west-1_Other")));
        assert!(matches(Trigger::new("PreSignUp")));
        assert!(matches(Trigger::new("PreSignUp_SignUp")));
        assert!(!matches(Trigger::new("PreSignUp_AdminCreateUser")));
        assert!(!matches(Trigger::new("PreSign")));
        assert!(matches(Trigger::new("PreSignUp").user_pool(POOL)));
        assert!(!matches(Trigger::new("PreSignUp").user_pool("eu-west-1_Other")));
        assert!(Trigger::new("SyncTrigger").matches("SyncTrigger", ""));
        let verify = Trigger::new("VerifyAuthChallengeResponse");
        assert!(verify.matches("VerifyAuthChallengeResponse_Authentication", POOL));
    }

    #[test]
    fn overlaps_only_with_its_like() {
        let all = [
            Trigger::any(),
            Trigger::new("PreSignUp"),
            Trigger::new("PreSignUp_SignUp"),
            Trigger::any().user_pool(POOL),
            Trigger::new("PreSignUp").user_pool(POOL),
            Trigger::new("PreSignUp_SignUp").user_pool(POOL),
            Trigger::new("PostConfirmation"),
        ];
        for (position, one) in all.iter().enumerate() {
            for (other_position, other) in all.iter().enumerate() {
                assert_eq!(one.overlaps(other), position == other_position, "{one} and {other}");
            }
        }
        assert!(all[..6].is_sorted_by_key(Trigger::specificity));
    }

    #[test]
    fn says_what_cognito_does_not_know() {
        for name in NAMES {
            assert_eq!(Trigger::new(name).problems(), [""; 0]);
        }
        assert_eq!(Trigger::any().problems(), [""; 0]);
        assert_eq!(Trigger::new("CustomMessage_ForgotPassword").problems(), [""; 0]);
        for name in ["PreSignup", "PreSignUp_", "", "PreTokenGeneration"] {
            let problems = Trigger::new(name).problems();
            assert!(problems[0].starts_with(&format!("`{name}` is no trigger; ")), "{problems:?}");
        }
        let trigger = Trigger::new("PreSignUp").user_pool("");
        assert_eq!(trigger.problems(), ["the id of the user pool is empty"]);
    }
}
