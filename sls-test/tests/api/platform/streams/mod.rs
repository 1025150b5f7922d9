//! Event source mappings of Kinesis and DynamoDB streams.

mod batches;
mod failures;
mod filters;
mod lanes;
mod resharding;
mod tables;
mod windows;

use std::time::{Duration, SystemTime};

use sls_test::Cloud;
use sls_test::cloud::{DataStream, MappedStream};
use sls_test::event::KinesisRecord;
use sls_test::platform::{Function, KinesisStream, Script, StreamMapping};

/// The first shard of a stream.
const SHARD: &str = "shardId-000000000000";

/// A stream of one shard, and a function that reads it.
struct Setup {
    cloud: Cloud,
    stream: DataStream,
    mapping: MappedStream,
    function: sls_test::cloud::DeployedFunction,
}

impl Setup {
    fn new(script: Script, settings: StreamMapping) -> Self {
        let cloud = Cloud::empty();
        let function = cloud.add_function(Function::new("reader"), script);
        let stream = cloud.create_stream(KinesisStream::new("clicks"));
        let mapping = stream.map_to(&function, settings);
        Self { cloud, stream, mapping, function }
    }

    /// Puts records with the sequence numbers `numbers`, all with one key.
    fn put(&self, numbers: impl IntoIterator<Item = u32>) {
        for number in numbers {
            self.put_key("key", number);
        }
    }

    fn put_key(&self, key: &str, number: u32) {
        let data = format!(r#"{{"n":{number}}}"#);
        self.stream.put(KinesisRecord::new(key, data).sequence_number(number.to_string()));
    }

    async fn run(&self) -> Vec<Vec<String>> {
        self.cloud.run_until_idle().await;
        self.delivered()
    }

    /// The sequence numbers of each delivery.
    fn delivered(&self) -> Vec<Vec<String>> {
        self.mapping.deliveries().into_iter().map(|one| one.sequence_numbers).collect()
    }

    fn checkpoint(&self) -> Option<String> {
        self.mapping.checkpoint(SHARD)
    }

    /// When each delivery began, in seconds after `since`.
    fn seconds_since(&self, since: SystemTime) -> Vec<u64> {
        let deliveries = self.mapping.deliveries();
        let seconds = |at: SystemTime| at.duration_since(since).unwrap_or(Duration::MAX).as_secs();
        deliveries.into_iter().map(|one| seconds(one.at)).collect()
    }
}

/// Fails every batch that has this record.
fn poisoned_by(number: u32) -> Script {
    use sls_test::platform::{Call, Outcome};
    let number = number.to_string();
    Script::by(move |call: &Call| match contains(call, &number) {
        true => Outcome::error("Poison", "boom"),
        false => Outcome::ok(),
    })
}

fn contains(call: &sls_test::platform::Call, number: &str) -> bool {
    let event = call.json();
    let records = event["Records"].as_array().cloned().unwrap_or_default();
    records.iter().any(|record| record["kinesis"]["sequenceNumber"] == number)
}
