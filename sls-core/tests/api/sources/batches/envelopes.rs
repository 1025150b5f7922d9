//! Events that arrive in the messages of a queue.

use serde_json::{Value, json};
use sls_core::event::s3::{Object, S3};
use sls_core::event::sns::{self, Sns};
use sls_core::event::sqs::{Message, Queue};
use sls_core::extract::Base64;
use sls_core::{App, Batch, Error, Handler, Json, State};
use sls_test::Cloud;
use sls_test::event::{S3Event, S3TestEvent, SnsEvent, SqsMessage};

use crate::support::Notes;

async fn queue(notes: &Notes, handler: Handler) -> sls_test::cloud::Queue {
    Cloud::new(App::new().state(notes.clone()).handler(handler)).await.sqs("orders")
}

fn notified(message: impl Into<String>) -> SqsMessage {
    SqsMessage::notification(SnsEvent::new("news").message(message))
}

#[tokio::test]
async fn a_message_of_a_topic_is_taken_out_of_the_message_of_a_queue() {
    async fn import(
        State(notes): State<Notes>,
        Sns(Json(order)): Sns<Json<u32>>,
        Sns(inner): Sns<sns::Message>,
        outer: Message,
    ) -> Result<(), Error> {
        notes.add(format!("{order} of {} in {}", inner.topic(), outer.queue()));
        if order == 0 { Err(Error::msg("no such order")) } else { Ok(()) }
    }

    let notes = Notes::default();
    let queue = queue(&notes, Handler::new("import").on(Queue::new("orders"), import)).await;
    let messages = [notified("7"), notified("x"), notified("0"), SqsMessage::new("8")];
    let delivery = queue.send_messages(messages).await;
    assert_eq!(delivery.failed_positions(), [1, 2, 3]);
    assert_eq!(notes.take(), ["7 of news in orders", "0 of news in orders"]);
}

#[tokio::test]
async fn a_notification_of_a_bucket_is_taken_out_of_a_message_however_it_came() {
    async fn index(State(notes): State<Notes>, S3(objects): S3<Object>) {
        notes.add(objects.iter().map(Object::key).collect::<Vec<_>>().join(" "));
    }
    async fn index_notified(State(notes): State<Notes>, Sns(S3(objects)): Sns<S3<Object>>) {
        notes.add(objects.iter().map(Object::key).collect::<Vec<_>>().join(" "));
    }

    let event = S3Event::put("receipts", "a b.pdf").and(S3Event::put("receipts", "c.pdf"));
    let event = event.build().to_string();
    let notes = Notes::default();

    let direct = Handler::new("index").on(Queue::new("orders"), index);
    let direct = queue(&notes, direct).await;
    direct.send_messages([SqsMessage::new(&*event)]).await.assert_ok();
    assert_eq!(notes.take(), ["a b.pdf c.pdf"]);

    let through_topic = Handler::new("index").on(Queue::new("orders"), index_notified);
    let through_topic = queue(&notes, through_topic).await;
    through_topic.send_messages([notified(&*event)]).await.assert_ok();
    assert_eq!(notes.take(), ["a b.pdf c.pdf"]);

    // What S3 sends when a notification is set up is no object, and nobody's failure.
    let test = S3TestEvent::new("receipts").build().to_string();
    direct.send_messages([SqsMessage::new(&*test)]).await.assert_ok();
    through_topic.send_messages([notified(test)]).await.assert_ok();
    assert!(notes.take().is_empty());
}

#[tokio::test]
async fn a_whole_batch_of_envelopes_leaves_out_what_is_not_for_the_handler() {
    async fn import(State(notes): State<Notes>, orders: Batch<Sns<Json<u32>>>) {
        notes.add(orders.len().to_string());
    }

    let notes = Notes::default();
    let queue = queue(&notes, Handler::new("import").on(Queue::new("orders"), import)).await;
    let confirmation = json!({"Type": "SubscriptionConfirmation", "Token": "t", "TopicArn": "a"});
    let messages = [notified("7"), SqsMessage::json(&confirmation), notified("x")];
    assert_eq!(queue.send_messages(messages).await.failed_positions(), [2]);
    assert_eq!(notes.take(), ["1"]);
}

#[tokio::test]
async fn an_inner_mistake_says_in_what_it_was_found() {
    async fn import(Base64(Json(_)): Base64<Json<Value>>, _: Sns<Json<u32>>) {}

    let notes = Notes::default();
    let queue = queue(&notes, Handler::new("import").on(Queue::new("orders"), import)).await;
    let delivery = queue.send_text("{}").await;
    let message = delivery.assert_failed().message();
    assert!(message.contains("body: not valid base64"), "{message}");
    assert!(message.contains("not an SNS message"), "{message}");
    assert!(message.contains("(in an event from Amazon SQS)"), "{message}");
}
