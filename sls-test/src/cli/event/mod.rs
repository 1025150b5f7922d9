//! `cargo sls event`: the builders of this crate, on the command line.
//!
//! | file | whose events |
//! |---|---|
//! | `http` | front doors, and authorizers before them |
//! | `notice` | services that tell of one thing that happened |
//! | `batch` | services that hand over several records at once |
//! | `question` | services that wait for an answer |

mod batch;
mod http;
mod notice;
mod question;

use clap::{Args, Parser, Subcommand};
use serde_json::Value;
use sls_core::{Clock, SystemClock};

use self::batch::{DynamoDbArgs, FirehoseArgs, KafkaArgs, KinesisArgs, SqsArgs};
use self::http::{AuthorizerArgs, RequestArgs, WebSocketArgs};
use self::notice::{AlarmArgs, EventBridgeArgs, LogsArgs, S3Args, ScheduleArgs, SesArgs, SnsArgs};
use self::question::{AlexaArgs, CognitoArgs, CustomResourceArgs, DirectArgs};
use super::output::Output;
use super::problem::Problem;
use super::session::fresh_ids;
use crate::event::Origin;
use crate::front_door::{Alb, FunctionUrl, HttpApi, RestApi, VpcLattice};

/// Print an event as a source would send it.
///
/// Every event is complete and valid, with ids and times of its own; the options are for what
/// matters. Send it with `cargo sls invoke --stdin`, or keep it in a file for a test.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cargo sls event sns --topic order-events --message '{\"id\":7}'
  cargo sls event s3-put --bucket receipts --key 'July 2026.pdf'
  cargo sls event sqs --queue orders.fifo --group customer-1 --body '{\"id\":7}'
  cargo sls event dynamodb --table orders --old '{\"id\":7,\"qty\":1}' --new '{\"id\":7,\"qty\":2}'
  cargo sls event http-api POST '/orders?dry=1' --header 'content-type: application/json' --body '{}'
  cargo sls event kinesis --stream clicks --data one --data two | cargo sls invoke --stdin")]
pub(super) struct EventArgs {
    #[command(subcommand)]
    source: SourceArgs,
}

/// A source and what its event is about.
#[derive(Debug, Subcommand)]
enum SourceArgs {
    /// A notification of an SNS topic
    Sns(SnsArgs),
    /// Messages of an SQS queue, standard or FIFO
    Sqs(SqsArgs),
    /// An object that was written to an S3 bucket
    S3Put(S3Args),
    /// An object that was deleted from an S3 bucket
    S3Delete(S3Args),
    /// A change of an item of a DynamoDB table
    #[command(name = "dynamodb")]
    DynamoDb(DynamoDbArgs),
    /// A batch of records of a Kinesis stream
    Kinesis(KinesisArgs),
    /// A batch of records of a Kafka topic
    Kafka(KafkaArgs),
    /// A batch of records for a Firehose stream to transform
    Firehose(FirehoseArgs),
    /// An event of an EventBridge bus
    #[command(name = "eventbridge")]
    EventBridge(EventBridgeArgs),
    /// A run of a schedule
    Schedule(ScheduleArgs),
    /// A CloudWatch alarm that changed its state
    Alarm(AlarmArgs),
    /// Log events of a CloudWatch Logs subscription
    Logs(LogsArgs),
    /// A mail that SES received
    Ses(SesArgs),
    /// A request to an Alexa skill
    Alexa(AlexaArgs),
    /// A call of a Cognito user pool
    Cognito(CognitoArgs),
    /// A request of CloudFormation for a custom resource
    CustomResource(CustomResourceArgs),
    /// The question of an API to its Lambda authorizer
    Authorizer(AuthorizerArgs),
    /// A request to an API Gateway HTTP API, payload format 2.0
    HttpApi(RequestArgs),
    /// A request to an API Gateway HTTP API, payload format 1.0
    HttpApiV1(RequestArgs),
    /// A request to an API Gateway REST API
    Rest(RequestArgs),
    /// A request to a Lambda function URL
    FunctionUrl(RequestArgs),
    /// A request to an Application Load Balancer
    Alb(RequestArgs),
    /// A request through VPC Lattice
    VpcLattice(RequestArgs),
    /// A message of a WebSocket connection
    Websocket(WebSocketArgs),
    /// A payload of your own
    Direct(DirectArgs),
}

