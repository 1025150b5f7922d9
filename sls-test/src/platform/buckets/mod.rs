//! Buckets, their objects, and who is told of them.
//!
//! (Amazon S3 user guide, "Amazon S3 Event Notifications".)

mod change;
mod settings;

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use serde_json::Value;

use self::change::Change;
pub use self::settings::{BucketSettings, NotificationSettings};
use super::agenda::{Agenda, Moment};
use super::desk::Desk;
use super::destination;
use super::parcel::{Message, Parcel};
use super::part::Part;
use crate::event::{S3EventName, S3TestEvent};

/// What topics have as the subject of whatever S3 publishes.
const SUBJECT: &str = "Amazon S3 Notification";

/// Buckets, their objects, and who is told of them.
#[derive(Debug, Default)]
pub(crate) struct Buckets {
    agenda: Agenda<Due>,
    /// By ARN.
    buckets: BTreeMap<String, Bucket>,
}

#[derive(Debug)]
enum Due {
    Tell { bucket: String, notification: Arc<NotificationSettings>, change: Change },
}

#[derive(Debug)]
struct Bucket {
    settings: BucketSettings,
    notifications: Vec<Arc<NotificationSettings>>,
    /// The versions by key, the latest last.
    objects: BTreeMap<String, Vec<Version>>,
}

#[derive(Debug)]
struct Version {
    id: Option<String>,
    /// Nothing in a delete marker.
    content: Option<Bytes>,
}

impl Buckets {
    pub(crate) fn create(&mut self, arn: String, settings: BucketSettings) {
        let bucket = self.buckets.entry(arn).or_insert_with(|| Bucket {
            settings: settings.clone(),
            notifications: Vec::new(),
            objects: BTreeMap::new(),
        });
        bucket.settings = settings;
    }

    /// Puts these notifications in place of all others, and sends test events to queues and topics.
    pub(crate) fn put_notifications(
        &mut self,
        arn: &str,
        list: Vec<NotificationSettings>,
        desk: &mut Desk,
    ) -> Result<(), String> {
        settings::check(&list, desk)?;
        let Some(bucket) = self.buckets.get_mut(arn) else { return Ok(()) };
        for one in &list {
            let test = S3TestEvent::new(&bucket.settings.name);
            if destination::service(&one.target) != "lambda" {
                let test = test.build_in(&desk.origin);
                send(&one.target, &test, desk);
            }
        }
        bucket.notifications = list.into_iter().map(Arc::new).collect();
        Ok(())
    }

    /// Stores an object; returns the id of its version.
    pub(crate) fn put(
        &mut self,
        arn: &str,
        name: S3EventName,
        key: &str,
        content: Bytes,
        desk: &mut Desk,
    ) -> Option<String> {
        let bucket = self.buckets.get_mut(arn)?;
        let id = bucket.settings.versioning.then(|| desk.origin.ids.hex(32));
        let versions = bucket.objects.entry(key.to_owned()).or_default();
        if id.is_none() {
            versions.clear();
        }
        versions.push(Version { id: id.clone(), content: Some(content.clone()) });
        self.tell(arn, name, key, content, id.clone(), desk);
        id
    }

    /// Deletes an object, or puts a delete marker on it; `false` if there is none.
    pub(crate) fn delete(&mut self, arn: &str, key: &str, desk: &mut Desk) -> bool {
        let Some(bucket) = self.buckets.get_mut(arn) else { return false };
        if bucket.settings.versioning {
            let id = Some(desk.origin.ids.hex(32));
            let versions = bucket.objects.entry(key.to_owned()).or_default();
            versions.push(Version { id: id.clone(), content: None });
            let name = S3EventName::ObjectRemovedDeleteMarkerCreated;
            self.tell(arn, name, key, Bytes::new(), id, desk);
            return true;
        }
        let gone = bucket.objects.remove(key).is_some();
        if gone {
            self.tell(arn, S3EventName::ObjectRemovedDelete, key, Bytes::new(), None, desk);
        }
        gone
    }

