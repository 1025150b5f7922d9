//! What an event from Kinesis is told by.

use crate::event::{Mark, Service, Sign};

/// The invocation that closes a tumbling window may have no records
/// (AWS Lambda developer guide, "Implementing stateful processing in Kinesis Data Streams").
pub(crate) const SERVICE: Service = Service {
    label: "kinesis",
    name: "Amazon Kinesis",
    signs: &[
        Sign::at_once(&[Mark::sender("aws:kinesis")]),
        Sign::at_the_end(&[
            Mark::empty_list("/Records"),
            Mark::text_part("/eventSourceARN", b':', 2, "kinesis"),
        ]),
    ],
    samples: &[
        r#"{"Records": [{"kinesis": {"data": "AA=="}, "eventSource": "aws:kinesis"}]}"#,
        r#"{"Records": [], "window": {}, "isFinalInvokeForWindow": true,
            "eventSourceARN": "arn:aws-cn:kinesis:cn-north-1:111122223333:stream/s"}"#,
    ],
};
