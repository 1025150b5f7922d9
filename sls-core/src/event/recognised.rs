//! Services whose events are recognised, and have no types of their own here in every build.
//!
//! A handler takes them as any type that implements `Deserialize`.

use super::{Mark, Service, Sign};

/// Version 3, and version 2, which has no `directive` around it.
pub(crate) const ALEXA_SMART_HOME: Service = Service {
    label: "alexa_smart_home",
    name: "Alexa Smart Home",
    signs: &[Sign::at_the_end(&[
        Mark::value("/directive/header/namespace").or("/header/namespace"),
        Mark::value("/directive/header/payloadVersion").or("/header/payloadVersion"),
        Mark::value("/directive/payload").or("/payload"),
    ])],
    samples: &[
        r#"{"directive": {"header": {"namespace": "Alexa.PowerController", "name": "TurnOn",
            "payloadVersion": "3"}, "endpoint": {}, "payload": {}}}"#,
        r#"{"header": {"namespace": "Alexa.ConnectedHome.Control", "payloadVersion": "2"},
            "payload": {"accessToken": "t"}}"#,
    ],
};

/// A batch resolver receives a list, of which the first element tells.
pub(crate) const APPSYNC: Service = Service {
    label: "appsync",
    name: "AWS AppSync",
    signs: &[
        Sign::at_once(&[
            Mark::value("/arguments").or("/0/arguments"),
            Mark::value("/info/fieldName").or("/0/info/fieldName"),
            Mark::value("/info/parentTypeName").or("/0/info/parentTypeName"),
        ]),
        Sign::at_the_end(&[
            Mark::value("/arguments").or("/0/arguments"),
            Mark::value("/typeName").or("/0/typeName"),
            Mark::value("/fieldName").or("/0/fieldName"),
        ]),
        Sign::at_the_end(&[Mark::value("/info/channelNamespace").or("/0/info/channelNamespace")]),
        Sign::at_the_end(&[
            Mark::value("/authorizationToken"),
            Mark::value("/requestContext/queryString"),
        ]),
    ],
    samples: &[
        r#"{"arguments": {}, "identity": null, "source": null, "prev": null, "stash": {},
            "info": {"fieldName": "pet", "parentTypeName": "Query"}}"#,
        r#"[{"arguments": {}, "info": {"fieldName": "pet", "parentTypeName": "Query"}}, {}]"#,
        r#"{"typeName": "Query", "fieldName": "pet", "arguments": {}, "source": {}}"#,
        r#"{"info": {"channel": {"path": "/default/a"}, "channelNamespace": {"name": "d"},
            "operation": "PUBLISH"}, "events": [{"id": "1", "payload": {}}]}"#,
        r#"{"authorizationToken": "t", "requestContext": {"queryString": "query { pet }"}}"#,
    ],
};

pub(crate) const BEDROCK_AGENT: Service = Service {
    label: "bedrock_agent",
    name: "Amazon Bedrock agent",
    signs: &[Sign::at_the_end(&[Mark::value("/actionGroup"), Mark::value("/agent")])],
    samples: &[r#"{"messageVersion": "1.0", "actionGroup": "g", "agent": {"id": "a"},
        "httpMethod": "GET", "apiPath": "/pets"}"#],
};

