//! A shop with a handler for every source, under all of clippy's pedantic lints.
//!
//! What the attributes add to a crate offends none of its lints: `cargo clippy` on this file shows
//! it, since nothing in here is allowed that the lints forbid.

#![deny(clippy::pedantic, missing_docs, unused_results)]
#![forbid(unsafe_code)]

use sls_core::{App, Result, handlers, resources};

fn main() -> Result<()> {
    app().run()
}

fn app() -> App {
    App::new().resources(resources![store::open]).handlers(handlers![
        front::cancel,
        front::greet,
        front::join,
        front::list,
        front::place,
        records::changed,
        records::clicked,
        #[cfg(feature = "gzip")]
        records::logged,
        records::mailed,
        records::paid,
        records::placed,
        records::pressed,
        records::queued,
        records::report,
        records::scanned,
        #[cfg(feature = "idempotency")]
        records::settled,
        records::totals,
        records::warned,
        answers::allow,
        answers::order,
        answers::provision,
        answers::transform,
        answers::welcome,
    ])
}

/// Where orders are kept.
mod store {
    use std::collections::BTreeMap;
    use std::sync::{Mutex, MutexGuard, PoisonError};

    use serde::{Deserialize, Serialize};
    use sls_core::{Error, State, resource};
    use tokio::task::yield_now;

    /// What a customer wants.
    #[derive(Clone, Debug, Deserialize, Serialize)]
    pub(crate) struct Order {
        pub(crate) id: u64,
        pub(crate) tea: String,
    }

    /// Stands for a database, which lets its callers wait.
    #[derive(Debug, Default)]
    pub(crate) struct Store(Mutex<BTreeMap<u64, Order>>);

    impl Store {
        pub(crate) async fn put(&self, order: Order) -> Result<(), Error> {
            yield_now().await;
            if order.tea.is_empty() {
                return Err(Error::msg("no tea"));
            }
            drop(self.orders().insert(order.id, order));
            Ok(())
        }

        pub(crate) async fn remove(&self, id: u64) -> Option<Order> {
            yield_now().await;
            self.orders().remove(&id)
        }

        async fn is_open(&self) -> bool {
            self.all().await.len() < 1_000
        }

        pub(crate) async fn all(&self) -> Vec<Order> {
            yield_now().await;
            self.orders().values().cloned().collect()
        }

        fn orders(&self) -> MutexGuard<'_, BTreeMap<u64, Order>> {
            self.0.lock().unwrap_or_else(PoisonError::into_inner)
        }
    }

    /// Opens the store, before the first event.
    #[resource(check = Store::is_open, close = closed, max_idle = "60s")]
    pub(crate) async fn open() -> Store {
        yield_now().await;
        Store::default()
    }

    async fn closed(store: State<Store>) -> Result<(), Error> {
        if store.is_open().await { Ok(()) } else { Err(Error::msg("full")) }
    }
}

/// Requests, connections and direct invocations.
mod front {
    use serde::Deserialize;
    use sls_core::http::StatusCode;
    use sls_core::reply::Created;
    use sls_core::{Context, Error, Json, Path, Query, State, handler};

    use crate::store::{Order, Store};

    /// Places an order.
    #[handler(http = "POST /orders")]
    pub(crate) async fn place(
        State(store): State<Store>,
        Json(order): Json<Order>,
    ) -> Result<Created<Json<Order>>, Error> {
        store.put(order.clone()).await?;
        Ok(Created(Json(order)))
    }

    /// What part of the orders is asked for.
    #[derive(Deserialize)]
    pub(crate) struct Page {
        size: usize,
    }

    const FIRST: &str = "GET /orders/first";

    /// Lists orders, at most a page of them.
    #[handler(http("GET /orders", FIRST))]
    pub(crate) async fn list(
        State(store): State<Store>,
        page: Option<Query<Page>>,
    ) -> Json<Vec<Order>> {
        let mut orders = store.all().await;
        if let Some(Query(page)) = page {
            orders.truncate(page.size);
        }
        Json(orders)
    }

    /// Cancels an order.
    #[handler(http = "DELETE /orders/{id}")]
    pub(crate) async fn cancel(State(store): State<Store>, Path(id): Path<u64>) -> StatusCode {
        match store.remove(id).await {
            Some(_) => StatusCode::NO_CONTENT,
            None => StatusCode::NOT_FOUND,
        }
    }

