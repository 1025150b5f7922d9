//! Small events written here; each has only what the documentation of its source names.

use serde_json::{Value, json};

use crate::event::Source;

/// At least one event of every source.
pub(super) fn samples() -> Vec<(Source, Value)> {
    vec![
        (
            Source::Alb,
            json!({"requestContext": {"elb": {"targetGroupArn": "arn:t"}}, "httpMethod": "GET",
                "path": "/a", "headers": {"host": "h"}, "body": "", "isBase64Encoded": false}),
        ),
        (
            Source::Alexa,
            json!({"version": "1.0", "session": {"application": {"applicationId": "a"}},
                "context": {"System": {}}, "request": {"type": "LaunchRequest"}}),
        ),
        (
            Source::Alexa,
            json!({"version": "1.0", "context": {"System": {}, "AudioPlayer": {}},
                "request": {"type": "AudioPlayer.PlaybackStarted"}}),
        ),
        (
            Source::Alexa,
            json!({"version": "1.0", "session": {"application": {"applicationId": "a"}},
                "request": {"type": "SessionEndedRequest"}}),
        ),
        (
            Source::AlexaSmartHome,
            json!({"directive": {"header": {"namespace": "Alexa.PowerController", "name": "TurnOn",
                "payloadVersion": "3"}, "endpoint": {}, "payload": {}}}),
        ),
        (
            Source::AlexaSmartHome,
            json!({"header": {"namespace": "Alexa.ConnectedHome.Control", "payloadVersion": "2"},
                "payload": {"accessToken": "t"}}),
        ),
        (
            Source::ApiGatewayAuthorizer,
            json!({"type": "TOKEN", "authorizationToken": "Bearer t", "methodArn": "arn:m"}),
        ),
        (
            Source::ApiGatewayAuthorizer,
            json!({"type": "REQUEST", "methodArn": "arn:m", "resource": "/r", "path": "/r",
                "httpMethod": "GET", "headers": {}, "requestContext": {"stage": "prod"}}),
        ),
        (
            Source::ApiGatewayAuthorizer,
            json!({"version": "2.0", "type": "REQUEST", "routeArn": "arn:r", "rawPath": "/r",
                "routeKey": "GET /r", "requestContext": {"http": {"method": "GET"}}}),
        ),
        (
            Source::ApiGatewayAuthorizer,
            json!({"type": "REQUEST", "methodArn": "arn:m", "headers": {},
                "requestContext": {"connectionId": "c", "eventType": "CONNECT"}}),
        ),
        (
            Source::ApiGatewayHttp,
            json!({"version": "2.0", "routeKey": "GET /r", "rawPath": "/r", "rawQueryString": "",
                "headers": {},
                "requestContext": {"domainName": "h1.execute-api.eu-west-1.amazonaws.com",
                "http": {"method": "GET"}}, "isBase64Encoded": false}),
        ),
        (
            Source::ApiGatewayRest,
            json!({"resource": "/{proxy+}", "path": "/r", "httpMethod": "GET", "headers": null,
                "queryStringParameters": null, "requestContext": {"stage": "prod"}, "body": null,
                "isBase64Encoded": false}),
        ),
        (
            Source::ApiGatewayRest,
            json!({"version": "1.0", "resource": "/r", "path": "/r", "httpMethod": "GET",
                "requestContext": {"stage": "$default"}, "body": null, "isBase64Encoded": false}),
        ),
        (
            Source::ApiGatewayRest,
            json!({"resource": "/r", "path": "/r", "httpMethod": "GET", "requestContext": {}}),
        ),
        (
            Source::ApiGatewayWebSocket,
            json!({"requestContext": {"connectionId": "c", "eventType": "MESSAGE"}, "body": "hi",
                "isBase64Encoded": false}),
        ),
        (
            Source::ApiGatewayWebSocket,
            json!({"resource": "/", "httpMethod": "GET", "headers": {},
                "requestContext": {"connectionId": "c", "eventType": "CONNECT"}, "body": "hi"}),
        ),
        (
            Source::AppSync,
            json!({"arguments": {}, "identity": null, "source": null, "prev": null, "stash": {},
                "info": {"fieldName": "pet", "parentTypeName": "Query"}}),
        ),
        (
            Source::AppSync,
            json!([{"arguments": {}, "info": {"fieldName": "pet", "parentTypeName": "Query"}}, {}]),
        ),
        (
            Source::AppSync,
            json!({"typeName": "Query", "fieldName": "pet", "arguments": {}, "source": {}}),
        ),
        (
            Source::AppSync,
            json!({"info": {"channel": {"path": "/default/a"}, "channelNamespace": {"name": "d"},
                "operation": "PUBLISH"}, "events": [{"id": "1", "payload": {}}]}),
        ),
        (
            Source::AppSync,
            json!({"authorizationToken": "t", "requestContext": {"queryString": "query { pet }"}}),
        ),
        (
            Source::BedrockAgent,
            json!({"messageVersion": "1.0", "actionGroup": "g", "agent": {"id": "a"},
                "httpMethod": "GET", "apiPath": "/pets"}),
        ),
        (
            Source::CloudFormation,
            json!({"RequestType": "Create", "ResponseURL": "https://s3", "StackId": "arn:s"}),
        ),
        (Source::CloudFront, json!({"Records": [{"cf": {"config": {}, "request": {"uri": "/"}}}]})),
        (
            Source::CloudWatchAlarm,
            json!({"source": "aws.cloudwatch", "alarmArn": "arn:a",
                "alarmData": {"alarmName": "cpu"}}),
        ),
        (Source::CloudWatchLogs, json!({"awslogs": {"data": "H4sI"}})),
        (
            Source::CodeCommit,
            json!({"Records": [{"codecommit": {}, "eventSource": "aws:codecommit"}]}),
        ),
        (Source::CodePipeline, json!({"CodePipeline.job": {"id": "j"}})),
        (
            Source::Cognito,
            json!({"version": "1", "triggerSource": "PreSignUp_SignUp", "userPoolId": "p",
                "request": {"userAttributes": {}}, "response": {}}),
        ),
        (
            Source::Cognito,
            json!({"version": 2, "eventType": "SyncTrigger", "identityPoolId": "p",
                "datasetName": "d", "datasetRecords": {}}),
        ),
        (Source::Config, json!({"version": "1.0", "invokingEvent": "{}", "resultToken": "t"})),
        (
            Source::Connect,
            json!({"Name": "ContactFlowEvent", "Details": {"ContactData": {}, "Parameters": {}}}),
        ),
        (
            Source::DynamoDb,
            json!({"Records": [{"eventID": "1", "eventSource": "aws:dynamodb", "dynamodb": {}}]}),
        ),
        (
            Source::DynamoDb,
            json!({"Records": [], "window": {}, "isFinalInvokeForWindow": true,
                "eventSourceARN": "arn:aws:dynamodb:eu-west-1:111122223333:table/t/stream/s"}),
        ),
        (
            Source::EventBridge,
            json!({"version": "0", "detail-type": "OrderPlaced", "source": "shop", "detail": {}}),
        ),
        (
            Source::Firehose,
            json!({"invocationId": "i", "deliveryStreamArn": "arn:d",
                "records": [{"recordId": "1", "approximateArrivalTimestamp": 1, "data": ""}]}),
        ),
        (
            Source::FunctionUrl,
            json!({"version": "2.0", "rawPath": "/", "rawQueryString": "", "headers": {},
                "requestContext": {"domainName": "u1.lambda-url.eu-west-1.on.aws",
                "http": {"method": "GET"}}}),
        ),
        (Source::Iot, json!({"serialNumber": "G0", "clickType": "SINGLE"})),
        (Source::Iot, json!({"deviceEvent": {"buttonClicked": {}}, "deviceInfo": {}})),
        (Source::Iot, json!({"token": "t", "protocols": ["mqtt"], "protocolData": {}})),
        (Source::Iot, json!({"claimCertificateId": "c", "templateArn": "arn:t"})),
        (
            Source::Kafka,
            json!({"eventSource": "aws:kafka", "records": {"clicks-0": [{"offset": 1}]}}),
        ),
        (
            Source::Kafka,
            json!({"eventSource": "aws:SelfManagedKafka", "records": {"clicks-0": []}}),
        ),
        (
            Source::Kinesis,
            json!({"Records": [{"kinesis": {"data": "AA=="}, "eventSource": "aws:kinesis"}]}),
        ),
        (
            Source::Kinesis,
            json!({"Records": [], "window": {}, "isFinalInvokeForWindow": true,
                "eventSourceARN": "arn:aws-cn:kinesis:cn-north-1:111122223333:stream/s"}),
        ),
        (Source::Lex, json!({"bot": {"name": "b"}, "currentIntent": {"name": "Order"}})),
        (Source::Lex, json!({"bot": {"name": "b"}, "sessionState": {"intent": {}}})),
        (Source::Mq, json!({"eventSource": "aws:mq", "messages": [{"data": ""}]})),
        (Source::Mq, json!({"eventSource": "aws:rmq", "rmqMessagesByQueue": {}})),
        (
            Source::S3,
            json!({"Records": [{"eventSource": "aws:s3", "s3": {"bucket": {"name": "b"}}}]}),
        ),
        (Source::S3, json!({"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "b"})),
        (
            Source::S3Batch,
            json!({"invocationSchemaVersion": "1.0", "invocationId": "i", "job": {}, "tasks": []}),
        ),
        (
            Source::S3ObjectLambda,
            json!({"xAmzRequestId": "r", "getObjectContext": {}, "userRequest": {"url": "u"}}),
        ),
        (
            Source::SecretsManager,
            json!({"Step": "createSecret", "SecretId": "arn:s", "ClientRequestToken": "t"}),
        ),
        (Source::Ses, json!({"Records": [{"eventSource": "aws:ses", "ses": {}}]})),
        (
            Source::Sns,
            json!({"Records": [{"EventSource": "aws:sns", "EventVersion": "1.0",
                "Sns": {"Message": "{\"eventSource\": \"aws:sqs\"}"}}]}),
        ),
        (Source::Sqs, json!({"Records": [{"body": "hi", "eventSource": "aws:sqs"}]})),
        (Source::StepFunctions, json!({"Error": "States.Timeout", "Cause": "too slow"})),
        (Source::Unrecognized, json!({"name": "Ada"})),
        (
            Source::VpcLattice,
            json!({"version": "2.0", "path": "/", "method": "GET", "headers": {}, "requestContext":
                {"serviceNetworkArn": "arn:n", "serviceArn": "arn:s", "targetGroupArn": "arn:t"}}),
        ),
        (
            Source::VpcLattice,
            json!({"raw_path": "/", "method": "GET", "headers": {}, "body": "hi"}),
        ),
    ]
}
