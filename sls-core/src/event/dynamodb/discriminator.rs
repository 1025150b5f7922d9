//! What an event from DynamoDB is told by.

use crate::event::{Mark, Service, Sign};

/// The invocation that closes a tumbling window may have no records
/// (AWS Lambda developer guide, "Implementing stateful processing in DynamoDB").
pub(crate) const SERVICE: Service = Service {
    label: "dynamodb",
    name: "Amazon DynamoDB",
    signs: &[
        Sign::at_once(&[Mark::sender("aws:dynamodb")]),
        Sign::at_the_end(&[
            Mark::empty_list("/Records"),
            Mark::text_part("/eventSourceARN", b':', 2, "dynamodb"),
        ]),
    ],
    samples: &[
        r#"{"Records": [{"eventID": "1", "eventSource": "aws:dynamodb", "dynamodb": {}}]}"#,
        r#"{"Records": [], "window": {}, "isFinalInvokeForWindow": true,
            "eventSourceARN": "arn:aws:dynamodb:eu-west-1:111122223333:table/t/stream/s"}"#,
    ],
};
