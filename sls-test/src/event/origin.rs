//! Where and when an event comes from.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;

use crate::Ids;

/// 2026-03-01T10:00:00.123Z, a time with milliseconds so that a lost fraction shows.
const DEFAULT_NOW: Duration = Duration::from_millis(1_772_359_200_123);

/// The region, account, time and identifiers that an event is made of.
///
/// Clones share the identifiers and the order of stream records, so that everything built from one
/// origin is distinct and in sequence.
///
/// # Example
/// ```
/// use sls_test::event::{Origin, SnsEvent};
///
/// let mut origin = Origin::seeded(7);
/// origin.region = "us-gov-west-1".to_owned();
///
/// let event = SnsEvent::new("orders").build_in(&origin);
/// let topic = "arn:aws-us-gov:sns:us-gov-west-1:111122223333:orders";
/// assert_eq!(event["Records"][0]["Sns"]["TopicArn"], topic);
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Origin {
    /// Where identifiers come from.
    pub ids: Ids,
    /// When the event happens, 2026-03-01T10:00:00.123Z by default.
    pub now: SystemTime,
    /// The AWS region, `eu-west-1` by default.
    pub region: String,
    /// The AWS account, `111122223333` by default.
    pub account_id: String,
    /// Numbers that only grow, for whatever AWS promises to keep in order.
    issued: Arc<AtomicU64>,
    /// Tells the sequence numbers of this origin from those of another.
    lineage: u64,
}

impl Origin {
    /// An origin whose events depend on nothing but `seed`.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self::from_ids(Ids::seeded(seed))
    }

    /// The origin of events that were built without naming one.
    pub(crate) fn shared() -> &'static Self {
        static SHARED: LazyLock<Origin> = LazyLock::new(Origin::default);
        &SHARED
    }

    /// `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`; what is an ARN already stays as it is.
    pub(crate) fn arn(&self, service: &str, resource: &str) -> String {
        if resource.starts_with("arn:") {
            return resource.to_owned();
        }
        let Self { region, account_id, .. } = self;
        // IAM and S3 names are global, so their ARNs leave the region out.
        match service {
            "s3" => format!("arn:{}:s3:::{resource}", self.partition()),
            "iam" => format!("arn:{}:iam::{account_id}:{resource}", self.partition()),
            _ => format!("arn:{}:{service}:{region}:{account_id}:{resource}", self.partition()),
        }
    }

    /// The ARN of what a test names by its ARN or by what follows `prefix` in it.
    pub(crate) fn arn_of(&self, service: &str, prefix: &str, given: &str) -> String {
        match given.strip_prefix("arn:") {
            Some(_) => given.to_owned(),
            None => self.arn(service, &format!("{prefix}{given}")),
        }
    }

    /// The ARN of an enhanced fan-out consumer of a Kinesis stream, which is an ARN.
    pub(crate) fn consumer_arn(&self, stream: &str, name: &str) -> String {
        // The number is when the consumer was registered, in seconds; here a day before.
        let day = Duration::from_secs(24 * 60 * 60);
        let registered = self.now.checked_sub(day).unwrap_or(SystemTime::UNIX_EPOCH);
        format!("{stream}/consumer/{name}:{:.0}", epoch_seconds(registered).trunc())
    }

    /// A Kinesis sequence number: 56 digits, greater than every one before.
    pub(crate) fn sequence_number(&self) -> String {
        format!("4959033827149025{:020}{:020}", self.lineage, self.next())
    }

    /// A DynamoDB sequence number: 40 digits, greater than every one before.
    pub(crate) fn dynamodb_sequence_number(&self) -> String {
        format!("4{:020}{:019}", self.lineage, self.next())
    }

    /// The sequence number of a FIFO queue: 20 digits, greater than every one before.
    pub(crate) fn fifo_sequence_number(&self) -> String {
        format!("188{:017}", self.next() << 8)
    }

    /// An S3 sequencer: hexadecimal, greater than every one before.
    pub(crate) fn sequencer(&self) -> String {
        format!("0065E1A2{:010X}", self.next())
    }

    /// Base64 of `bytes` bytes, the first eight of them unique.
    pub(crate) fn opaque(&self, bytes: usize) -> String {
        let mut random = Vec::with_capacity(bytes + 8);
        while random.len() < bytes {
            random.extend(self.ids.number().to_be_bytes());
        }
        random.truncate(bytes);
        STANDARD.encode(random)
    }

    /// `2026/03/01`, as the names of log streams begin.
    pub(crate) fn day(&self) -> String {
        timestamp(self.now).strftime("%Y/%m/%d").to_string()
    }

    fn from_ids(ids: Ids) -> Self {
        let lineage = ids.number();
        Self {
            ids,
            now: SystemTime::UNIX_EPOCH + DEFAULT_NOW,
            region: "eu-west-1".to_owned(),
            account_id: "111122223333".to_owned(),
            issued: Arc::default(),
            lineage,
        }
    }

    /// Greater than every number before, so that whatever AWS keeps in order can be made of it.
    pub(super) fn next(&self) -> u64 {
        self.issued.fetch_add(1, Ordering::Relaxed) + 1
    }

    fn partition(&self) -> &'static str {
        match self.region.split('-').take(2).collect::<Vec<_>>()[..] {
            ["cn", ..] => "aws-cn",
            ["us", "gov"] => "aws-us-gov",
            _ => "aws",
        }
    }
}

impl Default for Origin {
    /// Its identifiers are distinct from those of every other default in this process.
    fn default() -> Self {
        Self::from_ids(Ids::default())
    }
}

/// `2026-03-01T10:00:00.123Z`, always with milliseconds.
pub(crate) fn iso_millis(time: SystemTime) -> String {
    timestamp(time).strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

/// `2026-03-01T10:00:00Z`, the fraction cut off.
pub(crate) fn iso_seconds(time: SystemTime) -> String {
    timestamp(time).strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Seconds since the epoch, with milliseconds as the fraction.
pub(super) fn epoch_seconds(time: SystemTime) -> f64 {
    // Exact up to the year 9999: fewer than 2^53 milliseconds.
    timestamp(time).as_millisecond() as f64 / 1000.0
}

/// `Sun, 01 Mar 2026 10:00:00 +0000`, as mails have it (RFC 5322, section 3.3).
pub(super) fn rfc2822(time: SystemTime) -> String {
    timestamp(time).strftime("%a, %d %b %Y %H:%M:%S +0000").to_string()
}

/// Whole milliseconds since the epoch.
pub(super) fn epoch_millis(time: SystemTime) -> i64 {
    timestamp(time).as_millisecond()
}

/// `2026-03-01T10:00:00.123+0000`, as CloudWatch alarms write it.
pub(super) fn iso_offset(time: SystemTime) -> String {
    timestamp(time).strftime("%Y-%m-%dT%H:%M:%S.%3f+0000").to_string()
}

pub(super) fn timestamp(time: SystemTime) -> Timestamp {
    Timestamp::try_from(time).expect("an event happens before the year 10000")
}
