//! `cargo sls event`: the builders of this crate, on the command line.

use clap::{Args, Parser, Subcommand};
use serde_json::Value;
use sls_core::{Clock, SystemClock};

use super::output::Output;
use super::problem::Problem;
use super::session::fresh_ids;
use crate::event::{KinesisEvent, Origin, S3Event, SnsEvent};
use crate::front_door::{
    Alb, Connection, FrontDoor, FunctionUrl, HttpApi, RequestEvent, RestApi, Setting, VpcLattice,
    WebSocket,
};

/// Print an event as a source would send it.
///
/// Every event is complete and valid, with ids and times of its own; the options are for what
/// matters. Send it with `cargo sls invoke --stdin`, or keep it in a file for a test.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cargo sls event sns --topic order-events --message '{\"id\":7}'
  cargo sls event s3-put --bucket receipts --key 'July 2026.pdf'
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
    /// An object that was written to an S3 bucket
    S3Put(S3Args),
    /// An object that was deleted from an S3 bucket
    S3Delete(S3Args),
    /// A batch of records of a Kinesis stream
    Kinesis(KinesisArgs),
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

#[derive(Debug, Args)]
struct SnsArgs {
    /// The topic, a name or an ARN
    #[arg(long)]
    topic: String,
    /// The message
    #[arg(long, default_value = "hello")]
    message: String,
    /// The subject
    #[arg(long)]
    subject: Option<String>,
    /// A message attribute of type String; may be repeated
    #[arg(long = "attribute", value_name = "NAME=VALUE")]
    attributes: Vec<String>,
}

#[derive(Debug, Args)]
struct S3Args {
    /// The bucket
    #[arg(long)]
    bucket: String,
    /// The object's key, as you would read it; the event has it encoded
    #[arg(long)]
    key: String,
    /// The object's size in bytes
    #[arg(long)]
    size: Option<u64>,
}

#[derive(Debug, Args)]
struct KinesisArgs {
    /// The stream, a name or an ARN
    #[arg(long)]
    stream: String,
    /// The data of a record as text; may be repeated
    #[arg(long, default_value = "hello")]
    data: Vec<String>,
    /// The partition key of all records
    #[arg(long, default_value = "key")]
    partition_key: String,
}

#[derive(Debug, Args)]
struct RequestArgs {
    /// The method
    #[arg(default_value = "GET")]
    method: String,
    /// The path, with or without a query
    #[arg(default_value = "/")]
    path: String,
    /// A header line; may be repeated
    #[arg(long = "header", short = 'H', value_name = "NAME: VALUE")]
    headers: Vec<String>,
    /// The body as text
    #[arg(long, default_value = "")]
    body: String,
}

#[derive(Debug, Args)]
struct WebSocketArgs {
    /// The message, or `$connect` for the event that opens a connection
    #[arg(default_value = "hello")]
    message: String,
    /// The route key, of an API that has this route beside its own three
    #[arg(long)]
    route: Option<String>,
}

#[derive(Debug, Args)]
struct DirectArgs {
    /// The payload as JSON
    json: String,
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
        SourceArgs::Sns(args) => sns(args, &origin),
        SourceArgs::S3Put(S3Args { bucket, key, size }) => {
            let event = S3Event::put(bucket, key);
            let event = match size {
                Some(size) => event.size(*size),
                None => event,
            };
            Ok(event.build_in(&origin))
        }
        SourceArgs::S3Delete(S3Args { size: Some(_), .. }) => {
            Err(Problem::new("an event of a deletion tells no size; leave out --size"))
        }
        SourceArgs::S3Delete(S3Args { bucket, key, size: None }) => {
            Ok(S3Event::delete(bucket, key).build_in(&origin))
        }
        SourceArgs::Kinesis(KinesisArgs { stream, data, partition_key }) => {
            let event = data.iter().fold(KinesisEvent::new(stream), |event, data| {
                event.data(partition_key, data.clone())
            });
            Ok(event.build_in(&origin))
        }
        SourceArgs::HttpApi(args) => request(HttpApi::new(), args, &origin),
        SourceArgs::HttpApiV1(args) => request(HttpApi::new().payload_v1(), args, &origin),
        SourceArgs::Rest(args) => request(RestApi::new(), args, &origin),
        SourceArgs::FunctionUrl(args) => request(FunctionUrl::new(), args, &origin),
        SourceArgs::Alb(args) => request(Alb::new(), args, &origin),
        SourceArgs::VpcLattice(args) => request(VpcLattice::new(), args, &origin),
        SourceArgs::Websocket(args) => websocket(args, &origin),
        SourceArgs::Direct(DirectArgs { json }) => serde_json::from_str(json)
            .map_err(|error| Problem::new(format!("the payload is not JSON: {error}"))),
    }
}

fn sns(args: &SnsArgs, origin: &Origin) -> Result<Value, Problem> {
    let mut event = SnsEvent::new(&args.topic).message(&args.message);
    if let Some(subject) = &args.subject {
        event = event.subject(subject);
    }
    for attribute in &args.attributes {
        let Some((name, value)) = attribute.split_once('=') else {
            return Err(Problem::new(format!("write `--attribute NAME=VALUE`, not `{attribute}`")));
        };
        event = event.attribute(name, value);
    }
    Ok(event.build_in(origin))
}

fn request(door: impl FrontDoor, args: &RequestArgs, origin: &Origin) -> Result<Value, Problem> {
    let mut request = RequestEvent::new(door, &method(&args.method)?, &path(&args.path)?)
        .at(origin.now)
        .ids(&origin.ids)
        .body(args.body.clone());
    for line in &args.headers {
        let (name, value) = header(line)?;
        request = request.header(name, value);
    }
    request.try_event().map_err(|refused| {
        Problem::new(format!(
            "the front door refuses this request with {}: {}",
            refused.status(),
            String::from_utf8_lossy(refused.body())
        ))
    })
}

fn websocket(args: &WebSocketArgs, origin: &Origin) -> Result<Value, Problem> {
    let api = match &args.route {
        Some(route) => WebSocket::new().route_key("$connect").route_key(route),
        None => WebSocket::new(),
    };
    let connected = api.connect("/").at(origin.now).ids(&origin.ids).event();
    if args.message == "$connect" {
        return Ok(connected);
    }
    let connection = Connection::opened_by(&connected)
        .ok_or_else(|| Problem::new("the event of the connection is incomplete"))?;
    let setting = Setting::new(&origin.ids, origin.now);
    api.message(&connection, args.message.clone(), &setting).map_err(|_| {
        Problem::new("no route takes this message; write one like '{\"action\":\"ROUTE\"}'")
    })
}

fn method(text: &str) -> Result<String, Problem> {
    match text.parse::<http::Method>() {
        Ok(method) => Ok(method.as_str().to_owned()),
        Err(_) => Err(Problem::new(format!("`{text}` is no HTTP method; write one like GET"))),
    }
}

fn path(text: &str) -> Result<String, Problem> {
    if text.starts_with('/') {
        Ok(text.to_owned())
    } else {
        Err(Problem::new(format!("the path `{text}` begins with no slash; write `/{text}`")))
    }
}

fn header(line: &str) -> Result<(&str, &str), Problem> {
    let (name, value) = line.split_once(':').unwrap_or_default();
    let value = value.trim();
    let is_valid = http::HeaderName::from_bytes(name.as_bytes()).is_ok()
        && http::HeaderValue::from_str(value).is_ok();
    if is_valid {
        Ok((name, value))
    } else {
        Err(Problem::new(format!("`{line}` is no header line; write one like 'accept: text/html'")))
    }
}
