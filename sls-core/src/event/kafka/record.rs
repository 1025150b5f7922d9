//! A record as an argument.

use std::fmt;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use bytestring::ByteString;

use crate::event::kafka::{headers, wire};
use crate::event::shared::{share, share_optional};
use crate::extract::{FromInput, Input, Rejection};

/// A record of a Kafka topic: where it comes from, without its value.
///
/// Take [`Json`](crate::Json), [`Text`](crate::Text) or [`Bytes`](crate::Bytes) for the value;
/// `Option<Json<T>>` where there may be tombstones, which have none.
///
/// # Example
/// ```
/// use sls_core::event::kafka::{Record, Topic};
/// use sls_core::{App, Error, Handler, Json};
///
/// async fn store(record: Record, page: Option<Json<String>>) -> Result<(), Error> {
///     let key = String::from_utf8_lossy(record.key().map_or(b"", |key| key));
///     match page {
///         Some(Json(page)) => println!("{key} is at {page}"),
///         None => println!("{key} is gone"),
///     }
///     Ok(())
/// }
///
/// let app = App::new().handler(Handler::new("store").on(Topic::new("pages"), store));
/// # assert!(app.into_service().is_ok());
/// ```
#[derive(Clone)]
pub struct Record {
    topic: ByteString,
    partition: u32,
    offset: u64,
    timestamp: Option<SystemTime>,
    timestamp_type: Option<ByteString>,
    key: Option<Bytes>,
    is_tombstone: bool,
    headers: Vec<Header>,
    cluster_arn: Option<ByteString>,
    bootstrap_servers: Option<ByteString>,
}

/// A header of a record.
///
/// # Example
/// ```
/// use sls_core::event::kafka::Record;
///
/// async fn store(record: Record) {
///     for header in record.headers() {
///         println!("{}: {} bytes", header.name(), header.value().map_or(0, |value| value.len()));
///     }
/// }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Header {
    name: ByteString,
    value: Option<Bytes>,
}

impl Record {
    /// The topic.
    #[must_use]
    pub fn topic(&self) -> &str {
        &self.topic
    }

    /// The number of the partition.
    #[must_use]
    pub fn partition(&self) -> u32 {
        self.partition
    }

    /// The record's number in its partition.
    #[must_use]
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// The record's time to the millisecond; whose, the [type](Self::timestamp_type) says.
    #[must_use]
    pub fn timestamp(&self) -> Option<SystemTime> {
        self.timestamp
    }

    /// `CREATE_TIME`, the producer's time, or `LOG_APPEND_TIME`, the broker's.
    #[must_use]
    pub fn timestamp_type(&self) -> Option<&str> {
        self.timestamp_type.as_deref()
    }

    /// What the producer chose to group records by, if it did.
    #[must_use]
    pub fn key(&self) -> Option<&Bytes> {
        self.key.as_ref()
    }

    /// Whether there is no value, which deletes the key from a compacted topic.
    #[must_use]
    pub fn is_tombstone(&self) -> bool {
        self.is_tombstone
    }

    /// The headers in their order; a name may be repeated.
    #[must_use]
    pub fn headers(&self) -> &[Header] {
        &self.headers
    }

    /// The value of the last header with this name, which is the one that counts.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&Bytes> {
        self.headers.iter().rfind(|header| header.name() == name)?.value()
    }

    /// The ARN of the MSK cluster; other clusters have none.
    #[must_use]
    pub fn cluster_arn(&self) -> Option<&str> {
        self.cluster_arn.as_deref()
    }

    /// The brokers' hosts and ports, separated by commas.
    #[must_use]
    pub fn bootstrap_servers(&self) -> Option<&str> {
        self.bootstrap_servers.as_deref()
    }

    pub(super) fn shared(
        raw: &Bytes,
        event: &wire::Event<'_>,
        record: &wire::Record<'_>,
    ) -> Result<Self, Rejection> {
        let headers = record.headers.map(|json| headers::decode(json.get())).transpose()?;
        let headers = headers.unwrap_or_default().into_iter();
        let headers = headers
            .map(|(name, value)| Header { name: share(raw, &name), value: value.map(Bytes::from) });
        Ok(Self {
            topic: share(raw, &record.topic),
            partition: record.partition,
            offset: record.offset,
            timestamp: record.timestamp.and_then(time),
            timestamp_type: share_optional(raw, &record.timestamp_type),
            key: record.key()?.map(Bytes::from),
            is_tombstone: record.value.is_none(),
            headers: headers.collect(),
            cluster_arn: share_optional(raw, &event.event_source_arn),
            bootstrap_servers: share_optional(raw, &event.bootstrap_servers),
        })
    }
}

