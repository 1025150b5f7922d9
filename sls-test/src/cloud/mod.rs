//! An app in the middle of a small AWS, in the test's process.
//!
//! A [`Cloud`] holds the app that production runs.
//! Whatever reaches the app takes production's path: the bytes of an event and a context go in,
//! bytes come back, and they are read as the service that sent the event reads them.
//!
//! | the test says | the function receives | the test gets |
//! |---|---|---|
//! | `cloud.http().get("/orders/7").send()` | the event of a front door | [`HttpReply`] |
//! | `cloud.sns("orders").publish(&order)` | one notification | [`Delivery`] |
//! | `cloud.s3("receipts").put("a.pdf", b)` | one object notification | [`Delivery`] |
//! | `cloud.kinesis("clicks").put_all(&clicks)` | one batch | [`Delivery`] |
//! | `cloud.sqs("orders").send(&order)` | one batch | [`Delivery`] |
//! | `cloud.dynamodb("orders").insert(&order)` | one batch | [`Delivery`] |
//! | `cloud.kafka("clicks").send_all(&clicks)` | one batch | [`Delivery`] |
//! | `cloud.eventbridge().put("shop", "OrderPlaced", &order)` | one event | [`Delivery`] |
//! | `cloud.eventbridge().run_schedule("nightly")` | one event | [`Delivery`] |
//! | `cloud.deliver(event)` | any event of [`event`](crate::event) | [`Delivery`] |
//! | `cloud.alexa(SKILL_ID).launch()` | one request | [`Answer`] |
//! | `cloud.firehose("lines").transform(&lines)` | one batch | [`Answer`] |
//! | `cloud.ask(question)` | any [`Question`], as of an authorizer or a user pool | [`Answer`] |
//! | `cloud.invoke(&input)` | the value itself | [`InvokeReply`] |
//!
//! An [`HttpReply`] is what a browser would see, a [`Delivery`] is what becomes of an event that
//! nobody waits for, or of each record of a batch, and an [`Answer`] is what the service makes of
//! the function's, which it may refuse. Nothing happens until one of them is awaited.
//!
//! # What is simulated, and what is not
//! - Events, identifiers, deadlines and replies are AWS's, in the cloud's region, account and time.
//! - A message, a notification or a batch is delivered at once, exactly once, and only here:
//!   subscriptions, prefixes and event filters are not consulted, a failure is not retried.
//! - One call to a queue, a table, a topic of Kafka or a stream is one batch, whatever its size;
//!   of a stream it is one of shard 0. Failed records are reported and not delivered again.
//! - Answers are checked as their services do. Neither policies nor sessions are kept, and what is
//!   put for CloudFormation comes to an address of this machine instead.
//! - The clock stands still until [`Cloud::freeze`] moves it. A deadline is announced and not
//!   enforced: a handler that never returns hangs its test.
//! - An answer is there when the function would ask for its next event: what it put off until after
//!   the response is done by then.
//! - A result over 6 291 556 bytes fails its invocation, as on Lambda.
//! - There is one execution environment, which serves everything at once.
//!
//! # Example
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() {
//! use serde_json::json;
//! use sls_core::{App, Error, Handler, Json};
//! use sls_test::Cloud;
//!
//! async fn double(Json(number): Json<u32>) -> Result<Json<u32>, Error> {
//!     Ok(Json(number * 2))
//! }
//!
//! let app = App::new().handler(Handler::new("double").http("POST /double", double));
//! let cloud = Cloud::new(app).await;
//!
//! let reply = cloud.http().post("/double").json(&21).send().await;
//! assert_eq!(reply.status(), 200);
//! assert_eq!(reply.json::<u32>(), 42);
//! # }
//! ```

mod answer;
pub(crate) mod batch;
mod bucket;
mod builder;
mod clock;
mod data_stream;
mod delivery;
mod delivery_stream;
mod deployed_bucket;
mod deployed_kafka_topic;
mod deployed_queue;
mod deployed_topic;
mod drive;
mod environment;
mod event_bus;
mod function;
mod http;
mod invoke;
mod kafka_topic;
mod mapped_stream;
mod outcome;
mod process;
mod queue;
mod queue_mapping;
mod readable;
mod skill;
mod stream;
mod subject;
mod table;
mod table_stream;
mod topic;

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use serde::Serialize;
use sls_core::{App, AppService, Clock as _, Context, Error, FunctionConfig, Handler, Invocation};
use tower::ServiceExt as _;

pub use self::answer::{Answer, PendingAnswer, Question};
pub use self::bucket::Bucket;
pub use self::builder::CloudBuilder;
pub use self::data_stream::DataStream;
pub use self::delivery::{Delivery, PendingDelivery};
pub use self::delivery_stream::DeliveryStream;
pub use self::deployed_bucket::DeployedBucket;
pub use self::deployed_kafka_topic::{DeployedKafkaMapping, DeployedKafkaTopic};
pub use self::deployed_queue::DeployedQueue;
pub use self::deployed_topic::DeployedTopic;
pub use self::event_bus::EventBus;
pub use self::function::{Code, DeployedFunction, PerEnvironment};
pub use self::http::{HttpClient, HttpReply, HttpRequest};
pub use self::invoke::{Invoke, InvokeReply};
pub use self::kafka_topic::KafkaTopic;
pub use self::mapped_stream::MappedStream;
pub use self::queue::Queue;
pub use self::queue_mapping::DeployedQueueMapping;
pub use self::skill::Skill;
pub use self::stream::Stream;
pub use self::table::Table;
pub use self::table_stream::TableStream;
pub use self::topic::Topic;

use self::clock::VirtualClock;
use self::drive::Driver;
use self::outcome::{Finished, MAX_PAYLOAD};
use self::process::MakeService;
use crate::event::{BuildEvent, Origin, to_text};
use crate::front_door::HttpApi;
use crate::platform::World;

/// One function in a simulated AWS account, with everything that can call it.
///
/// Clones are the same cloud. See the [module](self) for what is simulated.
///
/// # Example
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// use sls_core::event::sns::Topic;
/// use sls_core::{App, Handler, Text};
/// use sls_test::Cloud;
///
/// async fn print(Text(message): Text) {
///     println!("{message}");
/// }
///
/// let app = App::new().handler(Handler::new("print").on(Topic::new("news"), print));
/// let cloud = Cloud::new(app).await;
/// cloud.sns("news").publish_text("hello").await.assert_ok();
/// # }
/// ```
#[derive(Clone)]
pub struct Cloud {
    inner: Arc<Inner>,
}

struct Inner {
    app: AppService,
    origin: Origin,
    clock: Arc<VirtualClock>,
    function: Arc<FunctionConfig>,
    function_arn: String,
    timeout: Duration,
    seed: u64,
    /// Whether time in handlers is the machine's.
    real_io: bool,
    world: Mutex<World>,
    /// What functions are made of, by their ARN.
    code: Mutex<HashMap<String, MakeService>>,
    /// Whoever holds it moves the time.
    driver: tokio::sync::Mutex<Driver>,
}

impl Cloud {
    /// Starts an app, with Lambda's defaults for everything.
    ///
    /// # Panics
    /// If the app would not start on Lambda, with everything that is wrong with it.
    #[track_caller]
    pub fn new(app: App) -> impl Future<Output = Self> + Send {
        Self::builder(app).start()
    }

    /// A cloud without a function, to which functions are added.
    #[must_use]
    pub fn empty() -> Self {
        let nobody = Handler::new("nobody").direct(nobody);
        CloudBuilder::new(App::new().handler(nobody)).without_app()
    }

    /// A cloud without a function, whose identifiers and chances follow from the seed.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        let nobody = Handler::new("nobody").direct(nobody);
        CloudBuilder::new(App::new().handler(nobody)).seed(seed).without_app()
    }

    /// What its chances follow from.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.inner.seed
    }

    /// A cloud whose region, clock, function and so on are chosen.
    pub fn builder(app: App) -> CloudBuilder {
        CloudBuilder::new(app)
    }

    /// A client in front of an HTTP API; [`HttpClient::through`] chooses another front door.
    #[must_use]
    pub fn http(&self) -> HttpClient {
        HttpClient::new(self.clone(), HttpApi::new())
    }

    /// The topic with this name or ARN, to which the function is subscribed.
    #[must_use]
    pub fn sns(&self, topic: impl Into<String>) -> Topic {
        Topic::new(self.clone(), topic.into())
    }

    /// The bucket with this name, which notifies the function of everything.
    #[must_use]
    pub fn s3(&self, bucket: impl Into<String>) -> Bucket {
        Bucket::new(self.clone(), bucket.into())
    }

    /// The stream with this name or ARN, which the function reads.
    #[must_use]
    pub fn kinesis(&self, stream: impl Into<String>) -> Stream {
        Stream::new(self.clone(), stream.into())
    }

    /// The queue with this name or ARN, which the function reads.
    #[must_use]
    pub fn sqs(&self, queue: impl Into<String>) -> Queue {
        Queue::new(self.clone(), queue.into())
    }

    /// The table with this name or ARN, whose stream the function reads.
    #[must_use]
    pub fn dynamodb(&self, table: impl Into<String>) -> Table {
        Table::new(self.clone(), table.into())
    }

    /// The topic of an MSK cluster with this name, which the function reads.
    #[must_use]
    pub fn kafka(&self, topic: impl Into<String>) -> KafkaTopic {
        KafkaTopic::new(self.clone(), topic.into())
    }

    /// The event bus, whose rules and schedules all have the function as a target.
    #[must_use]
    pub fn eventbridge(&self) -> EventBus {
        EventBus::new(self.clone())
    }

    /// The Firehose stream with this name or ARN, whose records the function transforms.
    #[must_use]
    pub fn firehose(&self, stream: impl Into<String>) -> DeliveryStream {
        DeliveryStream::new(self.clone(), stream.into())
    }

    /// The Alexa skill with this id, for which the function answers.
    #[must_use]
    pub fn alexa(&self, skill_id: impl Into<String>) -> Skill {
        Skill::new(self.clone(), skill_id.into())
    }

    /// Delivers any event, in the region, account and time of this cloud.
    pub fn deliver<E: BuildEvent>(&self, event: E) -> PendingDelivery<E> {
        PendingDelivery::new(self.clone(), event)
    }

    /// Asks what a service asks that reads the answer, in the region, account and time of this
    /// cloud.
    pub fn ask<Q: Question>(&self, question: Q) -> PendingAnswer<Q> {
        PendingAnswer::new(self.clone(), question)
    }

    /// Invokes the function with the JSON form of a value and waits for its result.
    ///
    /// # Panics
    /// If `value` has no JSON form.
    #[track_caller]
    pub fn invoke(&self, value: &(impl Serialize + ?Sized)) -> Invoke {
        self.invoke_raw(to_text(value))
    }

    /// Invokes the function with these bytes, whatever they are, and waits for its result.
    pub fn invoke_raw(&self, payload: impl Into<Bytes>) -> Invoke {
        Invoke::new(self.clone(), payload.into())
    }

    /// The time in this cloud.
    #[must_use]
    pub fn now(&self) -> SystemTime {
        self.inner.clock.now()
    }

    /// The region, account and time of what happens now.
    fn origin(&self) -> Origin {
        let mut origin = self.inner.origin.clone();
        origin.now = self.now();
        origin
    }

    /// What Lambda says of the next invocation.
    fn context(&self) -> sls_core::ContextBuilder {
        let Inner { origin, clock, function, function_arn, timeout, .. } = &*self.inner;
        let now = clock.now();
        let seconds = now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
        Context::builder(origin.ids.uuid())
            .deadline(now + *timeout)
            .invoked_function_arn(function_arn)
            .trace_id(origin.ids.trace_id(seconds))
            .function(Arc::clone(function))
            .clock(Arc::<VirtualClock>::clone(clock))
    }

    /// Hands an event to the app and waits for all of its reply.
    async fn call(&self, event: Bytes, context: Context) -> Finished {
        assert!(
            event.len() <= MAX_PAYLOAD,
            "Lambda takes events of up to {MAX_PAYLOAD} bytes, and this one has {}",
            event.len()
        );
        let request_id = context.request_id().to_owned();
        let after_response = self.inner.app.after_response(&context);
        let invocation = Invocation::new(event.clone(), context);
        let result = match self.inner.app.clone().oneshot(invocation).await {
            Ok(reply) => Ok((reply.is_streaming(), reply.collect().await)),
            Err(failure) => Err(failure),
        };
        after_response.await;
        Finished::new(request_id, event, result)
    }
}

/// Answers what is sent to the function of a cloud that has none.
async fn nobody() -> Result<(), Error> {
    Err(Error::msg("this cloud was made without a function"))
}

impl fmt::Debug for Cloud {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { origin, clock, function, timeout, .. } = &*self.inner;
        f.debug_struct("Cloud")
            .field("function", &function.name)
            .field("region", &origin.region)
            .field("account_id", &origin.account_id)
            .field("now", &clock.now())
            .field("timeout", timeout)
            .finish_non_exhaustive()
    }
}
