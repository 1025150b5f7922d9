//! Records of a Kafka topic: keys, headers, tombstones, and which of them come again.
//!
//! Run it with `cargo sls dev kafka`, then
//! `cargo sls invoke --event 'kafka --topic prices --key tea --value "{\"cents\":250}"'`.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde::Deserialize;
use sls_core::event::kafka::Record;
use sls_core::{App, Error, Json, State, handler, handlers};

#[derive(Deserialize)]
struct Price {
    cents: u32,
}

/// The prices by their articles, in the memory of one execution environment.
#[derive(Default)]
struct Prices(Mutex<BTreeMap<String, u32>>);

impl Prices {
    fn change(&self, article: String, price: Option<u32>) {
        let mut prices = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match price {
            Some(cents) => prices.insert(article, cents),
            None => prices.remove(&article),
        };
    }
}

/// The partitions of a batch are handled at the same time; in each, one record after another.
///
/// The mapping has to have `ReportBatchItemFailures` among its `FunctionResponseTypes`.
#[handler(kafka(topic = "prices", batch_size = 500, concurrency = 4))]
async fn store(
    State(prices): State<Prices>,
    record: Record,
    price: Option<Json<Price>>,
) -> Result<(), Error> {
    let key = record.key().ok_or_else(|| Error::msg("the record has no key"))?;
    let article = String::from_utf8(key.to_vec())?;
    if record.header("version").is_some_and(|version| version != "1") {
        return Err(Error::msg("only version 1 is known").with_type("UnknownVersion"));
    }
    // A tombstone, which has no value, takes the article away.
    prices.change(article, price.map(|Json(price)| price.cents));
    Ok(())
}

fn app() -> App {
    App::new().state(Prices::default()).handlers(handlers![store])
}

fn main() -> sls_core::Result<()> {
    app().run()
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use sls_test::Cloud;
    use sls_test::event::KafkaRecord;

    use super::*;

    fn price(partition: u32, offset: u64, article: &str, cents: u32) -> KafkaRecord {
        KafkaRecord::json(&json!({"cents": cents}))
            .key(article.to_owned())
            .partition(partition)
            .offset(offset)
    }

    #[tokio::test]
    async fn prices_are_set_and_taken_away() {
        let cloud = Cloud::new(app()).await;
        let gone = KafkaRecord::tombstone("tea").partition(0).offset(2);
        let records = [price(0, 0, "tea", 250), price(0, 1, "milk", 90), gone];
        cloud.kafka("prices").send_records(records).await.assert_ok();
    }

    #[tokio::test]
    async fn a_failure_holds_up_its_partition_and_no_other() {
        let cloud = Cloud::new(app()).await;
        let unknown = price(0, 8, "tea", 260).header("version", "2");
        let records =
            [price(0, 7, "tea", 250), unknown, price(0, 9, "tea", 270), price(1, 3, "milk", 90)];
        let delivery = cloud.kafka("prices").send_records(records).await;

        let failure =
            |offset: u32| json!({"itemIdentifier": {"partition": "prices-0", "offset": offset}});
        let expected = json!({"batchItemFailures": [failure(8), failure(9)]});
        assert_eq!(delivery.reply_json(), expected);
    }

    #[tokio::test]
    async fn a_batch_of_which_nothing_succeeds_fails_the_invocation() {
        let cloud = Cloud::new(app()).await;
        let delivery = cloud.kafka("prices").send(&json!({"cents": 250})).await;
        assert_eq!(delivery.assert_failed().message(), "the record has no key");
    }
}
