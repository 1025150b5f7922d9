//! What an event from Amazon S3 is told by.

use crate::event::{Mark, Service, Sign};

/// The test event, which S3 sends once when a notification is set up, has no records
/// (Amazon S3 user guide, "Event message structure").
pub(crate) const SERVICE: Service = Service {
    label: "s3",
    name: "Amazon S3",
    signs: &[
        Sign::at_once(&[Mark::sender("aws:s3")]),
        Sign::at_once(&[Mark::text("/Event", "s3:TestEvent")]),
    ],
    samples: &[
        r#"{"Records": [{"eventSource": "aws:s3", "s3": {"bucket": {"name": "b"}}}]}"#,
        r#"{"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "b"}"#,
    ],
};
