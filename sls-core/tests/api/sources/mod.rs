//! One module per source: its events, its arguments and its replies.

mod alarm;
mod alexa;
mod authorizer;
mod batches;
#[cfg(feature = "gzip")]
mod cloudwatch_logs;
mod cognito;
mod custom_resource;
mod damaged;
mod dynamodb;
mod eventbridge;
mod firehose;
mod iot;
mod kafka;
mod kinesis;
mod schedule;
mod ses;
mod sqs;

/// Runs a property's future, which proptest cannot.
fn wait<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}
