//! Which keys tell something about the sender, and where they stand.

use super::verdict::Mark;
use crate::event::Source;

/// What to do with the value of a key.
#[derive(Clone, Copy)]
pub(super) enum Step {
    /// Look at the first element of the list; the mark is for a list that has none.
    First(Keys, Option<Mark>),
    /// Headers follow: many bytes that tell nothing.
    Headers,
    /// The key alone is the mark, whatever its value.
    Key(Mark),
    /// The key is a mark unless its value is null.
    Note(Mark),
    /// Look at the keys of the object; being an object is the mark.
    Object(Keys, Option<Mark>),
    /// The text may name the sender.
    Sender(fn(&str) -> Option<Source>),
    /// Whoever has this key, and not null, is the sender.
    Settle(Source),
    /// Tells nothing.
    Skip,
    /// The text may be a mark.
    Text(fn(&str) -> Option<Mark>),
}

/// What the keys of one object mean.
pub(super) type Keys = fn(&[u8]) -> Step;

/// The event itself.
pub(super) fn event(key: &[u8]) -> Step {
    match key {
        b"Records" => Step::First(record, Some(Mark::NoRecords)),
        b"eventSource" => Step::Sender(poller),
        b"eventSourceARN" => Step::Text(stream),
        b"records" => Step::First(transformed_record, None),
        b"deliveryStreamArn" => Step::Note(Mark::DeliveryStreamArn),
        b"invocationId" => Step::Note(Mark::InvocationId),
        b"Event" => Step::Sender(test_event),

        b"requestContext" => Step::Object(request_context, Some(Mark::RequestContext)),
        b"body" | b"isBase64Encoded" => Step::Key(Mark::Body),
        b"httpMethod" => Step::Note(Mark::HttpMethod),
        b"resource" => Step::Note(Mark::Resource),
        b"headers" | b"multiValueHeaders" => Step::Headers,
        b"rawPath" => Step::Note(Mark::RawPath),
        b"rawQueryString" => Step::Note(Mark::RawQueryString),
        b"raw_path" => Step::Note(Mark::LatticePath),
        b"method" => Step::Note(Mark::LatticeMethod),
        b"type" => Step::Note(Mark::Type),
        b"methodArn" => Step::Note(Mark::MethodArn),
        b"routeArn" => Step::Note(Mark::RouteArn),
        b"authorizationToken" => Step::Note(Mark::AuthorizationToken),

        b"detail-type" => Step::Note(Mark::DetailType),
        b"source" => Step::Note(Mark::Source),
        b"alarmArn" => Step::Note(Mark::AlarmArn),
        b"alarmData" => Step::Note(Mark::AlarmData),
        b"awslogs" => Step::Settle(Source::CloudWatchLogs),
        b"CodePipeline.job" => Step::Settle(Source::CodePipeline),
        b"RequestType" => Step::Note(Mark::RequestType),
        b"ResponseURL" => Step::Note(Mark::ResponseUrl),
        b"StackId" => Step::Note(Mark::StackId),
        b"triggerSource" => Step::Note(Mark::TriggerSource),
        b"userPoolId" => Step::Note(Mark::UserPoolId),
        b"identityPoolId" => Step::Note(Mark::IdentityPoolId),
        b"datasetName" => Step::Note(Mark::DatasetName),
        b"invokingEvent" => Step::Note(Mark::InvokingEvent),
        b"resultToken" => Step::Note(Mark::ResultToken),
        b"Details" => Step::Object(details, None),
        b"invocationSchemaVersion" => Step::Note(Mark::InvocationSchemaVersion),
        b"tasks" => Step::Note(Mark::Tasks),
        b"xAmzRequestId" => Step::Note(Mark::AmzRequestId),
        b"userRequest" => Step::Note(Mark::UserRequest),
        b"Step" => Step::Note(Mark::RotationStep),
        b"SecretId" => Step::Note(Mark::SecretId),
        b"ClientRequestToken" => Step::Note(Mark::ClientRequestToken),
        b"Error" => Step::Note(Mark::CaughtError),
        b"Cause" => Step::Note(Mark::Cause),

        b"bot" => Step::Note(Mark::Bot),
        b"currentIntent" => Step::Note(Mark::CurrentIntent),
        b"sessionState" => Step::Note(Mark::SessionState),
        b"actionGroup" => Step::Note(Mark::ActionGroup),
        b"agent" => Step::Note(Mark::Agent),
        b"request" => Step::Note(Mark::Request),
        b"context" => Step::Object(alexa_context, None),
        b"session" => Step::Object(alexa_session, None),
        b"directive" => Step::Object(directive, None),
        b"header" => Step::Object(directive_header, None),
        b"payload" => Step::Note(Mark::DirectivePayload),

        b"deviceEvent" => Step::Note(Mark::DeviceEvent),
        b"deviceInfo" => Step::Note(Mark::DeviceInfo),
        b"serialNumber" => Step::Note(Mark::SerialNumber),
        b"clickType" => Step::Note(Mark::ClickType),
        b"protocols" => Step::Note(Mark::Protocols),
        b"protocolData" => Step::Note(Mark::ProtocolData),
        b"claimCertificateId" => Step::Note(Mark::ClaimCertificateId),
        b"templateArn" => Step::Note(Mark::TemplateArn),

        _ => resolver(key),
    }
}

