//! Records are transformed on their way through a delivery stream.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sls_core::event::firehose::{DeliveryStream, Record, Transformed};
use sls_core::{Error, Handler, Json, Text};

use super::wait;
use crate::support::cloud;

const ARN: &str = "arn:aws:firehose:eu-west-1:111122223333:deliverystream/clicks";

fn base64(text: &str) -> String {
    base64_simd::STANDARD.encode_to_string(text)
}

fn batch(data: &[String]) -> Value {
    let records = data.iter().enumerate().map(|(position, data)| {
        json!({"recordId": format!("r-{position}"), "data": data,
            "approximateArrivalTimestamp": 1_772_359_200_302_u64})
    });
    json!({"invocationId": "inv-1", "deliveryStreamArn": ARN, "region": "eu-west-1",
        "records": records.collect::<Vec<_>>()})
}

#[tokio::test]
async fn every_record_comes_back_with_what_became_of_it() {
    #[derive(Deserialize, Serialize)]
    struct Click {
        page: String,
        customer: Option<String>,
    }
    async fn click(Json(click): Json<Click>) -> Result<Transformed, Error> {
        match &*click.page {
            "/health" => Ok(Transformed::dropped()),
            "/error" => Err(Error::msg("no such page")),
            "/panic" => panic!("no such page"),
            "/odd" => Ok(Transformed::failed()),
            _ => {
                let customer = click.customer.clone().map(|customer| ("customer", customer));
                Ok(Transformed::json(&click)?.newline().partition_keys(customer))
            }
        }
    }

    let cloud = cloud([Handler::new("click").on(DeliveryStream::new("clicks"), click)]).await;
    let page = |page: &str| base64(&json!({"page": page}).to_string());
    let with_customer = base64(r#"{"page":"/","customer":"7"}"#);
    let (no_json, no_base64) = (base64("{"), "?".to_owned());
    let data = [
        page("/"),
        page("/health"),
        page("/error"),
        page("/panic"),
        page("/odd"),
        no_json,
        no_base64,
    ];
    let mut sent = data.to_vec();
    sent.push(with_customer.clone());
    let reply = cloud.invoke(&batch(&sent)).await.json::<Value>();
    let failed = |position: usize| {
        json!({"recordId": format!("r-{position}"), "result": "ProcessingFailed",
            "data": data[position]})
    };
    let expected = json!({"records": [
        {"recordId": "r-0", "result": "Ok", "data": base64("{\"page\":\"/\",\"customer\":null}\n")},
        {"recordId": "r-1", "result": "Dropped"},
        failed(2), failed(3), failed(4), failed(5), failed(6),
        {"recordId": "r-7", "result": "Ok", "data": base64("{\"page\":\"/\",\"customer\":\"7\"}\n"),
         "metadata": {"partitionKeys": {"customer": "7"}}},
    ]});
    assert_eq!(reply, expected);
}

#[tokio::test]
async fn a_record_knows_where_it_comes_from() {
    async fn tell(record: Record) -> Result<Transformed, Error> {
        let kinesis = record.kinesis().ok_or("not from Kinesis")?;
        Ok(Transformed::ok(format!("{} {}", record.delivery_stream(), kinesis.partition_key())))
    }

    let cloud = cloud([Handler::new("tell").on(DeliveryStream::any(), tell)]).await;
    let mut event = batch(&[base64("x"), base64("y")]);
    event["records"][0]["kinesisRecordMetadata"] = json!({"sequenceNumber": "4954", "subsequenceNumber": 0, "partitionKey": "k",
            "shardId": "shardId-000000000000", "approximateArrivalTimestamp": 1_772_359_200_302_u64});
    let reply = cloud.invoke(&event).await.json::<Value>();
    assert_eq!(reply["records"][0]["data"], base64("clicks k"));
    assert_eq!(reply["records"][1]["result"], "ProcessingFailed");
}

#[tokio::test]
async fn records_that_grow_too_large_fail_alone() {
    async fn grow(Text(size): Text) -> Result<Transformed, Error> {
        Ok(Transformed::ok("x".repeat(size.parse()?)))
    }

    let cloud = cloud([Handler::new("grow").on(DeliveryStream::new(ARN), grow)]).await;
    let sizes = ["2000000", "3000000", "2000000"].map(base64);
    let reply = cloud.invoke(&batch(&sizes)).await;
    assert!(reply.bytes().len() <= 6_000_000);
    let reply = reply.json::<Value>();
    let results: Vec<_> =
        (0..3).map(|at| reply["records"][at]["result"].as_str().unwrap()).collect();
    assert_eq!(results, ["Ok", "ProcessingFailed", "Ok"]);
    assert_eq!(reply["records"][1]["data"], sizes[1]);
}

#[tokio::test]
async fn a_delivery_stream_that_nobody_serves_is_named() {
    async fn keep(record: Record) -> Transformed {
        Transformed::ok(record.data().clone())
    }

    let cloud = cloud([Handler::new("keep").on(DeliveryStream::new("views"), keep)]).await;
    let reply = cloud.invoke(&batch(&[base64("x")])).await;
    let failure = reply.assert_failed();
    assert_eq!(failure.error_type(), "Sls.UnroutedEvent");
    assert!(failure.message().ends_with("`keep` (Firehose delivery stream `views`)"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// What a handler makes of a record depends on its first letter.
    #[test]
    fn every_record_id_comes_back_exactly_once(texts in proptest::collection::vec("[odfp]?[a-z]{0,4}", 1..12)) {
        async fn by_letter(Text(text): Text) -> Result<Transformed, Error> {
            match text.chars().next() {
                Some('o') => Ok(Transformed::ok(text)),
                Some('d') => Ok(Transformed::dropped()),
                Some('p') => panic!("p"),
                _ => Err(Error::msg("f")),
            }
        }

        let data: Vec<_> = texts.iter().map(|text| base64(text)).collect();
        let reply = wait(async {
            let handler = Handler::new("by_letter").on(DeliveryStream::any(), by_letter);
            cloud([handler]).await.invoke(&batch(&data)).await.json::<Value>()
        });
        let records = reply["records"].as_array().unwrap();
        let results: BTreeMap<_, _> = records.iter()
            .map(|record| (record["recordId"].as_str().unwrap(), record["result"].as_str().unwrap()))
            .collect();
        prop_assert_eq!((records.len(), results.len()), (texts.len(), texts.len()));
        for (position, text) in texts.iter().enumerate() {
            let expected = match text.chars().next() {
                Some('o') => "Ok",
                Some('d') => "Dropped",
                _ => "ProcessingFailed",
            };
            prop_assert_eq!(results[&*format!("r-{position}")], expected, "{}", text);
        }
    }
}
