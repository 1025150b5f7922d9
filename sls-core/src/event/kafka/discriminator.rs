//! What an event from Kafka is told by.

use crate::event::{Mark, Service, Sign};

/// Records are grouped by partition, so that the sender is named at the top.
///
/// Clusters that are not AWS's have `aws:` before their name in some of its documentation, and none
/// in the rest.
pub(crate) const SERVICE: Service = Service {
    label: "kafka",
    name: "Apache Kafka",
    signs: &[
        Sign::at_once(&[Mark::text("/eventSource", "aws:kafka")]),
        Sign::at_once(&[Mark::text("/eventSource", "aws:SelfManagedKafka")]),
        Sign::at_once(&[Mark::text("/eventSource", "SelfManagedKafka")]),
    ],
    samples: &[
        r#"{"eventSource": "aws:kafka", "records": {"clicks-0": [{"offset": 1}]}}"#,
        r#"{"eventSource": "aws:SelfManagedKafka", "records": {"clicks-0": []}}"#,
        r#"{"eventSource": "SelfManagedKafka", "records": {"clicks-0": []}}"#,
    ],
};
