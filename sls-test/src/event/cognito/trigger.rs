//! The moments at which a user pool calls a function.

use std::fmt;

/// What happens in a user pool when it calls a function.
///
/// (Amazon Cognito developer guide, "Customizing user pool workflows with Lambda triggers".)
///
/// # Example
/// ```
/// use sls_test::event::CognitoTrigger;
///
/// assert_eq!(CognitoTrigger::PreSignUpAdminCreateUser.as_str(), "PreSignUp_AdminCreateUser");
/// assert!(CognitoTrigger::ALL.iter().all(|trigger| trigger.as_str().contains('_')));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CognitoTrigger {
    /// A user signs up.
    PreSignUpSignUp,
    /// An administrator creates a user.
    PreSignUpAdminCreateUser,
    /// A user of an external identity provider signs in for the first time.
    PreSignUpExternalProvider,
    /// A user was confirmed.
    PostConfirmationConfirmSignUp,
    /// A user confirmed a new password.
    PostConfirmationConfirmForgotPassword,
    /// A user signs in.
    PreAuthentication,
    /// A user has signed in.
    PostAuthentication,
    /// Tokens after a sign-in through the hosted pages.
    TokenGenerationHostedAuth,
    /// Tokens after a sign-in.
    TokenGenerationAuthentication,
    /// Tokens after a user replaced the password of an administrator.
    TokenGenerationNewPasswordChallenge,
    /// Tokens after a device was authenticated.
    TokenGenerationAuthenticateDevice,
    /// Tokens in exchange for a refresh token.
    TokenGenerationRefreshTokens,
    /// The code after a sign-up.
    CustomMessageSignUp,
    /// The invitation of a user whom an administrator created.
    CustomMessageAdminCreateUser,
    /// The code, once more.
    CustomMessageResendCode,
    /// The code for a new password.
    CustomMessageForgotPassword,
    /// The code after an address or a phone number changed.
    CustomMessageUpdateUserAttribute,
    /// The code that a user asked for, to verify an address or a phone number.
    CustomMessageVerifyUserAttribute,
    /// The code of multi-factor authentication.
    CustomMessageAuthentication,
    /// Which challenge comes next.
    DefineAuthChallenge,
    /// Makes a challenge.
    CreateAuthChallenge,
    /// Whether the answer to a challenge is right.
    VerifyAuthChallengeResponse,
    /// A user whom the pool does not know signs in.
    UserMigrationAuthentication,
    /// A user whom the pool does not know forgot the password.
    UserMigrationForgotPassword,
}

impl CognitoTrigger {
    /// Every trigger, in the order of a user's life.
    pub const ALL: [Self; 24] = [
        Self::PreSignUpSignUp,
        Self::PreSignUpAdminCreateUser,
        Self::PreSignUpExternalProvider,
        Self::PostConfirmationConfirmSignUp,
        Self::PostConfirmationConfirmForgotPassword,
        Self::PreAuthentication,
        Self::PostAuthentication,
        Self::TokenGenerationHostedAuth,
        Self::TokenGenerationAuthentication,
        Self::TokenGenerationNewPasswordChallenge,
        Self::TokenGenerationAuthenticateDevice,
        Self::TokenGenerationRefreshTokens,
        Self::CustomMessageSignUp,
        Self::CustomMessageAdminCreateUser,
        Self::CustomMessageResendCode,
        Self::CustomMessageForgotPassword,
        Self::CustomMessageUpdateUserAttribute,
        Self::CustomMessageVerifyUserAttribute,
        Self::CustomMessageAuthentication,
        Self::DefineAuthChallenge,
        Self::CreateAuthChallenge,
        Self::VerifyAuthChallengeResponse,
        Self::UserMigrationAuthentication,
        Self::UserMigrationForgotPassword,
    ];

