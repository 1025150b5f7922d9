//! Failures: what the invoker is told, and what goes on afterwards.

use std::collections::BTreeMap;

use sls_core::event::kinesis;
use sls_core::{BoxError, Error, Handler, Text};
use sls_test::event::KinesisRecord;

use crate::support::{OutOfStock, cloud, doors};

#[tokio::test]
async fn an_error_of_a_direct_invocation_has_the_name_of_its_type_and_all_its_causes() {
    async fn own() -> Result<u32, OutOfStock> {
        Err(OutOfStock::new())
    }

    async fn converted() -> Result<u32, Error> {
        Err(OutOfStock::new())?
    }

    async fn boxed() -> Result<u32, BoxError> {
        Err(OutOfStock::new())?
    }

    async fn renamed() -> Result<u32, Error> {
        Err(Error::from(OutOfStock::new()).with_type("SoldOut"))
    }

    let direct = |handler: Handler| cloud([handler]);
    for (cloud, error_type) in [
        (direct(Handler::new("own").direct(own)).await, "OutOfStock"),
        (direct(Handler::new("converted").direct(converted)).await, "OutOfStock"),
        (direct(Handler::new("boxed").direct(boxed)).await, "Error"),
        (direct(Handler::new("renamed").direct(renamed)).await, "SoldOut"),
    ] {
        let reply = cloud.invoke(&()).await;
        let failure = reply.assert_failed();
        assert_eq!(failure.error_type(), error_type);
        assert_eq!(failure.message(), "no A1 left: invalid digit found in string");
    }
}

#[tokio::test]
async fn a_return_value_that_json_cannot_hold_fails_the_invocation() {
    async fn odd() -> BTreeMap<Vec<u8>, u32> {
        BTreeMap::from([(vec![1], 2)])
    }

    let cloud = cloud([Handler::new("odd").direct(odd)]).await;
    assert_eq!(cloud.invoke(&()).await.assert_failed().error_type(), "Sls.ReplyEncode");
}

#[tokio::test]
async fn a_panic_fails_its_invocation_and_the_next_one_works() {
    async fn careful(number: u32) -> u32 {
        assert!(number > 0, "zero is no order");
        number
    }

    async fn fragile() {
        panic!("no customer");
    }

    let handlers = [
        Handler::new("careful").direct(careful),
        Handler::new("fragile").http("GET /fragile", fragile),
    ];
    let cloud = cloud(handlers).await;
    let reply = cloud.invoke(&0).await;
    let failure = reply.assert_failed();
    assert_eq!(failure.error_type(), "Sls.Panic");
    assert_eq!(failure.message(), "the handler panicked: zero is no order");
    assert_eq!(cloud.invoke(&7).await.json::<u32>(), 7);

    for (door, client) in doors(&cloud) {
        let reply = client.get("/fragile").send().await;
        let failure = reply.failure().unwrap();
        assert_eq!(failure.error_type(), "Sls.Panic", "{door}");
        assert!(reply.status().is_server_error(), "{door}");
    }
}

#[tokio::test]
async fn a_panic_over_one_record_confirms_those_before() {
    async fn click(Text(page): Text) {
        assert_ne!(page, "poison");
    }

    let cloud = cloud([Handler::new("click").on(kinesis::Stream::new("clicks"), click)]).await;
    let records = ["/", "poison", "/late"].map(|page| KinesisRecord::new("k", page));
    let delivery = cloud.kinesis("clicks").put_records(records).await;
    assert_eq!(delivery.failed_positions(), [1, 2], "{delivery:?}");
}
