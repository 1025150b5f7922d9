//! What the requests of each front door are told by.
//!
//! They resemble each other, and the questions that API Gateway asks an authorizer, so that each
//! names what it must not have.

use crate::event::{Mark, Service, Sign};

/// Every HTTP request has one of them, and no question to an authorizer does.
const BODY: Mark = Mark::key("/body").or("/isBase64Encoded");
const CONNECTION_ID: Mark = Mark::value("/requestContext/connectionId");
const FUNCTION_URL_DOMAIN: Mark =
    Mark::text_part("/requestContext/domainName", b'.', 1, "lambda-url");
const HTTP_METHOD: Mark = Mark::value("/httpMethod");
const METHOD_ARN: Mark = Mark::value("/methodArn");
const RAW_PATH: Mark = Mark::value("/rawPath");
const RAW_QUERY_STRING: Mark = Mark::value("/rawQueryString");
const REQUEST_CONTEXT: Mark = Mark::object("/requestContext");
const RESOURCE: Mark = Mark::value("/resource");
const ROUTE_ARN: Mark = Mark::value("/routeArn");

/// Most of the bytes of a request without a body.
const HEADERS: &[&str] = &["/headers", "/multiValueHeaders"];

pub(crate) const ALB: Service = Service {
    label: "alb",
    name: "Application Load Balancer",
    signs: &[Sign::at_once(&[Mark::value("/requestContext/elb")])],
    samples: &[r#"{"requestContext": {"elb": {"targetGroupArn": "arn:t"}}, "httpMethod": "GET",
        "path": "/a", "headers": {"host": "h"}, "body": "", "isBase64Encoded": false}"#],
};

pub(crate) const FUNCTION_URL: Service = Service {
    label: "function_url",
    name: "Lambda function URL",
    signs: &[Sign::at_once(&[RAW_PATH, FUNCTION_URL_DOMAIN])],
    samples: &[r#"{"version": "2.0", "rawPath": "/", "rawQueryString": "", "headers": {},
        "requestContext": {"domainName": "u1.lambda-url.eu-west-1.on.aws",
        "http": {"method": "GET"}}, "isBase64Encoded": false}"#],
};

/// Payload format 2.0.
pub(crate) const HTTP_API: Service = Service {
    label: "apigw_http",
    name: "API Gateway HTTP API",
    signs: &[
        Sign::at_once(&[RAW_PATH, REQUEST_CONTEXT, BODY]).without(&[FUNCTION_URL_DOMAIN]),
        Sign::unless_mentioned(
            &["routeArn", ".lambda-url"],
            HEADERS,
            &[RAW_PATH, RAW_QUERY_STRING],
        ),
        Sign::at_the_end(&[RAW_PATH, REQUEST_CONTEXT]).without(&[FUNCTION_URL_DOMAIN, ROUTE_ARN]),
        Sign::at_the_end(&[RAW_PATH, RAW_QUERY_STRING]).without(&[FUNCTION_URL_DOMAIN, ROUTE_ARN]),
    ],
    samples: &[r#"{"version": "2.0", "routeKey": "GET /r", "rawPath": "/r", "rawQueryString": "",
        "headers": {}, "requestContext": {"http": {"method": "GET"},
        "domainName": "h1.execute-api.eu-west-1.amazonaws.com"}, "isBase64Encoded": false}"#],
};

/// Also an HTTP API with payload format 1.0.
pub(crate) const REST_API: Service = Service {
    label: "apigw_rest",
    name: "API Gateway REST API",
    signs: &[
        Sign::at_once(&[RESOURCE, HTTP_METHOD, REQUEST_CONTEXT, BODY]).without(&[CONNECTION_ID]),
        Sign::unless_mentioned(&["methodArn", "connectionId"], HEADERS, &[RESOURCE, HTTP_METHOD]),
        Sign::at_the_end(&[RESOURCE, HTTP_METHOD]).without(&[CONNECTION_ID, METHOD_ARN]),
    ],
    samples: &[
        r#"{"resource": "/{proxy+}", "path": "/r", "httpMethod": "GET", "headers": null,
            "queryStringParameters": null, "requestContext": {"stage": "prod"}, "body": null,
            "isBase64Encoded": false}"#,
        r#"{"version": "1.0", "resource": "/r", "path": "/r", "httpMethod": "GET",
            "requestContext": {"stage": "$default"}, "body": null, "isBase64Encoded": false}"#,
        r#"{"resource": "/r", "path": "/r", "httpMethod": "GET", "requestContext": {}}"#,
    ],
};

pub(crate) const VPC_LATTICE: Service = Service {
    label: "vpc_lattice",
    name: "Amazon VPC Lattice",
    signs: &[
        Sign::at_once(&[
            Mark::value("/requestContext/serviceNetworkArn").or("/requestContext/serviceArn")
        ]),
        Sign::at_the_end(&[Mark::value("/raw_path"), Mark::value("/method")]),
    ],
    samples: &[
        r#"{"version": "2.0", "path": "/", "method": "GET", "headers": {}, "requestContext":
            {"serviceNetworkArn": "arn:n", "serviceArn": "arn:s", "targetGroupArn": "arn:t"}}"#,
        r#"{"raw_path": "/", "method": "GET", "headers": {}, "body": "hi"}"#,
    ],
};

/// The event of `$connect` has the fields of a REST API too.
pub(crate) const WEBSOCKET_API: Service = Service {
    label: "apigw_websocket",
    name: "API Gateway WebSocket API",
    signs: &[
        Sign::at_once(&[CONNECTION_ID, BODY]),
        Sign::at_the_end(&[CONNECTION_ID]).without(&[METHOD_ARN]),
    ],
    samples: &[
        r#"{"requestContext": {"connectionId": "c", "eventType": "MESSAGE"}, "body": "hi",
            "isBase64Encoded": false}"#,
        r#"{"resource": "/", "httpMethod": "GET", "headers": {},
            "requestContext": {"connectionId": "c", "eventType": "CONNECT"}, "body": "hi"}"#,
    ],
};
