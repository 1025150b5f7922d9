//! What a question to a Lambda authorizer is told by.

use crate::event::{Mark, Service, Sign};

pub(crate) const SERVICE: Service = Service {
    label: "apigw_authorizer",
    name: "API Gateway Lambda authorizer",
    signs: &[
        Sign::at_the_end(&[Mark::value("/type"), Mark::value("/methodArn")]),
        Sign::at_the_end(&[Mark::value("/type"), Mark::value("/routeArn")]),
    ],
    samples: &[
        r#"{"type": "TOKEN", "authorizationToken": "Bearer t", "methodArn": "arn:m"}"#,
        r#"{"type": "REQUEST", "methodArn": "arn:m", "resource": "/r", "path": "/r",
            "httpMethod": "GET", "headers": {}, "requestContext": {"stage": "prod"}}"#,
        r#"{"version": "2.0", "type": "REQUEST", "routeArn": "arn:r", "rawPath": "/r",
            "routeKey": "GET /r", "requestContext": {"http": {"method": "GET"}}}"#,
        r#"{"type": "REQUEST", "methodArn": "arn:m", "headers": {},
            "requestContext": {"connectionId": "c", "eventType": "CONNECT"}}"#,
    ],
};
