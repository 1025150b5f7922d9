//! Each source lists what it accepts.

use sls_core::event::alexa;
use sls_core::handler;

#[handler(
    alarm(colour = "red"),
    cloudwatch_logs(colour = "red"),
    cognito(trigger = "PreSignUp", colour = "red"),
    dynamodb(table = "orders", colour = "red"),
    eventbridge(colour = "red"),
    iot(colour = "red"),
    kafka(topic = "orders", colour = "red"),
    kinesis(stream = "orders", colour = "red"),
    s3(bucket = "orders", colour = "red"),
    schedule(expression = "rate(1 day)", colour = "red"),
    ses(colour = "red"),
    sns(topic = "orders", colour = "red"),
    sqs(queue = "orders", colour = "red")
)]
async fn records() {}

#[handler(
    alexa(skill = "amzn1.ask.skill.1", colour = "red"),
    authorizer(colour = "red"),
    custom_resource(kind = "Custom::Thing", colour = "red"),
    firehose(delivery_stream = "orders", colour = "red")
)]
async fn answers() -> alexa::Response {
    alexa::Response::new()
}

fn main() {}
