//! What an event from Amazon SQS is told by.

use crate::event::{Mark, Service, Sign};

pub(crate) const SERVICE: Service = Service {
    label: "sqs",
    name: "Amazon SQS",
    signs: &[Sign::at_once(&[Mark::sender("aws:sqs")])],
    samples: &[r#"{"Records": [{"body": "hi", "eventSource": "aws:sqs"}]}"#],
};
