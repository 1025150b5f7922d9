//! What an event from EventBridge is told by.

use crate::event::{Mark, Service, Sign};

pub(crate) const SERVICE: Service = Service {
    label: "eventbridge",
    name: "Amazon EventBridge",
    signs: &[Sign::at_once(&[Mark::value("/detail-type"), Mark::value("/source")])],
    samples: &[r#"{"version": "0", "detail-type": "OrderPlaced", "source": "shop", "detail": {}}"#],
};
