//! Whole batches of what a record can be, with and without the state of a window.

use sls_core::event::sns::Sns;
use sls_core::event::{dynamodb, kafka, kinesis, sqs};
use sls_core::reply::Outcomes;
use sls_core::{Batch, Context, Error, Item, Json, State, Text, handler, handlers};

#[derive(Default, serde::Deserialize, serde::Serialize)]
struct Sales {
    cents: u64,
}

#[handler(kinesis = "clicks", sqs = "clicks", kafka = "clicks", dynamodb = "clicks")]
async fn of_json(batch: Batch<Json<u64>>) -> Outcomes {
    let mut outcomes = Outcomes::new();
    for item in &batch {
        outcomes.record(Item::id(item), Ok::<_, Error>(()));
    }
    outcomes
}

#[handler(sqs = "orders")]
async fn of_messages(batch: Batch<sqs::Message>) -> Result<(), Error> {
    assert!(batch.iter().all(|message| message.receive_count() < 5));
    Ok(())
}

#[handler(kafka = "orders")]
async fn of_records(State(_count): State<u64>, _batch: Batch<kafka::Record>, _: Context) {}

#[handler(kinesis = "orders")]
async fn of_envelopes(_batch: Batch<Sns<Json<u64>>>) -> Result<Outcomes, Error> {
    Ok(Outcomes::new())
}

#[handler(kinesis(stream = "sales", tumbling_window = "1m"))]
async fn of_a_window(
    mut window: kinesis::Window<Sales>,
    prices: Batch<Json<u64>>,
) -> Result<kinesis::Window<Sales>, Error> {
    window.state.cents += prices.iter().map(|price| price.0).sum::<u64>();
    Ok(window)
}

#[handler(dynamodb(table = "sales", tumbling_window = 60))]
async fn of_a_table(
    window: dynamodb::Window<Sales>,
    batch: Batch<dynamodb::Record>,
) -> Result<Outcomes, Error> {
    let mut outcomes = Outcomes::new();
    for item in batch {
        outcomes.fail(item.id(), Error::msg("no"));
    }
    outcomes.with_state(&window.state)
}

#[handler(kinesis = "audits")]
async fn of_a_window_or_none(_window: Option<kinesis::Window<Sales>>, _text: Text) {}

fn main() {
    let _ = handlers![
        of_json,
        of_messages,
        of_records,
        of_envelopes,
        of_a_window,
        of_a_table,
        of_a_window_or_none,
    ];
}
