//! Counts what a Kinesis batch allocates per record, and fails if it is more than it may be.
//!
//! The first record of a batch pays for the invocation, so that the figures are those of the
//! records behind it: what `n` records allocate more than one does, divided by `n - 1`.

use std::{
    pin::pin,
    process::ExitCode,
    task::{Context, Poll, Waker},
};

use allocation_counter::measure;
use anyhow::{Context as _, ensure};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::json;
use sls_core::{
    App, AppService, Context as Invoked, Error, Handler, Invocation, Json, event::kinesis::Stream,
};
use tower::Service as _;
use work::Click;

const SIZES: [usize; 3] = [10, 1_000, 10_000];

/// The future of the handler.
const MOST: f64 = 1.0;

async fn click(Json(click): Json<Click>) -> Result<(), Error> {
    Ok(work::accept(&click)?)
}

fn main() -> anyhow::Result<ExitCode> {
    let mut app = App::new()
        .handler(Handler::new("click").on(Stream::new("clicks"), click))
        .into_service()?;
    // What is made once does not belong to the first batch.
    handle(&mut app, 1)?;
    let (one, types_of_one) = (handle(&mut app, 1)?, types(1)?);
    let mut code = ExitCode::SUCCESS;
    println!("| Kinesis records | allocations per record | of the user's type | beyond it, ≤ 1 |");
    println!("|--:|--:|--:|--:|");
    for count in SIZES {
        let each = |all: u64, first: u64| (all - first) as f64 / (count - 1) as f64;
        let all = each(handle(&mut app, count)?, one);
        let types = each(types(count)?, types_of_one);
        println!("| {count} | {all:.3} | {types:.3} | {:.3} |", all - types);
        // A batch as a whole may need a few, such as for a list that grows.
        if ((all - types) * (count - 1) as f64).round() > MOST * (count - 1) as f64 + 16.0 {
            code = ExitCode::FAILURE;
        }
    }
    Ok(code)
}

/// The allocations of one invocation with so many records.
fn handle(app: &mut AppService, count: usize) -> anyhow::Result<u64> {
    let records: Vec<_> = (0..count).map(record).collect();
    let invocation = Invocation::new(
        json!({ "Records": records }).to_string(),
        Invoked::builder("8476a536-e9f4-11e8-9739-2dfe598c3fcd").build(),
    );
    let mut reply = None;
    let measured = measure(|| reply = Some(ready(app.call(invocation))));
    let reply = ready(reply.flatten().context("the handler waits for something")??.collect());
    let reply = reply.context("the reply waits for something")?;
    ensure!(reply.bytes == r#"{"batchItemFailures":[]}"#, "it answered {:?}", reply.bytes);
    Ok(measured.count_total)
}

/// The allocations of as many values of the user's type.
fn types(count: usize) -> anyhow::Result<u64> {
    let all: Vec<_> = (0..count).map(data).collect();
    let mut decoded = Ok(());
    let measured = measure(|| {
        decoded = all.iter().try_for_each(|data| serde_json::from_str::<Click>(data).map(drop));
    });
    decoded?;
    Ok(measured.count_total)
}

fn record(index: usize) -> serde_json::Value {
    let sequence_number = format!("495903382714902566085596925383615710959215759891365{index:05}");
    json!({
        "kinesis": {
            "kinesisSchemaVersion": "1.0",
            "partitionKey": format!("user-{index}"),
            "sequenceNumber": sequence_number,
            "data": BASE64_STANDARD.encode(data(index)),
            "approximateArrivalTimestamp": 1_772_359_200.123,
        },
        "eventSource": "aws:kinesis",
        "eventVersion": "1.0",
        "eventID": format!("shardId-000000000006:{sequence_number}"),
        "eventName": "aws:kinesis:record",
        "invokeIdentityArn": "arn:aws:iam::111122223333:role/fn-role",
        "awsRegion": "eu-west-1",
        "eventSourceARN": "arn:aws:kinesis:eu-west-1:111122223333:stream/clicks",
    })
}

fn data(index: usize) -> String {
    json!({
        "user": format!("user-{index}"),
        "page": "/shop",
        "referrer": "https://search.example/results",
        "agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
        "at": 1_772_359_200_123_u64,
        "price_cents": 1999,
    })
    .to_string()
}

/// What a future comes to that need not wait.
fn ready<F: Future>(future: F) -> Option<F::Output> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => Some(output),
        Poll::Pending => None,
    }
}
