//! What EventBridge and its scheduler deliver.

mod change;
mod destination;
mod s3;

use serde::Serialize;
use serde_json::{Map, Value, json};

pub use change::S3Change;
pub use destination::DestinationRecord;
pub use s3::EventBridgeS3Event;

use super::origin::iso_seconds;
use super::patch::Patches;
use super::{Origin, event_builder, to_value};

/// One event, as a rule of EventBridge or a schedule delivers it to a function.
///
/// The time has no fraction, `resources` is always a list. An event that the target's input
/// transformer made is any JSON at all: a [`DirectEvent`](super::DirectEvent).
/// (Amazon EventBridge user guide, "AWS events metadata" and "Event structure".)
///
/// # Example
/// ```
/// use serde_json::json;
/// use sls_test::event::EventBridgeEvent;
///
/// let event = EventBridgeEvent::new("shop", "OrderPlaced").detail(&json!({"order": 7})).build();
/// assert_eq!(event["source"], "shop");
/// assert_eq!(event["detail-type"], "OrderPlaced");
/// assert_eq!(event["detail"]["order"], 7);
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct EventBridgeEvent {
    source: String,
    detail_type: String,
    resources: Vec<Resource>,
    detail: Detail,
    archive: Option<String>,
    patches: Patches,
}

#[derive(Clone, Debug)]
enum Resource {
    /// As it stands.
    Given(String),
    /// By its ARN, or by what follows the prefix in it.
    Arn { service: &'static str, prefix: &'static str, given: String },
}

#[derive(Clone, Debug)]
enum Detail {
    Value(Value),
    Destination(Box<DestinationRecord>),
}

event_builder!(EventBridgeEvent);

impl EventBridgeEvent {
    /// An event of your own, or of any AWS service, with the detail `{}`.
    pub fn new(source: impl Into<String>, detail_type: impl Into<String>) -> Self {
        Self {
            source: source.into(),
            detail_type: detail_type.into(),
            resources: Vec::new(),
            detail: Detail::Value(Value::Object(Map::new())),
            archive: None,
            patches: Patches::default(),
        }
    }

    /// What a rule with a schedule sends; the rule is a name or an ARN.
    ///
    /// (Amazon EventBridge user guide, "Creating an Amazon EventBridge rule that runs on a
    /// schedule".)
    pub fn scheduled_rule(rule: impl Into<String>) -> Self {
        Self::new("aws.events", "Scheduled Event").arn("events", "rule/", rule.into())
    }

    /// What EventBridge Scheduler sends for a schedule without an input of its own.
    ///
    /// The schedule is a name in the group `default`, `GROUP/NAME`, or an ARN. The detail is the
    /// text `{}`, not an object.
    /// (AWS Lambda developer guide, "Invoke a Lambda function on a schedule".)
    pub fn schedule(schedule: impl Into<String>) -> Self {
        let mut schedule = schedule.into();
        if !schedule.contains('/') {
            schedule.insert_str(0, "default/");
        }
        Self::new("aws.scheduler", "Scheduled Event")
            .arn("scheduler", "schedule/", schedule)
            .detail("{}")
    }

    /// What a function sends whose destination is an event bus.
    pub fn destination(record: DestinationRecord) -> Self {
        let outcome = if record.is_success() { "Success" } else { "Failure" };
        let mut event =
            Self::new("lambda", format!("Lambda Function Invocation Result - {outcome}"))
                .arn("events", "event-bus/", "default".to_owned())
                .arn("lambda", "function:", format!("{}:$LATEST", record.function()));
        event.detail = Detail::Destination(Box::new(record));
        event
    }

    /// Default: `{}`. What happened.
    ///
    /// # Panics
    /// If `value` has no JSON form.
    #[track_caller]
    pub fn detail(mut self, value: &(impl Serialize + ?Sized)) -> Self {
        self.detail = Detail::Value(to_value(value));
        self
    }

    /// Default: none of your own. Adds what the event is about, usually an ARN.
    pub fn resource(mut self, resource: impl Into<String>) -> Self {
        self.resources.push(Resource::Given(resource.into()));
        self
    }

    /// Default: it happens now. The event is replayed from an archive with this name.
    pub fn replay(mut self, archive: impl Into<String>) -> Self {
        self.archive = Some(archive.into());
        self
    }

    fn event(&self, origin: &Origin) -> Value {
        let resources = self.resources.iter().map(|resource| match resource {
            Resource::Given(text) => text.clone(),
            Resource::Arn { service, prefix, given } => origin.arn_of(service, prefix, given),
        });
        let detail = match &self.detail {
            Detail::Value(value) => value.clone(),
            Detail::Destination(record) => record.build_in(origin),
        };
        let mut event =
            envelope(origin, &self.source, &self.detail_type, resources.collect(), detail);
        if let Some(archive) = &self.archive {
            event["replay-name"] = archive.as_str().into();
        }
        event
    }

    fn arn(mut self, service: &'static str, prefix: &'static str, given: String) -> Self {
        self.resources.push(Resource::Arn { service, prefix, given });
        self
    }
}

/// What all events have around their detail.
fn envelope(
    origin: &Origin,
    source: &str,
    detail_type: &str,
    resources: Vec<String>,
    detail: Value,
) -> Value {
    json!({
        "version": "0",
        "id": origin.ids.uuid(),
        "detail-type": detail_type,
        "source": source,
        "account": origin.account_id,
        "time": iso_seconds(origin.now),
        "region": origin.region,
        "resources": resources,
        "detail": detail,
    })
}
