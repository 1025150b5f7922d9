//! The tumbling window of a batch as an argument.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use bytestring::ByteString;
use http::StatusCode;

use crate::event::kinesis::wire;
use crate::event::shared::share;
use crate::extract::{FromInput, Input, Location, Rejection};

/// The tumbling window that a batch belongs to.
///
/// Only streams with a tumbling window have one; take `Option<Window>` where it may be absent
/// (AWS Lambda developer guide, "Configuring tumbling windows").
///
/// # Example
/// ```
/// use sls_core::event::kinesis::{Stream, Window};
/// use sls_core::{App, Error, Handler};
///
/// async fn click(window: Option<Window>) -> Result<(), Error> {
///     if let Some(window) = window {
///         println!("from {} until {}: {}", window.start(), window.end(), window.state());
///     }
///     Ok(())
/// }
///
/// let app = App::new().handler(Handler::new("click").on(Stream::new("clicks"), click));
/// # assert!(app.into_service().is_ok());
/// ```
#[derive(Clone)]
pub struct Window {
    start: ByteString,
    end: ByteString,
    state: ByteString,
    is_final: bool,
    is_terminated_early: bool,
}

impl Window {
    /// When it begins, in UTC, as in `2026-03-01T10:00:00Z`.
    #[must_use]
    pub fn start(&self) -> &str {
        &self.start
    }

    /// When it ends, in UTC; this moment belongs to the next window.
    #[must_use]
    pub fn end(&self) -> &str {
        &self.end
    }

    /// What the previous invocation of this window returned, as JSON; at first `{}`.
    #[must_use]
    pub fn state(&self) -> &str {
        &self.state
    }

    /// Whether this is its last invocation, after which the state is dropped.
    #[must_use]
    pub fn is_final(&self) -> bool {
        self.is_final
    }

    /// Whether it ends before its time because its state grew over 1 MB.
    #[must_use]
    pub fn is_terminated_early(&self) -> bool {
        self.is_terminated_early
    }

    pub(super) fn shared(raw: &Bytes, event: &wire::Event<'_>) -> Result<Self, Rejection> {
        let window = event.window.as_ref().ok_or_else(|| {
            let status = StatusCode::INTERNAL_SERVER_ERROR;
            Rejection::new(status, Location::Event, Rejection::MISSING).at("window")
        })?;
        Ok(Self {
            start: share(raw, &window.start),
            end: share(raw, &window.end),
            state: match event.state {
                Some(state) => share(raw, &Cow::Borrowed(state.get())),
                None => ByteString::from_static("{}"),
            },
            is_final: event.is_final_invoke_for_window,
            is_terminated_early: event.is_window_terminated_early,
        })
    }
}

/// Without the state, which may be confidential.
impl fmt::Debug for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Window")
            .field("start", &self.start)
            .field("end", &self.end)
            .field("is_final", &self.is_final)
            .field("is_terminated_early", &self.is_terminated_early)
            .finish_non_exhaustive()
    }
}

impl FromInput for Window {
    fn from_input(input: &Input<'_>) -> Result<Self, Rejection> {
        input.demand("an Amazon Kinesis record")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::Source;
    use crate::event::kinesis::serve::Unit;
    use crate::event::shared::extract;

    fn window<T: FromInput>(fields: &str) -> Result<T, Rejection> {
        let record = r#"{"kinesis":{"sequenceNumber":"1","data":""}}"#;
        let event = Bytes::from(format!(r#"{{"Records":[{record}]{fields}}}"#));
        let decoded = wire::decode(std::str::from_utf8(&event).unwrap()).unwrap();
        extract(
            Source::Kinesis,
            &Unit { raw: &event, event: &decoded, record: &decoded.records[0] },
        )
    }

    const BOUNDS: &str =
        r#","window":{"start":"2026-03-01T10:00:00Z","end":"2026-03-01T10:02:00Z"}"#;

    #[test]
    fn has_bounds_state_and_flags() {
        let fields = format!(
            r#"{BOUNDS},"state": {{"1": 282}} ,"isFinalInvokeForWindow":true,"isWindowTerminatedEarly":true"#
        );
        let window: Window = window(&fields).unwrap();
        assert_eq!(window.start(), "2026-03-01T10:00:00Z");
        assert_eq!(window.end(), "2026-03-01T10:02:00Z");
        assert_eq!(window.state(), r#"{"1": 282}"#);
        assert!(window.is_final() && window.is_terminated_early());
        assert!(!format!("{window:?}").contains("282"));
    }

    #[test]
    fn begins_with_an_empty_state() {
        for state in ["", r#","state":null"#, r#","state":{}"#] {
            let window: Window = window(&format!("{BOUNDS}{state}")).unwrap();
            assert_eq!(window.state(), "{}");
            assert!(!window.is_final() && !window.is_terminated_early());
        }
    }

    #[test]
    fn may_be_absent_where_it_is_optional() {
        assert!(window::<Option<Window>>("").unwrap().is_none());
        assert!(window::<Option<Window>>(r#","window":null"#).unwrap().is_none());
        assert!(window::<Option<Window>>(BOUNDS).unwrap().is_some());
        assert_eq!(window::<Window>("").unwrap_err().to_string(), "event `window`: missing");
    }
}