    /// The text in `triggerSource`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PreSignUpSignUp => "PreSignUp_SignUp",
            Self::PreSignUpAdminCreateUser => "PreSignUp_AdminCreateUser",
            Self::PreSignUpExternalProvider => "PreSignUp_ExternalProvider",
            Self::PostConfirmationConfirmSignUp => "PostConfirmation_ConfirmSignUp",
            Self::PostConfirmationConfirmForgotPassword => "PostConfirmation_ConfirmForgotPassword",
            Self::PreAuthentication => "PreAuthentication_Authentication",
            Self::PostAuthentication => "PostAuthentication_Authentication",
            Self::TokenGenerationHostedAuth => "TokenGeneration_HostedAuth",
            Self::TokenGenerationAuthentication => "TokenGeneration_Authentication",
            Self::TokenGenerationNewPasswordChallenge => "TokenGeneration_NewPasswordChallenge",
            Self::TokenGenerationAuthenticateDevice => "TokenGeneration_AuthenticateDevice",
            Self::TokenGenerationRefreshTokens => "TokenGeneration_RefreshTokens",
            Self::CustomMessageSignUp => "CustomMessage_SignUp",
            Self::CustomMessageAdminCreateUser => "CustomMessage_AdminCreateUser",
            Self::CustomMessageResendCode => "CustomMessage_ResendCode",
            Self::CustomMessageForgotPassword => "CustomMessage_ForgotPassword",
            Self::CustomMessageUpdateUserAttribute => "CustomMessage_UpdateUserAttribute",
            Self::CustomMessageVerifyUserAttribute => "CustomMessage_VerifyUserAttribute",
            Self::CustomMessageAuthentication => "CustomMessage_Authentication",
            Self::DefineAuthChallenge => "DefineAuthChallenge_Authentication",
            Self::CreateAuthChallenge => "CreateAuthChallenge_Authentication",
            Self::VerifyAuthChallengeResponse => "VerifyAuthChallengeResponse_Authentication",
            Self::UserMigrationAuthentication => "UserMigration_Authentication",
            Self::UserMigrationForgotPassword => "UserMigration_ForgotPassword",
        }
    }

    /// What the triggers of one setting of the user pool have in common: their shape.
    pub(super) fn family(self) -> Family {
        match self {
            Self::PreSignUpSignUp
            | Self::PreSignUpAdminCreateUser
            | Self::PreSignUpExternalProvider => Family::PreSignUp,
            Self::PostConfirmationConfirmSignUp | Self::PostConfirmationConfirmForgotPassword => {
                Family::PostConfirmation
            }
            Self::PreAuthentication => Family::PreAuthentication,
            Self::PostAuthentication => Family::PostAuthentication,
            Self::TokenGenerationHostedAuth
            | Self::TokenGenerationAuthentication
            | Self::TokenGenerationNewPasswordChallenge
            | Self::TokenGenerationAuthenticateDevice
            | Self::TokenGenerationRefreshTokens => Family::TokenGeneration,
            Self::CustomMessageSignUp
            | Self::CustomMessageAdminCreateUser
            | Self::CustomMessageResendCode
            | Self::CustomMessageForgotPassword
            | Self::CustomMessageUpdateUserAttribute
            | Self::CustomMessageVerifyUserAttribute
            | Self::CustomMessageAuthentication => Family::CustomMessage,
            Self::DefineAuthChallenge => Family::DefineAuthChallenge,
            Self::CreateAuthChallenge => Family::CreateAuthChallenge,
            Self::VerifyAuthChallengeResponse => Family::VerifyAuthChallenge,
            Self::UserMigrationAuthentication | Self::UserMigrationForgotPassword => {
                Family::UserMigration
            }
        }
    }

    /// Whether an administrator acts, and no app client.
    pub(super) fn by_admin(self) -> bool {
        matches!(self, Self::PreSignUpAdminCreateUser | Self::CustomMessageAdminCreateUser)
    }

    /// The `cognito:user_status` that a user has at that moment.
    pub(super) fn user_status(self) -> &'static str {
        match self {
            Self::CustomMessageSignUp | Self::CustomMessageResendCode => "UNCONFIRMED",
            Self::CustomMessageAdminCreateUser => "FORCE_CHANGE_PASSWORD",
            _ => "CONFIRMED",
        }
    }
}

impl fmt::Display for CognitoTrigger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The shapes of `request` and `response`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    PreSignUp,
    PostConfirmation,
    PreAuthentication,
    PostAuthentication,
    TokenGeneration,
    CustomMessage,
    DefineAuthChallenge,
    CreateAuthChallenge,
    VerifyAuthChallenge,
    UserMigration,
}
