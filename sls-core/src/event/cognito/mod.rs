//! Triggers of Amazon Cognito user pools: signing up, signing in, tokens, messages.
//!
//! Cognito invokes the function while a person waits, gives it five seconds and up to three
//! attempts, and expects the event back with its member `response` filled. The message of a failure
//! is shown to the person (Amazon Cognito developer guide, "Customizing user pool workflows with
//! Lambda triggers").
//!
//! | trigger | `request` | `response` |
//! |---|---|---|
//! | `PreSignUp` | [`PreSignUpRequest`] | [`PreSignUpResponse`] |
//! | `PostConfirmation` | [`PostConfirmationRequest`] | `()` |
//! | `PreAuthentication` | [`PreAuthenticationRequest`] | `()` |
//! | `PostAuthentication` | [`PostAuthenticationRequest`] | `()` |
//! | `TokenGeneration` | [`TokenGenerationRequest`] | [`TokenGenerationResponse`], [`TokenGenerationV2Response`] |
//! | `CustomMessage` | [`CustomMessageRequest`] | [`CustomMessageResponse`] |
//! | `DefineAuthChallenge` | [`DefineAuthChallengeRequest`] | [`DefineAuthChallengeResponse`] |
//! | `CreateAuthChallenge` | [`CreateAuthChallengeRequest`] | [`CreateAuthChallengeResponse`] |
//! | `VerifyAuthChallengeResponse` | [`VerifyAuthChallengeRequest`] | [`VerifyAuthChallengeResponse`] |
//! | `UserMigration` | [`UserMigrationRequest`] | [`UserMigrationResponse`] |
//!
//! Any of these takes types of your own too: [`Event<T>`](Event) and [`Json<T>`](crate::Json).

mod answer;
mod attributes;
mod challenge;
mod discriminator;
mod event;
mod message;
mod migration;
mod serve;
mod sign_in;
mod sign_up;
mod token;
mod trigger;
mod wire;

pub use self::answer::{Answer, Respond};
pub use self::attributes::Attributes;
pub use self::challenge::{
    Challenge, CreateAuthChallengeRequest, CreateAuthChallengeResponse, DefineAuthChallengeRequest,
    DefineAuthChallengeResponse, VerifyAuthChallengeRequest, VerifyAuthChallengeResponse,
};
pub(super) use self::discriminator::SERVICE;
pub use self::event::Event;
pub use self::message::{CustomMessageRequest, CustomMessageResponse};
pub use self::migration::{FinalUserStatus, UserMigrationRequest, UserMigrationResponse};
pub use self::sign_in::{PostAuthenticationRequest, PreAuthenticationRequest};
pub use self::sign_up::{PostConfirmationRequest, PreSignUpRequest, PreSignUpResponse};
pub use self::token::{
    GroupConfiguration, TokenChanges, TokenGenerationRequest, TokenGenerationResponse,
    TokenGenerationV2Response,
};
pub use self::trigger::Trigger;