    /// Deletes one version for good; `false` if there is none with that id.
    pub(crate) fn delete_version(
        &mut self,
        arn: &str,
        key: &str,
        id: &str,
        desk: &mut Desk,
    ) -> bool {
        let versions = self.buckets.get_mut(arn).and_then(|bucket| bucket.objects.get_mut(key));
        let Some(versions) = versions else { return false };
        let position = versions.iter().position(|version| version.id.as_deref() == Some(id));
        let Some(position) = position else { return false };
        versions.remove(position);
        let (name, id) = (S3EventName::ObjectRemovedDelete, Some(id.to_owned()));
        self.tell(arn, name, key, Bytes::new(), id, desk);
        true
    }

    /// Tells that something happened to an object, which stays as it is.
    pub(crate) fn announce(&mut self, arn: &str, name: S3EventName, key: &str, desk: &mut Desk) {
        let latest = self.buckets.get(arn).and_then(|bucket| bucket.objects.get(key)?.last());
        let (content, id) = match latest {
            Some(version) => (version.content.clone().unwrap_or_default(), version.id.clone()),
            None => (Bytes::new(), None),
        };
        self.tell(arn, name, key, content, id, desk);
    }

    /// The content of the latest version, unless that is a delete marker.
    pub(crate) fn object(&self, arn: &str, key: &str) -> Option<Bytes> {
        self.buckets.get(arn)?.objects.get(key)?.last()?.content.clone()
    }

    pub(crate) fn keys(&self, arn: &str) -> Vec<String> {
        let objects = self.buckets.get(arn).into_iter().flat_map(|bucket| &bucket.objects);
        let present = objects.filter(|(_, versions)| {
            versions.last().is_some_and(|version| version.content.is_some())
        });
        present.map(|(key, _)| key.clone()).collect()
    }

    fn tell(
        &mut self,
        arn: &str,
        name: S3EventName,
        key: &str,
        content: Bytes,
        version: Option<String>,
        desk: &mut Desk,
    ) {
        let Some(bucket) = self.buckets.get(arn) else { return };
        desk.note(&bucket.settings.name, || format!("{name} of {key}"));
        let (key, sequencer) = (key.to_owned(), desk.origin.sequencer());
        let change = Change { name, key, content, version, sequencer };
        for one in bucket.notifications.iter().filter(|one| one.wants(name, &change.key)) {
            let bucket = bucket.settings.name.clone();
            let due = Due::Tell { bucket, notification: Arc::clone(one), change: change.clone() };
            desk.after(desk.limits.s3_notification_delay, &mut self.agenda, due);
        }
        if !bucket.settings.event_bridge {
            return;
        }
        if let Some(event) = change.event_bridge(&bucket.settings.name, &desk.origin) {
            desk.post(Parcel::PutEvent {
                bus: desk.origin.arn("events", "event-bus/default"),
                source: "aws.s3".to_owned(),
                detail_type: event["detail-type"].as_str().unwrap_or_default().to_owned(),
                detail: event["detail"].to_string(),
                resources: vec![arn.to_owned()],
            });
        }
    }
}

fn send(to: &str, event: &Value, desk: &mut Desk) {
    let to = to.to_owned();
    let body = event.to_string();
    let parcel = match destination::service(&to) {
        "lambda" => {
            let request_id = desk.origin.ids.uuid();
            Parcel::InvokeAsync { function: to, payload: body.into(), request_id }
        }
        "sns" => {
            let mut message = Message::new(body);
            message.subject = Some(SUBJECT.to_owned());
            Parcel::Publish { topic: to, message }
        }
        _ => Parcel::SendMessage { queue: to, message: Message::new(body) },
    };
    desk.post(parcel);
}

impl Part for Buckets {
    fn next(&self) -> Option<Moment> {
        self.agenda.next()
    }

    fn fire(&mut self, desk: &mut Desk) {
        if let Some(Due::Tell { bucket, notification, change }) = self.agenda.pop() {
            let event = change.event(&bucket, &notification, &desk.origin);
            send(&notification.target, &event, desk);
        }
    }

    fn receive(&mut self, parcel: Parcel, desk: &mut Desk) {
        let Parcel::PutObject { bucket, key, body } = parcel else { return };
        if self.buckets.contains_key(&bucket) {
            self.put(&bucket, S3EventName::ObjectCreatedPut, &key, body, desk);
        } else {
            desk.note(&bucket, || format!("there is no such bucket: {key} is lost"));
        }
    }
}
