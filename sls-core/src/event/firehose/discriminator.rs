//! What a batch of a Firehose stream is told by.

use crate::event::{Mark, Service, Sign};

/// Kinesis Data Analytics sends such records too, without the time.
pub(crate) const SERVICE: Service = Service {
    label: "firehose",
    name: "Amazon Data Firehose",
    signs: &[
        Sign::at_once(&[
            Mark::value("/records/0/recordId"),
            Mark::value("/records/0/approximateArrivalTimestamp"),
        ]),
        Sign::at_the_end(&[Mark::value("/deliveryStreamArn"), Mark::value("/invocationId")]),
    ],
    samples: &[r#"{"invocationId": "i", "deliveryStreamArn": "arn:d",
            "records": [{"recordId": "1", "approximateArrivalTimestamp": 1, "data": ""}]}"#],
};
