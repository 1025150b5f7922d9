//! What an event from Cognito is told by.

use crate::event::{Mark, Service, Sign};

/// Of a user pool, or of Cognito Sync.
pub(crate) const SERVICE: Service = Service {
    label: "cognito",
    name: "Amazon Cognito",
    signs: &[
        Sign::at_the_end(&[Mark::value("/triggerSource"), Mark::value("/userPoolId")]),
        Sign::at_the_end(&[Mark::value("/datasetName"), Mark::value("/identityPoolId")]),
    ],
    samples: &[
        r#"{"version": "1", "triggerSource": "PreSignUp_SignUp", "userPoolId": "p",
            "request": {"userAttributes": {}}, "response": {}}"#,
        r#"{"version": 2, "eventType": "SyncTrigger", "identityPoolId": "p",
            "datasetName": "d", "datasetRecords": {}}"#,
    ],
};
