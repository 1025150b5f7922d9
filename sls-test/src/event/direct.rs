//! What an invoker sends by hand, through an SDK or the console.

use serde::Serialize;
use serde_json::Value;

use super::{Origin, event_builder, patch::Patches, to_value};

/// A direct invocation: the event is the value itself.
///
/// # Example
/// ```
/// use serde_json::json;
/// use sls_test::event::DirectEvent;
///
/// let event = DirectEvent::new(&json!({"name": "Ada", "age": 36})).without("/age");
/// assert_eq!(event.to_bytes(), r#"{"name":"Ada"}"#);
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct DirectEvent {
    value: Value,
    patches: Patches,
}

event_builder!(DirectEvent);

impl DirectEvent {
    /// The JSON form of `value`.
    ///
    /// # Panics
    /// If `value` has no JSON form, for example a map whose keys are not strings.
    #[track_caller]
    pub fn new(value: &(impl Serialize + ?Sized)) -> Self {
        Self { value: to_value(value), patches: Patches::default() }
    }

    fn event(&self, _: &Origin) -> Value {
        self.value.clone()
    }
}