/// The arguments of `cargo sls event` in one string.
#[derive(Debug, Parser)]
#[command(name = "--event", no_binary_name = true, disable_help_subcommand = true)]
struct Words {
    #[command(subcommand)]
    source: SourceArgs,
}

pub(super) fn run(args: &EventArgs, output: &Output) -> Result<(), Problem> {
    let event = build(&args.source)?;
    output.line(&format!("{event:#}"));
    Ok(())
}

/// Builds the event that `--event 'sns --topic t'` asks for.
pub(super) fn from_words(words: &str) -> Result<Value, Problem> {
    let words = shlex::split(words)
        .ok_or_else(|| Problem::new("a quotation mark in --event is not closed; close it"))?;
    let words = Words::try_parse_from(words).map_err(|error| {
        let text = error.render().to_string();
        Problem::new(text.trim_start_matches("error: ").trim_end().to_owned())
    })?;
    build(&words.source)
}

fn build(source: &SourceArgs) -> Result<Value, Problem> {
    let mut origin = Origin::default();
    (origin.ids, origin.now) = (fresh_ids(), SystemClock.now());
    match source {
        SourceArgs::Sns(args) => args.event(&origin),
        SourceArgs::Sqs(args) => Ok(args.event(&origin)),
        SourceArgs::S3Put(args) => Ok(args.put(&origin)),
        SourceArgs::S3Delete(args) => args.delete(&origin),
        SourceArgs::DynamoDb(args) => args.event(&origin),
        SourceArgs::Kinesis(args) => Ok(args.event(&origin)),
        SourceArgs::Kafka(args) => Ok(args.event(&origin)),
        SourceArgs::Firehose(args) => Ok(args.event(&origin)),
        SourceArgs::EventBridge(args) => args.event(&origin),
        SourceArgs::Schedule(args) => Ok(args.event(&origin)),
        SourceArgs::Alarm(args) => Ok(args.event(&origin)),
        SourceArgs::Logs(args) => Ok(args.event(&origin)),
        SourceArgs::Ses(args) => Ok(args.event(&origin)),
        SourceArgs::Alexa(args) => args.event(&origin),
        SourceArgs::Cognito(args) => args.event(&origin),
        SourceArgs::CustomResource(args) => args.event(&origin),
        SourceArgs::Authorizer(args) => args.event(&origin),
        SourceArgs::HttpApi(args) => args.event(HttpApi::new(), &origin),
        SourceArgs::HttpApiV1(args) => args.event(HttpApi::new().payload_v1(), &origin),
        SourceArgs::Rest(args) => args.event(RestApi::new(), &origin),
        SourceArgs::FunctionUrl(args) => args.event(FunctionUrl::new(), &origin),
        SourceArgs::Alb(args) => args.event(Alb::new(), &origin),
        SourceArgs::VpcLattice(args) => args.event(VpcLattice::new(), &origin),
        SourceArgs::Websocket(args) => args.event(&origin),
        SourceArgs::Direct(args) => args.event(),
    }
}

/// `NAME=VALUE`, as it is written after `option`.
fn pair<'a>(option: &str, text: &'a str) -> Result<(&'a str, &'a str), Problem> {
    text.split_once('=')
        .ok_or_else(|| Problem::new(format!("write `{option} NAME=VALUE`, not `{text}`")))
}

/// What was written as JSON; `what` names it in the message if it is none.
fn json(what: &str, text: &str) -> Result<Value, Problem> {
    serde_json::from_str(text).map_err(|error| Problem::new(format!("{what} is not JSON: {error}")))
}
