//! Our events as the types of `aws_lambda_events`.

use serde::de::DeserializeOwned;
use serde_json::Value;

/// The event as `T`.
#[track_caller]
pub(super) fn parse<T: DeserializeOwned>(event: &Value) -> T {
    match serde_json::from_value(event.clone()) {
        Ok(parsed) => parsed,
        Err(error) => {
            panic!("{} does not take {event:#}: {error}", std::any::type_name::<T>())
        }
    }
}
