//! The triggers of Cognito user pools, and what sets them off
//! (Amazon Cognito developer guide, "Customizing user pool workflows with Lambda triggers").

use crate::suggest::{all_of, nearest};

/// The triggers of user pools, with their sources; nothing where any source may be named.
const TRIGGERS: [(&str, &[&str]); 14] = [
    ("CreateAuthChallenge", &["Authentication"]),
    ("CustomEmailSender", &[]),
    (
        "CustomMessage",
        &[
            "AdminCreateUser",
            "Authentication",
            "ForgotPassword",
            "ResendCode",
            "SignUp",
            "UpdateUserAttribute",
            "VerifyUserAttribute",
        ],
    ),
    ("CustomSMSSender", &[]),
    ("DefineAuthChallenge", &["Authentication"]),
    ("InboundFederation", &[]),
    ("PostAuthentication", &["Authentication"]),
    ("PostConfirmation", &["ConfirmForgotPassword", "ConfirmSignUp"]),
    ("PreAuthentication", &["Authentication"]),
    ("PreSignUp", &["AdminCreateUser", "ExternalProvider", "SignUp"]),
    ("SyncTrigger", &[]),
    (
        "TokenGeneration",
        &[
            "AuthenticateDevice",
            "Authentication",
            "HostedAuth",
            "NewPasswordChallenge",
            "RefreshTokens",
        ],
    ),
    ("UserMigration", &["Authentication", "ForgotPassword"]),
    ("VerifyAuthChallengeResponse", &["Authentication"]),
];

/// Checks a trigger, or one of its sources.
pub(crate) fn check(text: &str) -> Result<(), String> {
    let (trigger, source) = match text.split_once('_') {
        Some((trigger, source)) => (trigger, Some(source)),
        None => (text, None),
    };
    let names = TRIGGERS.iter().map(|(name, _)| *name);
    let Some((_, sources)) = TRIGGERS.iter().find(|(name, _)| *name == trigger) else {
        return Err(match nearest(trigger, names.clone()) {
            Some(known) => format!("`{trigger}` is no trigger, did you mean `{known}`?"),
            None => format!("`{trigger}` is no trigger; there are {}", all_of(names)),
        });
    };
    match source {
        Some(source) if source.is_empty() || !sources.is_empty() && !sources.contains(&source) => {
            let whole: Vec<_> = sources.iter().map(|it| format!("{trigger}_{it}")).collect();
            let whole = || whole.iter().map(String::as_str);
            Err(match nearest(text, whole()) {
                Some(known) => format!("`{text}` is no trigger, did you mean `{known}`?"),
                None if sources.is_empty() => format!("`{text}` names no source: `{trigger}`"),
                None => format!("`{text}` is no trigger; there are {}", all_of(whole())),
            })
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(result: Result<(), String>, because: &str) {
        let message = result.expect_err("it was accepted");
        assert!(message.contains(because), "refused with {message:?}");
    }

    #[test]
    fn knows_triggers_and_their_sources() {
        for name in ["PreSignUp", "CustomEmailSender", "CustomSMSSender_SignUp", "SyncTrigger"] {
            assert_eq!(check(name), Ok(()), "{name}");
        }
        refused(check("PreSignup"), "did you mean `PreSignUp`?");
        refused(check("Welcome"), "there are `CreateAuthChallenge`, ");
        refused(check("PreSignUp_SignUps"), "did you mean `PreSignUp_SignUp`?");
        refused(check("PreSignUp_Robot"), "there are `PreSignUp_AdminCreateUser`, ");
        refused(check("CustomSMSSender_"), "names no source: `CustomSMSSender`");
    }
}
