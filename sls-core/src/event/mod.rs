//! What services send: one module per source.
//!
//! A new source is a module, with what its events are told by, and its line in the list below.
//! Nothing in here does any input or output.

pub mod alarm;
pub mod alexa;
mod alike;
pub mod authorizer;
#[cfg(feature = "gzip")]
pub mod cloudwatch_logs;
pub mod cognito;
mod cow;
pub mod custom_resource;
mod detect;
pub mod dynamodb;
pub mod eventbridge;
pub mod firehose;
pub(crate) mod http;
pub mod iot;
pub mod kafka;
pub mod kinesis;
mod mapping;
mod part;
mod recognised;
pub mod s3;
pub mod schedule;
mod scratch;
pub mod ses;
mod shared;
pub mod sns;
mod source;
pub mod sqs;
mod window;

pub(crate) use self::detect::sniff;
pub use self::detect::{DetectError, detect};
pub(crate) use self::detect::{Mark, Service, Sign};
pub use self::mapping::{QueueSettings, StreamSettings};
pub(crate) use self::shared::share_bytes;

source::sources! {
    /// An Application Load Balancer: `requestContext.elb`.
    Alb => http::ALB,
    /// An Alexa skill: `request` with `context.System` or `session.application`.
    Alexa => alexa::SERVICE,
    /// An Alexa smart home skill: `directive.header`, or `header` with `namespace` and `payload`.
    AlexaSmartHome => recognised::ALEXA_SMART_HOME,
    /// API Gateway asking a Lambda authorizer: `type` with `methodArn` or `routeArn`, no body.
    ApiGatewayAuthorizer => authorizer::SERVICE,
    /// An HTTP API of API Gateway, payload format 2.0: `rawPath`, `requestContext`.
    ApiGatewayHttp => http::HTTP_API,
    /// A REST API, or an HTTP API with payload format 1.0: `resource`, `httpMethod`.
    ///
    /// The two send the same shape and read replies a little differently; `"version": "1.0"` at
    /// the top of the event marks the HTTP API.
    ApiGatewayRest => http::REST_API,
    /// A WebSocket API of API Gateway: `requestContext.connectionId`.
    ApiGatewayWebSocket => http::WEBSOCKET_API,
    /// An AppSync resolver, channel handler or authorizer: `info`, or `typeName` and `fieldName`.
    ///
    /// A batch resolver sends a list of such objects. The authorizer is told from the one of API
    /// Gateway by `requestContext.queryString`.
    AppSync => recognised::APPSYNC,
    /// An action group of an Amazon Bedrock agent: `actionGroup` with `agent`.
    BedrockAgent => recognised::BEDROCK_AGENT,
    /// A custom resource of CloudFormation: `RequestType`, `ResponseURL`, `StackId`.
    CloudFormation => custom_resource::SERVICE,
    /// CloudFront, running the function at the edge: `Records[0].cf`.
    CloudFront => recognised::CLOUDFRONT,
    /// A CloudWatch alarm with a Lambda action: `alarmArn` with `alarmData`.
    CloudWatchAlarm => alarm::SERVICE,
    /// A subscription filter of CloudWatch Logs: `awslogs`.
    CloudWatchLogs => recognised::CLOUDWATCH_LOGS,
    /// A trigger of a CodeCommit repository: `Records[0].eventSource` is `aws:codecommit`.
    CodeCommit => recognised::CODECOMMIT,
    /// A Lambda action of a pipeline: `CodePipeline.job`, which is one key.
    CodePipeline => recognised::CODEPIPELINE,
    /// A trigger of Cognito: `triggerSource` with `userPoolId`, or a Cognito Sync trigger.
    Cognito => cognito::SERVICE,
    /// A custom rule of AWS Config: `invokingEvent` with `resultToken`.
    Config => recognised::CONFIG,
    /// A flow of Amazon Connect: `Details.ContactData`.
    Connect => recognised::CONNECT,
    /// A DynamoDB stream: `Records[0].eventSource` is `aws:dynamodb`.
    ///
    /// The invocation that closes a tumbling window has no records; `eventSourceARN` tells then.
    DynamoDb => dynamodb::SERVICE,
    /// EventBridge, its scheduler, or an AWS service through it: `detail-type` with `source`.
    EventBridge => eventbridge::SERVICE,
    /// A transformation of Amazon Data Firehose: `records[0]` with `approximateArrivalTimestamp`.
    Firehose => firehose::SERVICE,
    /// A function URL: like [`ApiGatewayHttp`](Self::ApiGatewayHttp), at a `.lambda-url.` domain.
    FunctionUrl => http::FUNCTION_URL,
    /// AWS IoT: a button, a 1-Click device, a custom authorizer or a provisioning hook.
    Iot => iot::SERVICE,
    /// Apache Kafka, managed or not: `eventSource` is `aws:kafka` or ends in `SelfManagedKafka`.
    Kafka => kafka::SERVICE,
    /// A Kinesis data stream: `Records[0].eventSource` is `aws:kinesis`.
    ///
    /// The invocation that closes a tumbling window has no records; `eventSourceARN` tells then.
    Kinesis => kinesis::SERVICE,
    /// A bot of Amazon Lex: `bot` with `sessionState` (V2) or `currentIntent` (V1).
    Lex => recognised::LEX,
    /// A broker of Amazon MQ: `eventSource` is `aws:mq`, `aws:amq` or `aws:rmq`.
    Mq => recognised::MQ,
    /// A notification of a bucket: `Records[0].eventSource` is `aws:s3`, or an `s3:TestEvent`.
    S3 => s3::SERVICE,
    /// A job of S3 Batch Operations: `invocationSchemaVersion` with `tasks`.
    S3Batch => recognised::S3_BATCH,
    /// An S3 Object Lambda access point: `xAmzRequestId` with `userRequest`.
    S3ObjectLambda => recognised::S3_OBJECT_LAMBDA,
    /// A rotation of Secrets Manager: `Step`, `SecretId`, `ClientRequestToken`.
    SecretsManager => recognised::SECRETS_MANAGER,
    /// Mail received by Amazon SES: `Records[0].eventSource` is `aws:ses`.
    Ses => ses::SERVICE,
    /// A message of a topic: `Records[0].EventSource` is `aws:sns`.
    Sns => sns::SERVICE,
    /// Messages of a queue: `Records[0].eventSource` is `aws:sqs`.
    Sqs => sqs::SERVICE,
    /// An error that a state machine caught and passed on: `Error` with `Cause`.
    ///
    /// Any other input of a state machine is whatever its author wrote, and is
    /// [`Unrecognized`](Self::Unrecognized).
    StepFunctions => recognised::STEP_FUNCTIONS,
    /// None of the others, which is what a direct invocation looks like.
    Unrecognized => recognised::UNRECOGNIZED,
    /// A service of VPC Lattice: `requestContext.serviceNetworkArn`, or `raw_path` (version 1).
    VpcLattice => http::VPC_LATTICE,
}
