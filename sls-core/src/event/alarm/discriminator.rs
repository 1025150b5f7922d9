//! What a change of a CloudWatch alarm is told by.

use crate::event::{Mark, Service, Sign};

pub(crate) const SERVICE: Service = Service {
    label: "cloudwatch_alarm",
    name: "Amazon CloudWatch alarm",
    signs: &[Sign::at_the_end(&[Mark::value("/alarmArn"), Mark::value("/alarmData")])],
    samples: &[r#"{"source": "aws.cloudwatch", "alarmArn": "arn:a",
        "alarmData": {"alarmName": "cpu"}}"#],
};