    /// Greets whoever connects.
    #[handler(websocket("$connect", "$disconnect", "hello"))]
    pub(crate) async fn join(State(store): State<Store>, context: Context) -> String {
        format!("{} orders, {}", store.all().await.len(), context.request_id())
    }

    /// Answers direct invocations.
    #[handler]
    pub(crate) async fn greet(name: String, State(store): State<Store>) -> Result<String, Error> {
        Ok(format!("{name} and {} orders", store.all().await.len()))
    }
}

/// Records and messages, which are confirmed or fail.
mod records {
    #[cfg(feature = "gzip")]
    use sls_core::event::cloudwatch_logs;
    use sls_core::event::sns::Sns;
    use sls_core::event::{alarm, dynamodb, eventbridge, kafka, kinesis, s3, ses, sqs};
    use sls_core::reply::Outcomes;
    use sls_core::{Batch, Error, Json, State, handler};

    use crate::store::{Order, Store};

    /// Reacts to an alarm.
    #[handler(alarm(name = "orders-missing", state = "ALARM"))]
    pub(crate) async fn warned(
        alarm: alarm::Event,
        State(store): State<Store>,
    ) -> Result<(), Error> {
        if store.all().await.is_empty() { Err(Error::msg(alarm.name().to_owned())) } else { Ok(()) }
    }

    /// Follows changes of a table.
    #[handler(dynamodb(table = "orders", order = "item", concurrency = 10))]
    pub(crate) async fn changed(
        dynamodb::Change { new, .. }: dynamodb::Change<Order>,
        State(store): State<Store>,
    ) -> Result<(), Error> {
        match new {
            Some(order) => store.put(order).await,
            None => Ok(()),
        }
    }

    /// Counts clicks, batch by batch.
    #[handler(kinesis(stream = "clicks", batch_size = 500, batching_window = "5s"))]
    pub(crate) async fn clicked(batch: Batch<Json<Order>>, State(store): State<Store>) -> Outcomes {
        let mut outcomes = Outcomes::new();
        for order in &batch {
            outcomes.record(order.id(), store.put(order.0.clone()).await);
        }
        outcomes
    }

    /// Sums up per minute.
    #[handler(kinesis(stream = "sales", tumbling_window = "1m"))]
    pub(crate) async fn totals(
        mut window: kinesis::Window<u64>,
        batch: Batch<Json<u64>>,
        State(store): State<Store>,
    ) -> Result<kinesis::Window<u64>, Error> {
        window.state += batch.iter().map(|sale| sale.0).sum::<u64>();
        if window.is_final() {
            store.put(Order { id: window.state, tea: "all".to_owned() }).await?;
        }
        Ok(window)
    }

    /// Reads log lines.
    #[cfg(feature = "gzip")]
    #[handler(cloudwatch_logs = "/aws/lambda/orders")]
    pub(crate) async fn logged(
        logs: cloudwatch_logs::Logs,
        State(store): State<Store>,
    ) -> Result<(), Error> {
        for (id, event) in (0..).zip(logs.events()) {
            store.put(Order { id, tea: event.message().to_owned() }).await?;
        }
        Ok(())
    }

    /// Takes orders by mail.
    #[handler(ses(recipient = "orders@example.com"))]
    pub(crate) async fn mailed(mail: ses::Mail, State(store): State<Store>) -> ses::Disposition {
        let tea = mail.subject().unwrap_or_default().to_owned();
        match store.put(Order { id: 1, tea }).await {
            Ok(()) => ses::Disposition::StopRule,
            Err(_) => ses::Disposition::Continue,
        }
    }

    /// Takes orders from a bus.
    #[handler(eventbridge(source = "shop", detail_type = ["OrderPlaced", "OrderRepeated"]))]
    pub(crate) async fn placed(
        event: eventbridge::Event,
        Json(order): Json<Order>,
        State(store): State<Store>,
    ) -> Result<(), Error> {
        if event.replay_name().is_some() { Ok(()) } else { store.put(order).await }
    }

    /// Takes payments from a topic of Kafka.
    #[handler(kafka(topic = "payments", filter = r#"{"value": {"paid": [true]}}"#))]
    pub(crate) async fn paid(
        record: kafka::Record,
        Json(order): Json<Order>,
        State(store): State<Store>,
    ) -> Result<(), Error> {
        match store.remove(order.id).await {
            Some(_) => Ok(()),
            None => Err(Error::msg(format!("nothing to pay at offset {}", record.offset()))),
        }
    }

