//! Messages of queues: one at a time or a whole batch, in order or not, and which come again.
//!
//! Run it with `cargo sls dev queue`, then
//! `cargo sls invoke --event 'sqs --queue payments.fifo --group customer-1 --body 250'`.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde::Deserialize;
use sls_core::event::sqs::{Attempt, Message};
use sls_core::reply::Outcomes;
use sls_core::{App, Batch, Error, Json, State, handler, handlers};

#[derive(Deserialize)]
struct Mail {
    to: String,
}

/// What customers have paid, in the memory of one execution environment.
#[derive(Default)]
struct Balances(Mutex<BTreeMap<String, i64>>);

impl Balances {
    fn add(&self, customer: &str, cents: i64) {
        let mut balances = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *balances.entry(customer.to_owned()).or_default() += cents;
    }
}

/// Called for each message, for ten of a batch at the same time unless told otherwise.
#[handler(sqs(queue = "mails", batch_size = 100, batching_window = "5s", concurrency = 20))]
async fn send(Json(mail): Json<Mail>, Attempt(attempt): Attempt) -> Result<(), Error> {
    if !mail.to.contains('@') {
        return Err(Error::msg(format!("no address, in attempt {attempt}")).with_type("NoAddress"));
    }
    Ok(())
}

/// Of a FIFO queue the groups keep their order; a failure holds up its own group only.
#[handler(sqs(queue = "payments.fifo", on_failure = "skip_group"))]
async fn pay(
    message: Message,
    Json(cents): Json<i64>,
    State(balances): State<Balances>,
) -> Result<(), Error> {
    let customer = message.group_id().ok_or_else(|| Error::msg("nobody pays"))?;
    balances.add(customer, cents);
    Ok(())
}

/// Called once per batch, as one write to a store is cheaper than ten.
#[handler(sqs(queue = "page-views", batch_size = 1000, batching_window = "1m"))]
async fn count(views: Batch<Json<String>>) -> Outcomes {
    let mut outcomes = Outcomes::new();
    for view in &views {
        let Json(page) = &**view;
        if !page.starts_with('/') {
            outcomes.fail(view.id(), Error::msg("not a page"));
        }
    }
    outcomes
}

fn app() -> App {
    App::new().state(Balances::default()).handlers(handlers![send, pay, count])
}

fn main() -> sls_core::Result<()> {
    app().run()
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use sls_test::Cloud;
    use sls_test::event::SqsMessage;

    use super::*;

    #[tokio::test]
    async fn only_what_failed_comes_again() {
        let cloud = Cloud::new(app()).await;
        let good = SqsMessage::json(&json!({"to": "ada@example.com"})).message_id("good");
        let bad = SqsMessage::json(&json!({"to": "nobody"})).message_id("bad").receive_count(3);
        let broken = SqsMessage::new("{").message_id("broken");
        let delivery = cloud.sqs("mails").send_messages([good, bad, broken]).await;
        let expected = json!({"batchItemFailures": [
            {"itemIdentifier": "bad"}, {"itemIdentifier": "broken"},
        ]});
        assert_eq!(delivery.reply_json(), expected);
    }

    #[tokio::test]
    async fn a_group_waits_for_its_failed_message() {
        let cloud = Cloud::new(app()).await;
        let payment = |group: &str, body: &str| SqsMessage::new(body).group(group);
        let payments =
            [payment("ada", "1"), payment("bob", "x"), payment("bob", "2"), payment("ada", "3")];
        let delivery = cloud.sqs("payments.fifo").send_messages(payments).await;
        assert_eq!(delivery.failed_positions(), [1, 2]);
    }

    #[tokio::test]
    async fn a_whole_batch_says_what_failed() {
        let cloud = Cloud::new(app()).await;
        let delivery = cloud.sqs("page-views").send_all(&["/tea", "tea", "/milk"]).await;
        assert_eq!(delivery.failed_positions(), [1]);
    }

    #[tokio::test]
    async fn a_batch_of_which_nothing_succeeds_fails_the_invocation() {
        let cloud = Cloud::new(app()).await;
        let delivery = cloud.sqs("mails").send(&json!({"to": "nobody"})).await;
        assert_eq!(delivery.assert_failed().error_type(), "NoAddress");
    }
}
