//! Events as AWS services deliver them to a function, valid as they stand.
//!
//! | builder | what the function receives |
//! |---|---|
//! | [`SnsEvent`] | one notification of a topic |
//! | [`S3Event`] | object notifications of a bucket, one record or several |
//! | [`S3TestEvent`] | what S3 sends when a notification is configured |
//! | [`KinesisEvent`] | a batch of stream records, with or without a tumbling window |
//! | [`DynamoDbEvent`] | a batch of changes of a table, with or without a tumbling window |
//! | [`KafkaEvent`] | a batch of records of a topic, from MSK or another cluster |
//! | [`SqsEvent`] | messages of a queue, standard or FIFO |
//! | [`EventBridgeEvent`] | an event of a bus, a schedule, or a function's destination |
//! | [`EventBridgeS3Event`] | an object notification of a bucket through EventBridge |
//! | [`DestinationRecord`] | the outcome of an asynchronous invocation |
//! | [`AlarmEvent`], [`CompositeAlarmEvent`] | an alarm with a Lambda action |
//! | [`AlarmNotification`] | what an alarm tells a topic |
//! | [`CloudWatchLogsEvent`] | log events of a subscription filter, or a control message |
//! | [`FirehoseEvent`] | records that a Firehose stream has transformed |
//! | [`AlexaEvent`] | a request to an Alexa skill |
//! | [`AuthorizerEvent`] | API Gateway's question to a Lambda authorizer |
//! | [`CognitoEvent`] | a call of a Cognito user pool |
//! | [`CustomResourceEvent`] | a request of CloudFormation for a custom resource |
//! | [`SesEvent`] | a mail that SES received |
//! | [`IotEvent`] | a message of an IoT rule, a button, a question about a device |
//! | [`StepFunctionsEvent`] | the input of a state machine's task, or an error that it caught |
//! | [`DirectEvent`] | whatever the invoker sent |
//!
//! Every builder starts from a complete event and is changed in three depths:
//! typed methods for what tests usually care about, `with` and `without` for any other place
//! (a JSON pointer, RFC 6901), and an [`Origin`] for region, account, time and identifiers.
//! HTTP events are not here: the front doors make them from a request.
//!
//! ```
//! use serde_json::json;
//! use sls_test::event::SnsEvent;
//!
//! let event = SnsEvent::new("order-events")
//!     .message_json(&json!({"order": 7}))
//!     .subject("new order")
//!     .with("/Records/0/Sns/SignatureVersion", "2")
//!     .build();
//!
//! assert_eq!(event["Records"][0]["Sns"]["Message"], r#"{"order":7}"#);
//! assert_eq!(event["Records"][0]["Sns"]["SignatureVersion"], "2");
//! ```

mod alarm;
mod alexa;
mod authorizer;
mod cloudwatch_logs;
mod cognito;
mod custom_resource;
mod digest;
mod direct;
mod dynamodb;
mod eventbridge;
mod firehose;
mod iot;
mod kafka;
mod kinesis;
mod origin;
mod patch;
mod s3;
mod ses;
mod sns;
mod sqs;
mod step_functions;

use bytes::Bytes;
use serde::Serialize;
use serde_json::Value;

pub use alarm::{
    AlarmEvent, AlarmMetric, AlarmNotification, AlarmState, CompositeAlarmEvent, SuppressedBy,
};
pub use alexa::{
    AlexaConfirmation, AlexaDialogState, AlexaEvent, AlexaIntent, AlexaPlayback, AlexaSessionEnd,
    AlexaSlot,
};
pub use authorizer::AuthorizerEvent;
pub use cloudwatch_logs::{CloudWatchLogsEvent, LogEvent};
pub use cognito::{CognitoChallenge, CognitoEvent, CognitoTrigger};
pub use custom_resource::CustomResourceEvent;
pub use direct::DirectEvent;
pub use dynamodb::{DynamoDbEvent, DynamoDbItem, DynamoDbRecord, StreamViewType};
pub use eventbridge::{DestinationRecord, EventBridgeEvent, EventBridgeS3Event, S3Change};
pub use firehose::{FirehoseEvent, FirehoseRecord};
pub use iot::{IotClick, IotEvent};
pub use kafka::{KafkaEvent, KafkaRecord};
pub use kinesis::{KinesisEvent, KinesisRecord, TumblingWindow};
pub use origin::Origin;
pub(crate) use origin::{iso_millis, iso_seconds};
pub use s3::{S3Event, S3EventName, S3TestEvent, UnknownS3EventName};
pub use ses::{SesDmarcPolicy, SesEvent, SesVerdict};
pub use sns::{SnsAttribute, SnsEvent};
pub use sqs::{SqsAttribute, SqsEvent, SqsMessage};
pub use step_functions::StepFunctionsEvent;

