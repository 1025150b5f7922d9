//! What AWS does around a function, in simulated time.
//!
//! A [`Cloud`](crate::Cloud) holds a world: functions, and what calls them. Nothing in it sleeps and
//! nothing reads a clock. It moves when a test says so, by
//! [`advance`](crate::Cloud::advance) or [`run_until_idle`](crate::Cloud::run_until_idle), from one
//! thing that happens to the next. The same seed and the same calls give the same
//! [`History`].
//!
//! | what | behaves as described in |
//! |---|---|
//! | [`Function`] with a [`Script`] or an app | AWS Lambda developer guide, "Understanding the Lambda execution environment lifecycle" |
//! | a topic, by [`TopicSettings`] | Amazon SNS developer guide, "Fanout to Lambda functions" and "Amazon SNS message delivery retries" |
//! | a bucket, by [`BucketSettings`] | Amazon S3 user guide, "Amazon S3 Event Notifications" |
//! | an asynchronous invocation of it | AWS Lambda developer guide, "How Lambda handles errors and retries with asynchronous invocation" |
//! | [`KinesisStream`] with [`StreamMapping`]s | AWS Lambda developer guide, "Using Lambda to process records from Amazon Kinesis Data Streams" |
//! | [`DynamoDbTable`] with [`StreamMapping`]s | AWS Lambda developer guide, "Using AWS Lambda with Amazon DynamoDB" |
//! | a queue of [`QueueSettings`], read by a [`QueueMapping`] | AWS Lambda developer guide, "Using Lambda with Amazon SQS" |
//! | a topic of [`KafkaTopicSettings`], read by a [`KafkaMapping`] | AWS Lambda developer guide, "Using Lambda with Amazon MSK" |
//!
//! # How it is built
//! Each service is a part that knows nothing of the others. It keeps an agenda of its own and works
//! on a desk, which has the time, the identifiers and the dice; what it hands to others it posts
//! there as a parcel, addressed by ARN. The world picks the earliest of all agendas, gives that part
//! its turn, carries the parcels, and goes on. Code of the user runs outside of it: the world hands
//! out a run and is told later what came of it and how long it took.

mod agenda;
mod asynchronous;
mod batch_delivery;
mod bill;
mod buckets;
mod buses;
mod desk;
mod destination;
mod dice;
mod faults;
mod history;
mod kafka;
mod lambda;
mod limits;
mod outcome;
mod parcel;
mod part;
mod pattern;
mod queues;
mod streams;
mod topics;
mod world;

pub use self::batch_delivery::BatchDelivery;
pub use self::bill::{Bill, Prices, Tier, Usage};
pub use self::buckets::{BucketSettings, NotificationSettings};
pub use self::faults::{Fault, Faults, Injected};
pub use self::history::{Entry, History};
pub use self::kafka::{KafkaMapping, KafkaTopicSettings};
pub use self::lambda::{
    Call, ClockModel, Exit, Function, Invoked, Script, TimeoutMode, TimeoutText,
};
pub use self::limits::Limits;
pub use self::outcome::{Act, Outcome};
pub use self::parcel::{Attribute, Message};
pub use self::queues::{MessageState, QueueMapping, QueueMessage, QueueSettings};
pub use self::streams::{
    DiscardReason, Discarded, DynamoDbTable, KinesisStream, Placed, StartingPosition,
    StreamDelivery, StreamMapping,
};
pub use self::topics::{SubscriptionSettings, TopicSettings};

pub(crate) use self::asynchronous::check as check_async;
pub(crate) use self::lambda::check as check_event;
pub(crate) use self::lambda::{Attempt, Behaviour, Ran, Run, Stage};
pub(crate) use self::parcel::{Answer, Parcel, Ticket};
pub(crate) use self::world::{Step, World};