/// Without the key and the headers, which may be confidential.
impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Record")
            .field("topic", &self.topic)
            .field("partition", &self.partition)
            .field("offset", &self.offset)
            .finish_non_exhaustive()
    }
}

#[diagnostic::do_not_recommend]
impl FromInput for Record {
    fn from_input(input: &Input<'_>) -> Result<Self, Rejection> {
        input.demand("an Apache Kafka record")
    }
}

impl Header {
    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The value, unless it is null.
    #[must_use]
    pub fn value(&self) -> Option<&Bytes> {
        self.value.as_ref()
    }
}

/// Without the value, which may be confidential.
impl fmt::Debug for Header {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Header").field("name", &self.name).finish_non_exhaustive()
    }
}

fn time(milliseconds: i64) -> Option<SystemTime> {
    let since_epoch = Duration::from_millis(u64::try_from(milliseconds).ok()?);
    SystemTime::UNIX_EPOCH.checked_add(since_epoch)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::Source;
    use crate::event::kafka::serve::Unit;
    use crate::event::shared::extract;
    use crate::extract::Whole;

    fn record(fields: &str) -> Result<Record, Rejection> {
        let event = Bytes::from(format!(
            r#"{{"eventSourceArn":"arn:aws:kafka:eu-west-1:111122223333:cluster/c/u-4",
            "bootstrapServers":"b-1:9092","records":{{"clicks-3":[
            {{"topic":"clicks","partition":3,"offset":15{fields}}}]}}}}"#
        ));
        let decoded = wire::decode(std::str::from_utf8(&event).unwrap()).unwrap();
        let record = &decoded.records.all[0];
        extract(Source::Kafka, &Unit { raw: &event, event: &decoded, record })
    }

    #[test]
    fn has_what_the_topic_says_about_it() {
        let record = record(
            r#","timestamp":1772359200123,"timestampType":"CREATE_TIME","key":"c2VjcmV0",
            "value":"AQID","headers":[{"trace":[1]},{"trace":[115,-1]},{"none":null}]"#,
        )
        .unwrap();
        assert_eq!((record.topic(), record.partition(), record.offset()), ("clicks", 3, 15));
        let timestamp = SystemTime::UNIX_EPOCH + Duration::from_millis(1_772_359_200_123);
        assert_eq!(record.timestamp(), Some(timestamp));
        assert_eq!(record.timestamp_type(), Some("CREATE_TIME"));
        assert_eq!(record.key().unwrap(), "secret");
        assert!(!record.is_tombstone());
        let names: Vec<_> = record.headers().iter().map(Header::name).collect();
        assert_eq!(names, ["trace", "trace", "none"]);
        assert_eq!(record.header("trace").unwrap(), &[115, 255][..]);
        assert_eq!(record.header("none"), None);
        assert_eq!(record.header("Trace"), None);
        assert_eq!(record.headers()[0].value().unwrap(), &[1][..]);
        let arn = "arn:aws:kafka:eu-west-1:111122223333:cluster/c/u-4";
        assert_eq!(record.cluster_arn(), Some(arn));
        assert_eq!(record.bootstrap_servers(), Some("b-1:9092"));
        assert!(!format!("{record:?}").contains("secret"));
        assert_eq!(format!("{:?}", record.headers()[0]), r#"Header { name: "trace", .. }"#);
    }

    #[test]
    fn lacks_what_the_event_leaves_out() {
        for fields in
            ["", r#","key":null,"value":null,"headers":[],"timestamp":null"#, r#","timestamp":-1"#]
        {
            let record = record(fields).unwrap();
            assert!(record.is_tombstone());
            assert!(record.key().is_none() && record.timestamp().is_none());
            assert!(record.headers().is_empty() && record.timestamp_type().is_none());
        }
    }

    #[test]
    fn is_refused_where_its_key_or_headers_cannot_be_read() {
        for (fields, expected) in [
            (r#","key":"?""#, "event `key`: not valid base64"),
            (r#","headers":[{"a":[999]}]"#, "event `headers[0].a[0]`: invalid value"),
        ] {
            assert_eq!(record(fields).unwrap_err().to_string(), expected);
        }
    }

    #[test]
    fn is_refused_on_other_sources() {
        let event = Bytes::from_static(b"{}");
        let refused = extract::<Record>(Source::Unrecognized, &Whole(&event)).unwrap_err();
        assert_eq!(refused.to_string(), "event: not an Apache Kafka record");
    }
}
