//! What an event from AWS IoT is told by.

use crate::event::{Mark, Service, Sign};

/// Buttons, 1-Click devices, custom authorizers and hooks before provisioning.
pub(crate) const SERVICE: Service = Service {
    label: "iot",
    name: "AWS IoT",
    signs: &[
        Sign::at_the_end(&[Mark::value("/serialNumber"), Mark::value("/clickType")]),
        Sign::at_the_end(&[Mark::value("/deviceEvent"), Mark::value("/deviceInfo")]),
        Sign::at_the_end(&[Mark::value("/protocols"), Mark::value("/protocolData")]),
        Sign::at_the_end(&[Mark::value("/claimCertificateId"), Mark::value("/templateArn")]),
    ],
    samples: &[
        r#"{"serialNumber": "G0", "clickType": "SINGLE"}"#,
        r#"{"deviceEvent": {"buttonClicked": {}}, "deviceInfo": {}}"#,
        r#"{"token": "t", "protocols": ["mqtt"], "protocolData": {}}"#,
        r#"{"claimCertificateId": "c", "templateArn": "arn:t"}"#,
    ],
};
