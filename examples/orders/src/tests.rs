use serde_json::json;
use sls_test::Cloud;

use super::*;

#[tokio::test]
async fn an_order_is_created_and_shown() {
    let cloud = Cloud::new(app()).await;

    let created =
        cloud.http().post("/orders").json(&json!({"sku": "B2", "quantity": 3})).send().await;
    assert_eq!(created.status(), 201);
    let order: Order = created.json();

    let shown = cloud.http().get(&format!("/orders/{}", order.id)).send().await;
    assert_eq!(shown.json::<Order>(), order);
}

#[tokio::test]
async fn a_bad_order_is_explained() {
    let cloud = Cloud::new(app()).await;

    let reply =
        cloud.http().post("/orders").json(&json!({"sku": "B2", "quantity": -3})).send().await;

    assert_eq!(reply.status(), 422);
    assert_eq!(
        reply.json::<serde_json::Value>()["problems"],
        json!([{"in": "body", "path": "quantity", "problem": "expected u32"}])
    );
    assert_eq!(cloud.http().get("/orders/7").send().await.status(), 404);
    assert_eq!(cloud.http().delete("/orders/7").send().await.status(), 405);
}

#[tokio::test]
async fn an_announced_order_is_imported() {
    let cloud = Cloud::new(app()).await;
    let order = Order { id: 7, sku: "C3".to_owned(), quantity: 1 };

    cloud.sns("order-events").publish(&order).await.assert_ok();

    assert_eq!(cloud.http().get("/orders/7").send().await.json::<Order>(), order);
}

#[tokio::test]
async fn a_receipt_is_indexed_under_its_order() -> Result<(), Error> {
    let orders = Orders::default();
    let cloud = Cloud::new(App::new().state(orders).handlers(handlers![index])).await;

    cloud.s3("receipts").put("42.pdf", b"%PDF-1.7".as_slice()).await.assert_ok();

    let failed = cloud.s3("receipts").put("not a number.pdf", b"%PDF-1.7".as_slice()).await;
    assert_eq!(failed.assert_failed().error_type(), "ParseIntError");
    Ok(())
}

#[tokio::test]
async fn a_click_that_cannot_be_read_is_retried_alone() {
    let cloud = Cloud::new(app()).await;

    let delivery = cloud
        .kinesis("clicks")
        .put_records([
            sls_test::event::KinesisRecord::json("visitor-1", &json!({"page": "/"})),
            sls_test::event::KinesisRecord::new("visitor-1", "{"),
        ])
        .await;

    assert_eq!(delivery.failed_positions(), [1]);
}

#[tokio::test]
async fn handlers_are_ordinary_functions() {
    let orders = State(std::sync::Arc::new(Orders::default()));

    let Ok(Created(Json(order))) =
        create(orders.clone(), Json(NewOrder { sku: "A1".to_owned(), quantity: 1 })).await
    else {
        panic!("a good order is created");
    };

    assert_eq!(order.id, 1);
    assert!(orders.get(1).is_some());
}
