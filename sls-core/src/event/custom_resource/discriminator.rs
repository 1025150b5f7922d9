//! What a request for a custom resource is told by.

use crate::event::{Mark, Service, Sign};

pub(crate) const SERVICE: Service = Service {
    label: "cloudformation",
    name: "AWS CloudFormation",
    signs: &[Sign::at_the_end(&[
        Mark::value("/RequestType"),
        Mark::value("/ResponseURL"),
        Mark::value("/StackId"),
    ])],
    samples: &[r#"{"RequestType": "Create", "ResponseURL": "https://s3", "StackId": "arn:s"}"#],
};
