//! Which events a handler serves.

use std::fmt;

use serde::Serialize;

/// Every recognised event of AWS IoT, with the whole event as the payload.
///
/// What the handler returns is sent as JSON, as for a direct invocation: custom authorizers and
/// provisioning hooks wait for it, buttons do not.
///
/// # Example
/// ```
/// use serde::Deserialize;
/// use sls_core::event::iot::Event;
/// use sls_core::{App, Handler, Json};
///
/// #[derive(Deserialize)]
/// #[serde(rename_all = "camelCase")]
/// struct Click {
///     serial_number: String,
/// }
///
/// async fn ring(Json(click): Json<Click>) {
///     println!("{} was pressed", click.serial_number);
/// }
///
/// let app = App::new().handler(Handler::new("ring").on(Event::any(), ring));
/// # assert!(app.into_service().is_ok());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[must_use]
#[non_exhaustive]
pub struct Event {}

impl Event {
    /// Every recognised event.
    pub const fn any() -> Self {
        Self {}
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any AWS IoT event")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_itself_in_messages() {
        assert_eq!(Event::any().to_string(), "any AWS IoT event");
        assert_eq!(serde_json::to_string(&Event::any()).unwrap(), "{}");
    }
}
