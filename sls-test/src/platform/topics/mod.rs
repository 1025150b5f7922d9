//! Topics and their subscriptions.
//!
//! (Amazon SNS developer guide, "Fanout to Lambda functions", "Amazon SNS message delivery retries"
//! and "Amazon SNS dead-letter queues".)

mod published;
mod refusal;
mod retry;
mod settings;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use self::published::Published;
use self::settings::Scope;
pub use self::settings::{SubscriptionSettings, TopicSettings};
use super::agenda::{Agenda, Moment};
use super::desk::Desk;
use super::destination;
use super::parcel::{Message, Parcel};
use super::part::Part;
use super::pattern::Pattern;

/// How long a FIFO topic knows deduplication ids.
const DEDUPLICATION: Duration = Duration::from_secs(300);

/// Topics and their subscriptions.
#[derive(Debug, Default)]
pub(crate) struct Topics {
    agenda: Agenda<Due>,
    /// By ARN.
    topics: BTreeMap<String, Topic>,
}

#[derive(Debug)]
enum Due {
    Attempt { subscription: Arc<Subscription>, published: Arc<Published>, failures: u32 },
}

#[derive(Debug)]
struct Topic {
    settings: TopicSettings,
    subscriptions: Vec<Arc<Subscription>>,
    /// What was published by deduplication id, and when.
    known: BTreeMap<String, (SystemTime, String)>,
    unreachable_until: SystemTime,
    last_sequence_number: u64,
}

/// Somebody who receives what is published.
#[derive(Debug)]
struct Subscription {
    arn: String,
    settings: SubscriptionSettings,
    filter: Option<Pattern>,
}

impl Topics {
    pub(crate) fn create(&mut self, arn: String, settings: TopicSettings) {
        let topic = self.topics.entry(arn).or_insert_with(|| Topic {
            settings: settings.clone(),
            subscriptions: Vec::new(),
            known: BTreeMap::new(),
            unreachable_until: SystemTime::UNIX_EPOCH,
            last_sequence_number: 10_000_000_000_000_000_000,
        });
        topic.settings = settings;
    }

    /// Adds a subscription, or puts one in place of another with the same endpoint.
    pub(crate) fn subscribe(
        &mut self,
        topic_arn: &str,
        settings: SubscriptionSettings,
        desk: &Desk,
    ) -> Result<String, String> {
        let topic = self.topics.get_mut(topic_arn).ok_or_else(|| refusal::no_topic(topic_arn))?;
        refusal::of_subscription(&topic.settings, &settings)?;
        let filter = settings.filter_policy.as_deref();
        let filter = filter.map(|policy| refusal::of_policy(policy, settings.scope)).transpose()?;
        let earlier =
            topic.subscriptions.iter().position(|one| one.settings.endpoint == settings.endpoint);
        let arn = match earlier {
            Some(position) => topic.subscriptions.remove(position).arn.clone(),
            None => format!("{topic_arn}:{}", desk.origin.ids.uuid()),
        };
        topic.subscriptions.push(Arc::new(Subscription { arn: arn.clone(), settings, filter }));
        Ok(arn)
    }

    /// Lets all attempts to deliver fail until then.
    pub(crate) fn interrupt(&mut self, topic: &str, until: SystemTime) {
        if let Some(topic) = self.topics.get_mut(topic) {
            topic.unreachable_until = until;
        }
    }