    /// Takes orders from a button.
    #[handler(iot)]
    pub(crate) async fn pressed(State(store): State<Store>) -> Vec<Order> {
        store.all().await
    }

    /// Takes orders from a queue, one group of messages beside the other.
    #[handler(sqs(queue = "orders.fifo", concurrency = 5, on_failure = "skip_group"))]
    pub(crate) async fn queued(
        Sns(Json(order)): Sns<Json<Order>>,
        message: sqs::Message,
        State(store): State<Store>,
    ) -> Result<(), Error> {
        if message.receive_count() > 3 {
            return Ok(());
        }
        store.put(order).await
    }

    /// Takes what was paid for once.
    #[cfg(feature = "idempotency")]
    #[handler(sns, sqs = "payments", idempotent(by = "/order/id", and = ["/card"], scope = "shop"))]
    pub(crate) async fn settled(
        Json(order): Json<Order>,
        State(store): State<Store>,
    ) -> Result<(), Error> {
        match store.remove(order.id).await {
            Some(_) => Ok(()),
            None => Err(Error::msg("nothing to pay")),
        }
    }

    /// Reports each morning, and when asked.
    #[handler(
        schedule(expression = "cron(0 9 ? * MON-FRI *)", timezone = "Europe/Berlin"),
        sns = "report-requests"
    )]
    pub(crate) async fn report(State(store): State<Store>) -> Result<(), Error> {
        let orders = store.all().await;
        if orders.is_empty() { Err(Error::msg("nobody drinks tea")) } else { Ok(()) }
    }

    const SCANNED: [&str; 2] = ["ObjectCreated:Put", "ObjectCreated:CompleteMultipartUpload"];

    /// Takes orders on paper.
    #[handler(s3(bucket = "scans", on = SCANNED, prefix = "in/", suffix = ".pdf"))]
    pub(crate) async fn scanned(
        object: s3::Object,
        State(store): State<Store>,
    ) -> Result<(), Error> {
        store
            .put(Order { id: object.size().unwrap_or_default(), tea: object.key().to_owned() })
            .await
    }
}

/// Sources that wait for an answer in their own terms.
mod answers {
    use sls_core::event::{alexa, authorizer, cognito, custom_resource, firehose};
    use sls_core::{Error, Json, State, handler};

    use crate::store::{Order, Store};

    /// Lets regular customers pass.
    #[handler(authorizer(kind = "REQUEST"))]
    pub(crate) async fn allow(
        request: authorizer::Request,
        State(store): State<Store>,
    ) -> authorizer::Authorization {
        let orders = store.all().await.len();
        authorizer::Authorization::simple(request.header("x-orders").is_some() && orders > 0)
    }

    /// Takes orders by voice.
    #[handler(alexa(skill = "amzn1.ask.skill.1", intent = "OrderIntent"))]
    pub(crate) async fn order(
        alexa::Slots(order): alexa::Slots<Order>,
        State(store): State<Store>,
    ) -> Result<alexa::Response, Error> {
        store.put(order).await?;
        Ok(alexa::Response::new().speech("It is on its way.").end_session())
    }

    /// Provides a shelf for a stack.
    #[handler(custom_resource = "Custom::Shelf")]
    pub(crate) async fn provision(
        request: custom_resource::Request,
        State(store): State<Store>,
    ) -> Result<custom_resource::Answer, Error> {
        let order: Order = request.properties()?;
        let answer = custom_resource::Answer::new().physical_id(order.id.to_string());
        store.put(order).await?;
        Ok(answer)
    }

    /// Adds a line feed to each order on its way to a bucket.
    #[handler(firehose = "orders-to-s3")]
    pub(crate) async fn transform(
        Json(order): Json<Order>,
        State(store): State<Store>,
    ) -> Result<firehose::Transformed, Error> {
        let transformed = firehose::Transformed::json(&order)?.newline();
        store.put(order).await?;
        Ok(transformed)
    }

    /// Welcomes those who have ordered before.
    #[handler(cognito = "PreSignUp")]
    pub(crate) async fn welcome(
        event: cognito::Event<cognito::PreSignUpRequest>,
        State(store): State<Store>,
    ) -> cognito::PreSignUpResponse {
        let response = cognito::PreSignUpResponse::new();
        let known = store.all().await.iter().any(|order| order.tea == event.user_name());
        if known { response.auto_confirm_user() } else { response }
    }
}
