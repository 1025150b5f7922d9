//! Services that tell of one thing that happened.

use clap::{Args, ValueEnum};
use serde_json::Value;

use super::{json, pair};
use crate::cli::problem::Problem;
use crate::event::{
    AlarmEvent, AlarmState, CloudWatchLogsEvent, EventBridgeEvent, Origin, S3Event, SesEvent,
    SnsEvent,
};

#[derive(Debug, Args)]
pub(super) struct SnsArgs {
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

impl SnsArgs {
    pub(super) fn event(&self, origin: &Origin) -> Result<Value, Problem> {
        let mut event = SnsEvent::new(&self.topic).message(&self.message);
        if let Some(subject) = &self.subject {
            event = event.subject(subject);
        }
        for attribute in &self.attributes {
            let (name, value) = pair("--attribute", attribute)?;
            event = event.attribute(name, value);
        }
        Ok(event.build_in(origin))
    }
}

#[derive(Debug, Args)]
pub(super) struct S3Args {
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

impl S3Args {
    pub(super) fn put(&self, origin: &Origin) -> Value {
        let event = S3Event::put(&self.bucket, &self.key);
        let event = match self.size {
            Some(size) => event.size(size),
            None => event,
        };
        event.build_in(origin)
    }

    pub(super) fn delete(&self, origin: &Origin) -> Result<Value, Problem> {
        match self.size {
            Some(_) => Err(Problem::new("an event of a deletion tells no size; leave out --size")),
            None => Ok(S3Event::delete(&self.bucket, &self.key).build_in(origin)),
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct EventBridgeArgs {
    /// Who put the event
    #[arg(long)]
    source: String,
    /// What the detail is about
    #[arg(long, value_name = "TYPE")]
    detail_type: String,
    /// The detail as JSON
    #[arg(long, value_name = "JSON", default_value = "{}")]
    detail: String,
    /// What the event is about, usually an ARN; may be repeated
    #[arg(long = "resource", value_name = "ARN")]
    resources: Vec<String>,
}

impl EventBridgeArgs {
    pub(super) fn event(&self, origin: &Origin) -> Result<Value, Problem> {
        let detail = json("`--detail`", &self.detail)?;
        let event = EventBridgeEvent::new(&self.source, &self.detail_type).detail(&detail);
        let event = self.resources.iter().fold(event, EventBridgeEvent::resource);
        Ok(event.build_in(origin))
    }
}

#[derive(Debug, Args)]
pub(super) struct ScheduleArgs {
    /// The schedule: a name, a group and a name as in `reports/nightly`, or an ARN
    #[arg(long)]
    name: String,
    /// It is a rule of EventBridge, and no schedule of EventBridge Scheduler
    #[arg(long)]
    rule: bool,
}

impl ScheduleArgs {
    pub(super) fn event(&self, origin: &Origin) -> Value {
        let event = match self.rule {
            true => EventBridgeEvent::scheduled_rule(&self.name),
            false => EventBridgeEvent::schedule(&self.name),
        };
        event.build_in(origin)
    }
}

#[derive(Debug, Args)]
pub(super) struct AlarmArgs {
    /// The name of the alarm
    #[arg(long)]
    name: String,
    /// The state that it is in now
    #[arg(long, value_enum, ignore_case = true, default_value_t)]
    state: State,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum State {
    /// The metric is outside of the threshold
    #[default]
    #[value(name = "ALARM")]
    Alarm,
    /// The metric has too few datapoints
    #[value(name = "INSUFFICIENT_DATA")]
    InsufficientData,
    /// The metric is within the threshold
    #[value(name = "OK")]
    Ok,
}

impl AlarmArgs {
    pub(super) fn event(&self, origin: &Origin) -> Value {
        let state = match self.state {
            State::Alarm => AlarmState::Alarm,
            State::InsufficientData => AlarmState::InsufficientData,
            State::Ok => AlarmState::Ok,
        };
        AlarmEvent::new(&self.name).state(state).build_in(origin)
    }
}

#[derive(Debug, Args)]
pub(super) struct LogsArgs {
    /// The log group
    #[arg(long)]
    group: String,
    /// The text of a log event; may be repeated
    #[arg(long = "message", value_name = "TEXT", default_value = "hello")]
    messages: Vec<String>,
}

impl LogsArgs {
    pub(super) fn event(&self, origin: &Origin) -> Value {
        let event = CloudWatchLogsEvent::new(&self.group);
        self.messages.iter().fold(event, CloudWatchLogsEvent::log).build_in(origin)
    }
}

#[derive(Debug, Args)]
pub(super) struct SesArgs {
    /// The address that the mail is for
    #[arg(long)]
    to: String,
    /// Who sent it
    #[arg(long, value_name = "ADDRESS", default_value = "sender@example.com")]
    from: String,
    /// The subject
    #[arg(long, default_value = "hello")]
    subject: String,
}

impl SesArgs {
    pub(super) fn event(&self, origin: &Origin) -> Value {
        SesEvent::new(&self.to).sender(&self.from).subject(&self.subject).build_in(origin)
    }
}
