//! Who sent an event.

use std::fmt;

/// The service that sent an event.
///
/// Nothing outside an event names its sender, so each variant says which fields of the event tell.
/// When one event carries another, such as a notification of Amazon SNS in a message of Amazon
/// SQS, the outer one is the source.
///
/// [`as_str`](Self::as_str) is a stable identifier; `Display` is the name that AWS uses.
///
/// # Example
///
/// ```
/// use sls_core::Source;
///
/// assert_eq!(Source::S3.as_str(), "s3");
/// assert_eq!(format!("an event from {}", Source::S3), "an event from Amazon S3");
/// ```
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// An Application Load Balancer: `requestContext.elb`.
    Alb,
    /// An Alexa skill: `request` with `context.System` or `session.application`.
    Alexa,
    /// An Alexa smart home skill: `directive.header`, or `header` with `namespace` and `payload`.
    AlexaSmartHome,
    /// API Gateway asking a Lambda authorizer: `type` with `methodArn` or `routeArn`, no body.
    ApiGatewayAuthorizer,
    /// An HTTP API of API Gateway, payload format 2.0: `rawPath`, `requestContext`.
    ApiGatewayHttp,
    /// A REST API, or an HTTP API with payload format 1.0: `resource`, `httpMethod`.
    ///
    /// The two send the same shape and read replies a little differently; `"version": "1.0"` at
    /// the top of the event marks the HTTP API.
    ApiGatewayRest,
    /// A WebSocket API of API Gateway: `requestContext.connectionId`.
    ApiGatewayWebSocket,
    /// An AppSync resolver, channel handler or authorizer: `info`, or `typeName` and `fieldName`.
    ///
    /// A batch resolver sends a list of such objects. The authorizer is told from the one of API
    /// Gateway by `requestContext.queryString`.
    AppSync,
    /// An action group of an Amazon Bedrock agent: `actionGroup` with `agent`.
    BedrockAgent,
    /// A custom resource of CloudFormation: `RequestType`, `ResponseURL`, `StackId`.
    CloudFormation,
    /// CloudFront, running the function at the edge: `Records[0].cf`.
    CloudFront,
    /// A CloudWatch alarm with a Lambda action: `alarmArn` with `alarmData`.
    CloudWatchAlarm,
    /// A subscription filter of CloudWatch Logs: `awslogs`.
    CloudWatchLogs,
    /// A trigger of a CodeCommit repository: `Records[0].eventSource` is `aws:codecommit`.
    CodeCommit,
    /// A Lambda action of a pipeline: `CodePipeline.job`, which is one key.
    CodePipeline,
    /// A trigger of Cognito: `triggerSource` with `userPoolId`, or a Cognito Sync trigger.
    Cognito,
    /// A custom rule of AWS Config: `invokingEvent` with `resultToken`.
    Config,
    /// A flow of Amazon Connect: `Details.ContactData`.
    Connect,
    /// A DynamoDB stream: `Records[0].eventSource` is `aws:dynamodb`.
    ///
    /// The invocation that closes a tumbling window has no records; `eventSourceARN` tells then.
    DynamoDb,
    /// EventBridge, its scheduler, or an AWS service through it: `detail-type` with `source`.
    EventBridge,
    /// A transformation of Amazon Data Firehose: `records[0]` with `approximateArrivalTimestamp`.
    Firehose,
    /// A function URL: like [`ApiGatewayHttp`](Self::ApiGatewayHttp), at a `.lambda-url.` domain.
    FunctionUrl,
    /// AWS IoT: a button, a 1-Click device, a custom authorizer or a provisioning hook.
    Iot,
    /// Apache Kafka, managed or not: `eventSource` is `aws:kafka` or `aws:SelfManagedKafka`.
    Kafka,
    /// A Kinesis data stream: `Records[0].eventSource` is `aws:kinesis`.
    ///
    /// The invocation that closes a tumbling window has no records; `eventSourceARN` tells then.
    Kinesis,
    /// A bot of Amazon Lex: `bot` with `sessionState` (V2) or `currentIntent` (V1).
    Lex,
    /// A broker of Amazon MQ: `eventSource` is `aws:mq`, `aws:amq` or `aws:rmq`.
    Mq,
    /// A notification of a bucket: `Records[0].eventSource` is `aws:s3`, or an `s3:TestEvent`.
    S3,
    /// A job of S3 Batch Operations: `invocationSchemaVersion` with `tasks`.
    S3Batch,
    /// An S3 Object Lambda access point: `xAmzRequestId` with `userRequest`.
    S3ObjectLambda,
    /// A rotation of Secrets Manager: `Step`, `SecretId`, `ClientRequestToken`.
    SecretsManager,
    /// Mail received by Amazon SES: `Records[0].eventSource` is `aws:ses`.
    Ses,
    /// A message of a topic: `Records[0].EventSource` is `aws:sns`.
    Sns,
    /// Messages of a queue: `Records[0].eventSource` is `aws:sqs`.
    Sqs,
    /// An error that a state machine caught and passed on: `Error` with `Cause`.
    ///
    /// Any other input of a state machine is whatever its author wrote, and is
    /// [`Unrecognized`](Self::Unrecognized).
    StepFunctions,
    /// None of the others, which is what a direct invocation looks like.
    Unrecognized,
    /// A service of VPC Lattice: `requestContext.serviceNetworkArn`, or `raw_path` (version 1).
    VpcLattice,
}