pub(crate) const CLOUDFRONT: Service = Service {
    label: "cloudfront",
    name: "Amazon CloudFront",
    signs: &[Sign::at_once(&[Mark::value("/Records/0/cf")])],
    samples: &[r#"{"Records": [{"cf": {"config": {}, "request": {"uri": "/"}}}]}"#],
};

/// Without the feature that decompresses them they are told all the same.
pub(crate) const CLOUDWATCH_LOGS: Service = Service {
    label: "cloudwatch_logs",
    name: "Amazon CloudWatch Logs",
    signs: &[Sign::at_once(&[Mark::value("/awslogs")])],
    samples: &[r#"{"awslogs": {"data": "H4sI"}}"#],
};

pub(crate) const CODECOMMIT: Service = Service {
    label: "codecommit",
    name: "AWS CodeCommit",
    signs: &[Sign::at_once(&[Mark::sender("aws:codecommit")])],
    samples: &[r#"{"Records": [{"codecommit": {}, "eventSource": "aws:codecommit"}]}"#],
};

pub(crate) const CODEPIPELINE: Service = Service {
    label: "codepipeline",
    name: "AWS CodePipeline",
    signs: &[Sign::at_once(&[Mark::value("/CodePipeline.job")])],
    samples: &[r#"{"CodePipeline.job": {"id": "j"}}"#],
};

pub(crate) const CONFIG: Service = Service {
    label: "config",
    name: "AWS Config",
    signs: &[Sign::at_the_end(&[Mark::value("/invokingEvent"), Mark::value("/resultToken")])],
    samples: &[r#"{"version": "1.0", "invokingEvent": "{}", "resultToken": "t"}"#],
};

pub(crate) const CONNECT: Service = Service {
    label: "connect",
    name: "Amazon Connect",
    signs: &[Sign::at_once(&[Mark::value("/Details/ContactData")])],
    samples: &[r#"{"Name": "ContactFlowEvent", "Details": {"ContactData": {}, "Parameters": {}}}"#],
};

/// Version 2, and version 1.
pub(crate) const LEX: Service = Service {
    label: "lex",
    name: "Amazon Lex",
    signs: &[
        Sign::at_the_end(&[Mark::value("/bot"), Mark::value("/sessionState")]),
        Sign::at_the_end(&[Mark::value("/bot"), Mark::value("/currentIntent")]),
    ],
    samples: &[
        r#"{"bot": {"name": "b"}, "sessionState": {"intent": {}}}"#,
        r#"{"bot": {"name": "b"}, "currentIntent": {"name": "Order"}}"#,
    ],
};

/// ActiveMQ and RabbitMQ; the latter groups messages by queue.
pub(crate) const MQ: Service = Service {
    label: "mq",
    name: "Amazon MQ",
    signs: &[
        Sign::at_once(&[Mark::text("/eventSource", "aws:amq")]),
        Sign::at_once(&[Mark::text("/eventSource", "aws:mq")]),
        Sign::at_once(&[Mark::text("/eventSource", "aws:rmq")]),
    ],
    samples: &[
        r#"{"eventSource": "aws:amq", "messages": []}"#,
        r#"{"eventSource": "aws:mq", "messages": [{"data": ""}]}"#,
        r#"{"eventSource": "aws:rmq", "rmqMessagesByQueue": {}}"#,
    ],
};

pub(crate) const S3_BATCH: Service = Service {
    label: "s3_batch",
    name: "Amazon S3 Batch Operations",
    signs: &[Sign::at_the_end(&[Mark::value("/invocationSchemaVersion"), Mark::value("/tasks")])],
    samples: &[
        r#"{"invocationSchemaVersion": "1.0", "invocationId": "i", "job": {}, "tasks": []}"#,
    ],
};

pub(crate) const S3_OBJECT_LAMBDA: Service = Service {
    label: "s3_object_lambda",
    name: "Amazon S3 Object Lambda",
    signs: &[Sign::at_the_end(&[Mark::value("/xAmzRequestId"), Mark::value("/userRequest")])],
    samples: &[r#"{"xAmzRequestId": "r", "getObjectContext": {}, "userRequest": {"url": "u"}}"#],
};

pub(crate) const SECRETS_MANAGER: Service = Service {
    label: "secretsmanager",
    name: "AWS Secrets Manager",
    signs: &[Sign::at_the_end(&[
        Mark::value("/Step"),
        Mark::value("/SecretId"),
        Mark::value("/ClientRequestToken"),
    ])],
    samples: &[r#"{"Step": "createSecret", "SecretId": "arn:s", "ClientRequestToken": "t"}"#],
};

/// What a state passes on after it caught an error
/// (AWS Step Functions developer guide, "Handling errors in Step Functions workflows").
pub(crate) const STEP_FUNCTIONS: Service = Service {
    label: "stepfunctions",
    name: "AWS Step Functions",
    signs: &[Sign::at_the_end(&[Mark::value("/Error"), Mark::value("/Cause")])],
    samples: &[r#"{"Error": "States.Timeout", "Cause": "too slow"}"#],
};

/// What is left when no sign holds.
pub(crate) const UNRECOGNIZED: Service = Service {
    label: "other",
    name: "unrecognized source",
    signs: &[],
    samples: &[r#"{"name": "Ada"}"#],
};
