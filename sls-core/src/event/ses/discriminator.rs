//! What mail from Amazon SES is told by.

use crate::event::{Mark, Service, Sign};

pub(crate) const SERVICE: Service = Service {
    label: "ses",
    name: "Amazon SES",
    signs: &[Sign::at_once(&[Mark::sender("aws:ses")])],
    samples: &[r#"{"Records": [{"eventSource": "aws:ses", "ses": {}}]}"#],
};