impl Source {
    /// A stable lower-case identifier, for logs, configuration and command lines.
    ///
    /// # Example
    ///
    /// ```
    /// use sls_core::Source;
    ///
    /// assert_eq!(Source::ApiGatewayHttp.as_str(), "apigw_http");
    /// assert_eq!(Source::Unrecognized.as_str(), "other");
    /// ```
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Alb => "alb",
            Self::Alexa => "alexa",
            Self::AlexaSmartHome => "alexa_smart_home",
            Self::ApiGatewayAuthorizer => "apigw_authorizer",
            Self::ApiGatewayHttp => "apigw_http",
            Self::ApiGatewayRest => "apigw_rest",
            Self::ApiGatewayWebSocket => "apigw_websocket",
            Self::AppSync => "appsync",
            Self::BedrockAgent => "bedrock_agent",
            Self::CloudFormation => "cloudformation",
            Self::CloudFront => "cloudfront",
            Self::CloudWatchAlarm => "cloudwatch_alarm",
            Self::CloudWatchLogs => "cloudwatch_logs",
            Self::CodeCommit => "codecommit",
            Self::CodePipeline => "codepipeline",
            Self::Cognito => "cognito",
            Self::Config => "config",
            Self::Connect => "connect",
            Self::DynamoDb => "dynamodb",
            Self::EventBridge => "eventbridge",
            Self::Firehose => "firehose",
            Self::FunctionUrl => "function_url",
            Self::Iot => "iot",
            Self::Kafka => "kafka",
            Self::Kinesis => "kinesis",
            Self::Lex => "lex",
            Self::Mq => "mq",
            Self::S3 => "s3",
            Self::S3Batch => "s3_batch",
            Self::S3ObjectLambda => "s3_object_lambda",
            Self::SecretsManager => "secretsmanager",
            Self::Ses => "ses",
            Self::Sns => "sns",
            Self::Sqs => "sqs",
            Self::StepFunctions => "stepfunctions",
            Self::Unrecognized => "other",
            Self::VpcLattice => "vpc_lattice",
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Alb => "Application Load Balancer",
            Self::Alexa => "Alexa Skills Kit",
            Self::AlexaSmartHome => "Alexa Smart Home",
            Self::ApiGatewayAuthorizer => "API Gateway Lambda authorizer",
            Self::ApiGatewayHttp => "API Gateway HTTP API",
            Self::ApiGatewayRest => "API Gateway REST API",
            Self::ApiGatewayWebSocket => "API Gateway WebSocket API",
            Self::AppSync => "AWS AppSync",
            Self::BedrockAgent => "Amazon Bedrock agent",
            Self::CloudFormation => "AWS CloudFormation",
            Self::CloudFront => "Amazon CloudFront",
            Self::CloudWatchAlarm => "Amazon CloudWatch alarm",
            Self::CloudWatchLogs => "Amazon CloudWatch Logs",
            Self::CodeCommit => "AWS CodeCommit",
            Self::CodePipeline => "AWS CodePipeline",
            Self::Cognito => "Amazon Cognito",
            Self::Config => "AWS Config",
            Self::Connect => "Amazon Connect",
            Self::DynamoDb => "Amazon DynamoDB",
            Self::EventBridge => "Amazon EventBridge",
            Self::Firehose => "Amazon Data Firehose",
            Self::FunctionUrl => "Lambda function URL",
            Self::Iot => "AWS IoT",
            Self::Kafka => "Apache Kafka",
            Self::Kinesis => "Amazon Kinesis",
            Self::Lex => "Amazon Lex",
            Self::Mq => "Amazon MQ",
            Self::S3 => "Amazon S3",
            Self::S3Batch => "Amazon S3 Batch Operations",
            Self::S3ObjectLambda => "Amazon S3 Object Lambda",
            Self::SecretsManager => "AWS Secrets Manager",
            Self::Ses => "Amazon SES",
            Self::Sns => "Amazon SNS",
            Self::Sqs => "Amazon SQS",
            Self::StepFunctions => "AWS Step Functions",
            Self::Unrecognized => "unrecognized source",
            Self::VpcLattice => "Amazon VPC Lattice",
        })
    }
}
