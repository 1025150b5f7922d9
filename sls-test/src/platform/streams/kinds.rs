//! What is configured about a stream.

use std::time::Duration;

use crate::event::StreamViewType;

/// The configuration of a Kinesis data stream, with its defaults.
///
/// # Example
/// ```
/// use std::time::Duration;
/// use sls_test::platform::KinesisStream;
///
/// let clicks = KinesisStream::new("clicks").shards(4).retention(Duration::from_secs(7 * 86_400));
/// # drop(clicks);
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct KinesisStream {
    pub(crate) name: String,
    pub(crate) shards: u64,
    pub(crate) retention: Duration,
    pub(crate) keep: Keep,
}

/// The configuration of a DynamoDB table with a stream.
///
/// # Example
/// ```
/// use sls_test::event::StreamViewType;
/// use sls_test::platform::DynamoDbTable;
///
/// let orders = DynamoDbTable::new("orders").keys(["customer", "id"]).view(StreamViewType::NewImage);
/// # drop(orders);
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct DynamoDbTable {
    pub(crate) name: String,
    pub(crate) shards: u64,
    pub(crate) keys: Vec<String>,
    pub(crate) view: StreamViewType,
}

/// How long records stay in a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Keep {
    UntilExpired,
    /// Until all mappings are done with them.
    UntilRead,
}

impl KinesisStream {
    /// A stream with this name or ARN.
    pub fn new(name: impl Into<String>) -> Self {
        let (name, retention) = (name.into(), Duration::from_secs(24 * 60 * 60));
        Self { name, shards: 1, retention, keep: Keep::UntilExpired }
    }

    /// Default: 1. How many shards there are, which have the keys in equal parts.
    ///
    /// # Panics
    /// If it is 0.
    #[track_caller]
    pub fn shards(mut self, shards: u64) -> Self {
        assert!(shards > 0, "a stream has at least one shard");
        self.shards = shards;
        self
    }

    /// Default: 24 hours. How long a record can be read, up to 365 days.
    pub fn retention(mut self, retention: Duration) -> Self {
        self.retention = retention;
        self
    }

    /// Default: records are kept for as long as the retention says.
    ///
    /// With this, they are forgotten when all mappings are done with them: for long runs, whose
    /// records would fill the memory.
    pub fn forget_what_was_read(mut self) -> Self {
        self.keep = Keep::UntilRead;
        self
    }
}

impl DynamoDbTable {
    /// A table with this name or ARN.
    pub fn new(name: impl Into<String>) -> Self {
        let keys = vec!["id".to_owned()];
        Self { name: name.into(), shards: 1, keys, view: StreamViewType::default() }
    }

    /// Default: 1. How many shards the stream has, which have the items in equal parts.
    ///
    /// # Panics
    /// If it is 0.
    #[track_caller]
    pub fn shards(mut self, shards: u64) -> Self {
        assert!(shards > 0, "a stream has at least one shard");
        self.shards = shards;
        self
    }

    /// Default: `id`. The one or two attributes that are the table's key.
    pub fn keys<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        self.keys = names.into_iter().map(Into::into).collect();
        self
    }

    /// Default: [`StreamViewType::NewAndOldImages`]. What the stream tells of a change.
    pub fn view(mut self, view: StreamViewType) -> Self {
        self.view = view;
        self
    }
}
