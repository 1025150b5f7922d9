//! What an event from Amazon SNS is told by.

use crate::event::{Mark, Service, Sign};

pub(crate) const SERVICE: Service = Service {
    label: "sns",
    name: "Amazon SNS",
    signs: &[Sign::at_once(&[Mark::sender("aws:sns")])],
    samples: &[r#"{"Records": [{"EventSource": "aws:sns", "EventVersion": "1.0",
        "Sns": {"Message": "{\"eventSource\": \"aws:sqs\"}"}}]}"#],
};