/// What AppSync hands to a resolver: the event, or each element of a batch.
pub(super) fn resolver(key: &[u8]) -> Step {
    match key {
        b"arguments" => Step::Note(Mark::Arguments),
        b"info" => Step::Object(resolver_info, None),
        b"typeName" => Step::Note(Mark::TypeName),
        b"fieldName" => Step::Note(Mark::FieldName),
        _ => Step::Skip,
    }
}

fn resolver_info(key: &[u8]) -> Step {
    match key {
        b"channelNamespace" => Step::Note(Mark::InfoChannelNamespace),
        b"fieldName" => Step::Note(Mark::InfoFieldName),
        b"parentTypeName" => Step::Note(Mark::InfoParentTypeName),
        _ => Step::Skip,
    }
}

fn request_context(key: &[u8]) -> Step {
    match key {
        b"connectionId" => Step::Note(Mark::ConnectionId),
        b"domainName" => Step::Text(function_url_domain),
        b"elb" => Step::Settle(Source::Alb),
        b"queryString" => Step::Note(Mark::GraphQuery),
        b"serviceArn" | b"serviceNetworkArn" => Step::Settle(Source::VpcLattice),
        _ => Step::Skip,
    }
}

/// An element of `Records`. Amazon SNS spells the name of its key in its own way.
fn record(key: &[u8]) -> Step {
    match key {
        b"EventSource" | b"eventSource" => Step::Sender(record_sender),
        b"cf" => Step::Settle(Source::CloudFront),
        _ => Step::Skip,
    }
}

/// An element of `records`, which Kinesis Data Analytics sends too, without the time.
fn transformed_record(key: &[u8]) -> Step {
    match key {
        b"approximateArrivalTimestamp" => Step::Note(Mark::ArrivalTimestamp),
        b"recordId" => Step::Note(Mark::RecordId),
        _ => Step::Skip,
    }
}

fn details(key: &[u8]) -> Step {
    match key {
        b"ContactData" => Step::Settle(Source::Connect),
        _ => Step::Skip,
    }
}

fn alexa_context(key: &[u8]) -> Step {
    match key {
        b"System" => Step::Note(Mark::AlexaApplication),
        _ => Step::Skip,
    }
}

/// Requests of old skills have no `context`, and those of an audio player no `session`.
fn alexa_session(key: &[u8]) -> Step {
    match key {
        b"application" => Step::Note(Mark::AlexaApplication),
        _ => Step::Skip,
    }
}

fn directive(key: &[u8]) -> Step {
    match key {
        b"header" => Step::Object(directive_header, None),
        b"payload" => Step::Note(Mark::DirectivePayload),
        _ => Step::Skip,
    }
}

fn directive_header(key: &[u8]) -> Step {
    match key {
        b"namespace" => Step::Note(Mark::DirectiveNamespace),
        b"payloadVersion" => Step::Note(Mark::DirectiveVersion),
        _ => Step::Skip,
    }
}

fn record_sender(name: &str) -> Option<Source> {
    match name {
        "aws:codecommit" => Some(Source::CodeCommit),
        "aws:dynamodb" => Some(Source::DynamoDb),
        "aws:kinesis" => Some(Source::Kinesis),
        "aws:s3" => Some(Source::S3),
        "aws:ses" => Some(Source::Ses),
        "aws:sns" => Some(Source::Sns),
        "aws:sqs" => Some(Source::Sqs),
        _ => None,
    }
}

/// Pollers that group their messages by topic or queue name the sender at the top.
fn poller(name: &str) -> Option<Source> {
    match name {
        "aws:SelfManagedKafka" | "aws:kafka" => Some(Source::Kafka),
        "aws:amq" | "aws:mq" | "aws:rmq" => Some(Source::Mq),
        _ => None,
    }
}

fn test_event(name: &str) -> Option<Source> {
    (name == "s3:TestEvent").then_some(Source::S3)
}

/// The third part of an ARN is the service.
fn stream(arn: &str) -> Option<Mark> {
    match arn.split(':').nth(2)? {
        "dynamodb" => Some(Mark::DynamoDbStream),
        "kinesis" => Some(Mark::KinesisStream),
        _ => None,
    }
}

/// `<url id>.lambda-url.<region>.on.aws`
fn function_url_domain(name: &str) -> Option<Mark> {
    (name.split('.').nth(1)? == "lambda-url").then_some(Mark::FunctionUrlDomain)
}
