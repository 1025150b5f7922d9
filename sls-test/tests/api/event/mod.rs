//! The events that builders make, against their documented shapes and decoders.

#![expect(clippy::unwrap_used, reason = "helpers of tests are tests: they may fail")]

mod alarm;
mod alexa;
mod authorizer;
mod cloudwatch_logs;
mod cognito;
mod corpus;
mod custom_resource;
mod dynamodb;
mod eventbridge;
mod firehose;
mod form;
mod iot;
mod kafka;
mod kinesis;
mod once;
mod origin;
mod overrides;
mod peer;
mod s3;
mod ses;
mod sns;
mod sqs;
mod step_functions;