    /// Publishes a message, and returns its id; its texts differ if it is structured.
    pub(crate) fn publish(
        &mut self,
        topic_arn: &str,
        mut message: Message,
        structured: bool,
        desk: &mut Desk,
    ) -> Result<String, String> {
        let topic = self.topics.get_mut(topic_arn).ok_or_else(|| refusal::no_topic(topic_arn))?;
        refusal::of_message(&topic.settings, &message, desk.limits.sns_message)?;
        let texts = structured.then(|| refusal::of_texts(&message.body)).transpose()?;
        let (id, now) = (desk.origin.ids.uuid(), desk.now());
        let mut sequence_number = None;
        if topic.settings.is_fifo() {
            let digest = || {
                let digest = Sha256::digest(message.body.as_bytes());
                digest.iter().map(|byte| format!("{byte:02x}")).collect()
            };
            let key = message.deduplication_id.clone().unwrap_or_else(digest);
            topic.known.retain(|_, (at, _)| *at + DEDUPLICATION > now);
            if let Some((_, first)) = topic.known.get(&key) {
                desk.note(topic_arn, || format!("takes a message for {first} again"));
                return Ok(first.clone());
            }
            topic.known.insert(key.clone(), (now, id.clone()));
            message.deduplication_id = Some(key);
            topic.last_sequence_number += 1;
            sequence_number = Some(topic.last_sequence_number.to_string());
        }
        desk.note(topic_arn, || format!("{id} is published"));
        let published = Published {
            id: id.clone(),
            topic: topic_arn.to_owned(),
            at: now,
            message,
            texts,
            sequence_number,
        };
        let published = Arc::new(published);
        let wanted = topic.subscriptions.iter().filter(|one| one.wants(&published));
        for subscription in wanted.cloned().collect::<Vec<_>>() {
            self.attempt(subscription, Arc::clone(&published), 0, desk);
        }
        Ok(id)
    }

    fn attempt(
        &mut self,
        subscription: Arc<Subscription>,
        published: Arc<Published>,
        failures: u32,
        desk: &mut Desk,
    ) {
        let unreachable = self
            .topics
            .get(&published.topic)
            .is_some_and(|topic| topic.unreachable_until > desk.now());
        if !unreachable {
            return subscription.deliver(&published, desk);
        }
        let failures = failures + 1;
        match retry::delay(failures) {
            Some(delay) => {
                let due = Due::Attempt { subscription, published, failures };
                desk.after(delay, &mut self.agenda, due);
            }
            None => subscription.give_up(&published, failures, desk),
        }
    }
}

impl Subscription {
    fn wants(&self, published: &Published) -> bool {
        let Some(filter) = &self.filter else { return true };
        match self.settings.scope {
            Scope::Attributes => filter.matches(&published.filterable()),
            // What is no JSON matches nothing.
            Scope::Body => serde_json::from_str::<Value>(&published.message.body)
                .is_ok_and(|body| filter.matches(&body)),
        }
    }

    fn deliver(&self, published: &Published, desk: &mut Desk) {
        let to = &self.settings.endpoint;
        match destination::service(to) {
            // A client's error is not tried again.
            "lambda" if !desk.knows_function(to) => self.give_up(published, 1, desk),
            "lambda" => {
                let payload = published.event(self, &desk.origin);
                let request_id = desk.origin.ids.uuid();
                desk.post(Parcel::InvokeAsync { function: to.clone(), payload, request_id });
            }
            _ => {
                let message = published.message(self, &desk.origin);
                desk.post(Parcel::SendMessage { queue: to.clone(), message });
            }
        }
    }

    fn give_up(&self, published: &Published, attempts: u32, desk: &mut Desk) {
        let (id, to) = (&published.id, &self.settings.endpoint);
        desk.note(&published.topic, || {
            format!("{id} is not delivered to {to} after {attempts} attempts")
        });
        if let Some(queue) = &self.settings.dead_letter_queue {
            let protocol = destination::service(to);
            let message = Message::new(published.envelope(protocol, self, &desk.origin));
            desk.post(Parcel::SendMessage { queue: queue.clone(), message });
        }
    }
}

impl Part for Topics {
    fn next(&self) -> Option<Moment> {
        self.agenda.next()
    }

    fn fire(&mut self, desk: &mut Desk) {
        if let Some(Due::Attempt { subscription, published, failures }) = self.agenda.pop() {
            self.attempt(subscription, published, failures, desk);
        }
    }

    fn receive(&mut self, parcel: Parcel, desk: &mut Desk) {
        let Parcel::Publish { topic, message } = parcel else { return };
        if let Err(refusal) = self.publish(&topic, message, false, desk) {
            desk.note(&topic, || refusal);
        }
    }
}