/// Every builder of this module.
///
/// The builders have these methods of their own too; the trait is for code that takes any of them.
///
/// # Example
/// ```
/// use sls_test::event::{BuildEvent, Origin, S3Event, SnsEvent};
///
/// fn records(event: impl BuildEvent) -> usize {
///     event.build_in(&Origin::default())["Records"].as_array().map_or(0, Vec::len)
/// }
///
/// assert_eq!(records(SnsEvent::new("orders")), 1);
/// assert_eq!(records(S3Event::put("receipts", "a").and(S3Event::put("receipts", "b"))), 2);
/// ```
pub trait BuildEvent: sealed::Sealed {
    /// The event, with the region, account, time and identifiers of `origin`.
    ///
    /// # Panics
    /// When a JSON pointer given to `with` has no place in the event.
    fn build_in(&self, origin: &Origin) -> Value;
}

mod sealed {
    /// New builders are new public API of this crate, not of its users.
    pub trait Sealed {}
}

/// The methods that all builders share.
///
/// Each builder brings `fn event(&self, &Origin) -> Value` and a field `patches`.
macro_rules! event_builder {
    ($builder:ident) => {
        impl $builder {
            /// Sets one place of the built event, named by a JSON pointer (RFC 6901).
            ///
            /// The parent has to exist; a missing member or the element after the last is added.
            /// Applied in the order of the calls, after everything else.
            ///
            /// # Panics
            /// At once if `pointer` is neither empty nor starts with `/`;
            /// when the event is built if its parent does not exist.
            #[track_caller]
            pub fn with(mut self, pointer: &str, value: impl Into<serde_json::Value>) -> Self {
                self.patches.set(pointer, value.into());
                self
            }

            /// Removes one place of the built event, named by a JSON pointer (RFC 6901).
            ///
            /// # Panics
            /// At once if `pointer` does not start with `/`;
            /// when the event is built if there is nothing to remove.
            #[track_caller]
            pub fn without(mut self, pointer: &str) -> Self {
                self.patches.remove(pointer);
                self
            }

            /// The event, as if sent by an [`Origin`] that the whole process shares.
            ///
            /// Each call makes a new event with new identifiers.
            ///
            /// # Panics
            /// When a JSON pointer given to `with` has no place in the event.
            #[must_use]
            pub fn build(&self) -> serde_json::Value {
                self.build_in($crate::event::Origin::shared())
            }

            /// The event, with the region, account, time and identifiers of `origin`.
            ///
            /// # Panics
            /// When a JSON pointer given to `with` has no place in the event.
            #[must_use]
            pub fn build_in(&self, origin: &$crate::event::Origin) -> serde_json::Value {
                let mut event = self.event(origin);
                self.patches.apply(&mut event);
                event
            }

            /// What [`build`](Self::build) makes, as the bytes that a function receives.
            ///
            /// # Panics
            /// When a JSON pointer given to `with` has no place in the event.
            #[must_use]
            pub fn to_bytes(&self) -> bytes::Bytes {
                $crate::event::to_bytes(&self.build())
            }
        }

        impl $crate::event::sealed::Sealed for $builder {}

        impl $crate::event::BuildEvent for $builder {
            fn build_in(&self, origin: &$crate::event::Origin) -> serde_json::Value {
                $builder::build_in(self, origin)
            }
        }

        impl From<$builder> for serde_json::Value {
            fn from(builder: $builder) -> Self {
                builder.build()
            }
        }

        impl From<$builder> for bytes::Bytes {
            fn from(builder: $builder) -> Self {
                builder.to_bytes()
            }
        }
    };
}
use event_builder;

/// The compact JSON text of an event.
pub(crate) fn to_bytes(event: &Value) -> Bytes {
    event.to_string().into()
}

/// The JSON form of what a test put in.
#[track_caller]
pub(crate) fn to_value(value: &(impl Serialize + ?Sized)) -> Value {
    match serde_json::to_value(value) {
        Ok(value) => value,
        Err(error) => panic!("the value has no JSON form: {error}"),
    }
}

/// The JSON text of what a test put in.
///
/// Members stay in the order of the type, which a [`Value`] would not keep.
#[track_caller]
pub(crate) fn to_text(value: &(impl Serialize + ?Sized)) -> String {
    match serde_json::to_string(value) {
        Ok(text) => text,
        Err(error) => panic!("the value has no JSON form: {error}"),
    }
}
