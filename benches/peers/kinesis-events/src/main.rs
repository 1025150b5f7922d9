//! A Kinesis batch on `lambda_runtime` and `aws_lambda_events`, every record decoded into a type.

use aws_lambda_events::event::{kinesis::KinesisEvent, streams::KinesisEventResponse};
use lambda_runtime::{Error, LambdaEvent, service_fn};
use work::Click;

/// Stops at the first record that fails, because Kinesis starts again from there.
async fn clicks(event: LambdaEvent<KinesisEvent>) -> Result<KinesisEventResponse, Error> {
    let mut response = KinesisEventResponse::default();
    for record in event.payload.records {
        if click(&record.kinesis.data).is_err() {
            response.add_failure(record.kinesis.sequence_number);
            break;
        }
    }
    Ok(response)
}

fn click(data: &[u8]) -> Result<(), Error> {
    let click: Click = serde_json::from_slice(data)?;
    Ok(work::accept(&click)?)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    lambda_runtime::run(service_fn(clicks)).await
}
