//! What the stream of a table tells.

/// Which images of an item the records of a stream have.
///
/// (Amazon DynamoDB API reference, "StreamSpecification".)
///
/// # Example
/// ```
/// use serde_json::json;
/// use sls_test::event::{DynamoDbEvent, StreamViewType};
///
/// let event = DynamoDbEvent::new("orders")
///     .view(StreamViewType::KeysOnly)
///     .insert(&json!({"id": "a", "total": 12.5}))
///     .build();
/// assert_eq!(event["Records"][0]["dynamodb"]["StreamViewType"], "KEYS_ONLY");
/// assert!(event["Records"][0]["dynamodb"].get("NewImage").is_none());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StreamViewType {
    /// None.
    KeysOnly,
    /// What the item is now.
    NewImage,
    /// What the item was.
    OldImage,
    /// Both.
    #[default]
    NewAndOldImages,
}

impl StreamViewType {
    /// The name in a record.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::KeysOnly => "KEYS_ONLY",
            Self::NewImage => "NEW_IMAGE",
            Self::OldImage => "OLD_IMAGE",
            Self::NewAndOldImages => "NEW_AND_OLD_IMAGES",
        }
    }

    pub(super) fn has_new(self) -> bool {
        matches!(self, Self::NewImage | Self::NewAndOldImages)
    }

    pub(super) fn has_old(self) -> bool {
        matches!(self, Self::OldImage | Self::NewAndOldImages)
    }
}
