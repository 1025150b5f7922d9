//! What is different in a FIFO queue: groups that block, and messages that are taken once.
//!
//! (Amazon SQS developer guide, "FIFO queue delivery logic in Amazon SQS" and "Using the message
//! deduplication ID in Amazon SQS".)

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::{Duration, SystemTime};

use sha2::{Digest as _, Sha256};

use super::message::Stored;
use crate::platform::parcel::Message;

/// Which messages were sent lately.
#[derive(Debug, Default)]
pub(super) struct Deduplication {
    /// Ids of messages, by deduplication id.
    known: BTreeMap<String, String>,
    /// The deduplication ids, in the order in which they came.
    order: VecDeque<(SystemTime, String)>,
}

impl Deduplication {
    /// The id of the message that was sent with this deduplication id less than `window` ago.
    ///
    /// If there is none, `message_id` is remembered.
    pub(super) fn first(
        &mut self,
        deduplication_id: &str,
        message_id: &str,
        now: SystemTime,
        window: Duration,
    ) -> Option<String> {
        while self.order.front().is_some_and(|(at, _)| *at + window <= now) {
            if let Some((_, old)) = self.order.pop_front() {
                self.known.remove(&old);
            }
        }
        if let Some(first) = self.known.get(deduplication_id) {
            return Some(first.clone());
        }
        self.known.insert(deduplication_id.to_owned(), message_id.to_owned());
        self.order.push_back((now, deduplication_id.to_owned()));
        None
    }
}

/// Adds the deduplication id that the queue makes of the content.
///
/// # Errors
/// Why a FIFO queue refuses the message.
pub(super) fn complete(message: &mut Message, by_content: bool) -> Result<(), String> {
    if message.group_id.is_none() {
        return Err("a message of a FIFO queue needs a MessageGroupId".to_owned());
    }
    if !message.delay.is_zero() {
        return Err("a message of a FIFO queue has no DelaySeconds; its queue has".to_owned());
    }
    if message.deduplication_id.is_none() {
        if !by_content {
            return Err("a message of a FIFO queue needs a MessageDeduplicationId, \
                        unless its queue has ContentBasedDeduplication"
                .to_owned());
        }
        let digest = Sha256::digest(message.body.as_bytes());
        message.deduplication_id = Some(digest.iter().map(|byte| format!("{byte:02x}")).collect());
    }
    Ok(())
}

/// Where messages are that can be received now, as many as possible of one group before another.
///
/// `taken` were received in the same breath: they do not block their groups.
pub(super) fn receivable<'a>(
    messages: impl Iterator<Item = &'a Stored>,
    most: usize,
    now: SystemTime,
    taken: &BTreeSet<u64>,
) -> Vec<u64> {
    let mut found = Vec::new();
    for group in by_group(messages) {
        let is_taken = |message: &&&Stored| taken.contains(&message.position);
        if group.iter().any(|one| one.is_in_flight(now) && !is_taken(&one)) {
            continue;
        }
        let rest = group.iter().skip_while(is_taken);
        let visible = rest.take_while(|message| message.visible_at <= now);
        found.extend(visible.map(|message| message.position).take(most - found.len()));
        if found.len() == most {
            break;
        }
    }
    found
}

/// From when on a message of any group can be received.
pub(super) fn next_visible<'a>(
    messages: impl Iterator<Item = &'a Stored>,
    now: SystemTime,
) -> Option<SystemTime> {
    let free = |group: Vec<&Stored>| {
        let in_flight = group.iter().filter(|message| message.is_in_flight(now));
        let free = in_flight.map(|message| message.visible_at).max().unwrap_or(now);
        group.first().map(|head| head.visible_at.max(free))
    };
    by_group(messages).into_iter().filter_map(free).min()
}

/// The messages of each group, the group with the oldest message first.
fn by_group<'a>(messages: impl Iterator<Item = &'a Stored>) -> Vec<Vec<&'a Stored>> {
    let mut groups: Vec<Vec<&Stored>> = Vec::new();
    let mut known = BTreeMap::new();
    for message in messages {
        let group = *known.entry(message.group()).or_insert(groups.len());
        match groups.get_mut(group) {
            Some(group) => group.push(message),
            None => groups.push(vec![message]),
        }
    }
    groups
}
