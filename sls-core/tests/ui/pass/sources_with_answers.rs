//! Who waits for an answer of its own, with every setting, as the app finds it at start.

use sls_core::event::{alexa, authorizer, cognito, custom_resource, firehose};
use sls_core::{App, Error, Json, handler, handlers};

#[derive(serde::Deserialize)]
struct Tea {
    kind: String,
}

#[handler(alexa(
    skill = "amzn1.ask.skill.1",
    intent = "OrderIntent",
    request = "IntentRequest",
    timestamp_tolerance = "1h",
))]
async fn order(alexa::Slots(tea): alexa::Slots<Tea>) -> alexa::Response {
    alexa::Response::new().speech(tea.kind)
}

#[handler(alexa(skill = "amzn1.ask.skill.1", intent = "AMAZON.HelpIntent"))]
async fn help(_request: alexa::Request) -> Result<alexa::Response, Error> {
    Ok(alexa::Response::new())
}

#[handler(alexa = "amzn1.ask.skill.2")]
async fn everything() -> alexa::Response {
    alexa::Response::new()
}

#[handler(authorizer = "abc123", authorizer(api = "def456", kind = "REQUEST"))]
async fn allow(_request: authorizer::Request) -> authorizer::Authorization {
    authorizer::Authorization::simple(true)
}

#[handler(authorizer)]
async fn policy(request: authorizer::Request) -> Result<authorizer::Policy, Error> {
    Ok(authorizer::Policy::allow("user", request.resource()))
}

#[handler(cognito = "PreSignUp")]
async fn join(event: cognito::Event<cognito::PreSignUpRequest>) -> cognito::PreSignUpResponse {
    let _ = event.user_name();
    cognito::PreSignUpResponse::new().auto_confirm_user()
}

#[handler(
    cognito(trigger = "CustomMessage_ForgotPassword", user_pool = "eu-west-1_Ab1Cd2Ef3"),
    cognito = "PostConfirmation"
)]
async fn nothing_to_say(_event: cognito::Event<Vec<u64>>) {}

#[handler(cognito = "PostAuthentication")]
async fn may_fail() -> Result<Json<Vec<(String, String)>>, Error> {
    Ok(Json(Vec::new()))
}

#[handler(custom_resource = "Custom::Certificate", custom_resource(kind = "Custom::DNS-Entry"))]
async fn certificate(_request: custom_resource::Request) -> custom_resource::Answer {
    custom_resource::Answer::new()
}

#[handler(custom_resource = "AWS::CloudFormation::CustomResource")]
async fn default_type() -> Result<custom_resource::Answer, Error> {
    Ok(custom_resource::Answer::new())
}

#[handler(firehose = "clicks", firehose(delivery_stream = "views"))]
async fn click(record: firehose::Record) -> Result<firehose::Transformed, Error> {
    Ok(firehose::Transformed::ok(record.data().clone()).newline())
}

#[handler(firehose = "arn:aws:firehose:eu-west-1:111122223333:deliverystream/logs")]
async fn nothing() -> firehose::Transformed {
    firehose::Transformed::dropped()
}

fn main() {
    let all = handlers![
        order,
        help,
        everything,
        allow,
        policy,
        join,
        nothing_to_say,
        may_fail,
        click,
        nothing,
    ];
    App::new().handlers(all).into_service().expect("nothing is wrong with them at start");
    // Only with a feature is there a way back to CloudFormation.
    let _ = handlers![certificate, default_type];
}
