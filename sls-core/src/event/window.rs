//! Tumbling windows of streams.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use bytestring::ByteString;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::error::Error;
use crate::event::cow::{optional, or_default, text};
use crate::event::part;
use crate::event::shared::share;
use crate::extract::{FromInput, Input, Location, Rejection};
use crate::reply::{IntoOutcome, Outcomes};

/// The tumbling window that a batch belongs to, with what was counted in it so far.
///
/// A handler of whole batches takes it, changes the state and returns it: the next invocation of
/// the window finds that state, beginning with the default one in each window and shard. Records
/// may fail beside it through [`Outcomes::with_state`]. When the window ends, Lambda invokes once
/// more with [`is_final`](Self::is_final), often without records: then the result has to be
/// stored, since the state is dropped. A window whose state has more than 1 MB of JSON ends early.
///
/// A handler of single records sees the state too and cannot change it; it is not called for a
/// batch without records. Only streams with a tumbling window have one: take `Option<Window<S>>`
/// where it may be absent.
/// (AWS Lambda developer guide, "Implementing stateful processing in Kinesis Data Streams".)
///
/// # Example
/// ```
/// use serde::{Deserialize, Serialize};
/// use sls_core::event::kinesis::{Stream, Window};
/// use sls_core::{Batch, Error, Handler, Json};
///
/// #[derive(Default, Deserialize, Serialize)]
/// struct Sales {
///     cents: u64,
/// }
///
/// async fn add(mut window: Window<Sales>, prices: Batch<Json<u64>>) -> Result<Window<Sales>, Error> {
///     window.state.cents += prices.iter().map(|price| price.0).sum::<u64>();
///     if window.is_final() {
///         println!("{} cents from {} until {}", window.state.cents, window.start(), window.end());
///     }
///     Ok(window)
/// }
///
/// let handler = Handler::new("add").on(Stream::new("sales"), add);
/// ```
#[derive(Clone)]
#[must_use = "a batch of a window hands its state on by returning it"]
pub struct Window<S> {
    /// What the previous invocation of this window returned, and the next one is to find.
    pub state: S,
    frame: Frame,
}

/// A window without its state's type, as a source gives it.
#[derive(Clone)]
pub(crate) struct Frame {
    start: ByteString,
    end: ByteString,
    /// JSON.
    state: Option<ByteString>,
    is_final: bool,
    is_terminated_early: bool,
}

impl<S> Window<S> {
    /// When it begins, in UTC, as in `2026-03-01T10:00:00Z`.
    #[must_use]
    pub fn start(&self) -> &str {
        &self.frame.start
    }

    /// When it ends, in UTC; this moment belongs to the next window.
    #[must_use]
    pub fn end(&self) -> &str {
        &self.frame.end
    }

    /// Whether this is its last invocation, after which the state is dropped.
    #[must_use]
    pub fn is_final(&self) -> bool {
        self.frame.is_final
    }

    /// Whether it ends before its time because its state grew over 1 MB.
    #[must_use]
    pub fn is_terminated_early(&self) -> bool {
        self.frame.is_terminated_early
    }
}

/// Without the state, which may be confidential.
impl<S> fmt::Debug for Window<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Window")
            .field("start", &self.start())
            .field("end", &self.end())
            .field("is_final", &self.is_final())
            .field("is_terminated_early", &self.is_terminated_early())
            .finish_non_exhaustive()
    }
}

#[diagnostic::do_not_recommend]
impl<S: DeserializeOwned + Default + Send> FromInput for Window<S> {
    fn from_input(input: &Input<'_>) -> Result<Self, Rejection> {
        let frame: Frame = input.demand("a batch of a stream")?;
        let state = match &frame.state {
            Some(state) => part::read(state, Location::Event, "state")?,
            None => S::default(),
        };
        Ok(Self { state, frame })
    }
}

#[diagnostic::do_not_recommend]
impl<S: Serialize> IntoOutcome for Window<S> {
    fn into_outcome(self) -> Result<Outcomes, Error> {
        Outcomes::new().with_state(&self.state)
    }
}

/// What an event says beside its records, where they are read in windows.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Tumbling<'a> {
    #[serde(borrow)]
    window: Option<Bounds<'a>>,
    #[serde(borrow)]
    state: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(crate) shard_id: Option<Cow<'a, str>>,
    #[serde(borrow, rename = "eventSourceARN", default, deserialize_with = "optional")]
    pub(crate) event_source_arn: Option<Cow<'a, str>>,
    #[serde(default, deserialize_with = "or_default")]
    is_final_invoke_for_window: bool,
    #[serde(default, deserialize_with = "or_default")]
    is_window_terminated_early: bool,
}

#[derive(Debug, Deserialize)]
struct Bounds<'a> {
    #[serde(borrow, deserialize_with = "text")]
    start: Cow<'a, str>,
    #[serde(borrow, deserialize_with = "text")]
    end: Cow<'a, str>,
}

impl<'a> Tumbling<'a> {
    /// The state as the event has it, if there is a window; `None` inside when the window begins.
    pub(crate) fn window(&self) -> Option<Option<&'a RawValue>> {
        self.window.as_ref().map(|_| self.state)
    }

    /// The window for a handler's argument.
    pub(crate) fn frame(&self, raw: &Bytes) -> Result<Frame, Rejection> {
        let Some(window) = &self.window else {
            let status = http::StatusCode::INTERNAL_SERVER_ERROR;
            return Err(Rejection::new(status, Location::Event, Rejection::MISSING).at("window"));
        };
        let state = self.state.map(RawValue::get).filter(|state| !is_empty(state));
        Ok(Frame {
            start: share(raw, &window.start),
            end: share(raw, &window.end),
            state: state.map(|state| share(raw, &Cow::Borrowed(state))),
            is_final: self.is_final_invoke_for_window,
            is_terminated_early: self.is_window_terminated_early,
        })
    }
}

/// Whether this is how a window begins.
fn is_empty(state: &str) -> bool {
    let members = state.strip_prefix('{').and_then(|state| state.strip_suffix('}'));
    members.is_some_and(|members| members.trim_ascii().is_empty())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::event::Source;
    use crate::event::shared::extract;
    use crate::extract::{Demand, Work};

    #[derive(Debug)]
    struct Unit<'a> {
        raw: &'a Bytes,
        tumbling: Tumbling<'a>,
    }

    impl Work for Unit<'_> {
        fn raw(&self) -> &Bytes {
            self.raw
        }

        fn payload(&self) -> Result<Cow<'_, [u8]>, Rejection> {
            Ok(Cow::Borrowed(b""))
        }

        fn provide(&self, demand: &mut Demand<'_>) {
            demand.give(|| self.tumbling.frame(self.raw));
        }
    }

    fn window<T: FromInput>(fields: &str) -> Result<T, Rejection> {
        let raw = Bytes::from(format!(r#"{{"Records":[]{fields}}}"#));
        let tumbling = serde_json::from_slice(&raw).unwrap();
        extract(Source::Kinesis, &Unit { raw: &raw, tumbling })
    }

    const BOUNDS: &str =
        r#","window":{"start":"2026-03-01T10:00:00Z","end":"2026-03-01T10:02:00Z"}"#;

    type Counts = BTreeMap<String, u32>;

    #[test]
    fn has_bounds_state_and_flags() {
        let fields = format!(
            r#"{BOUNDS},"state": {{"1": 282}} ,"isFinalInvokeForWindow":true,"isWindowTerminatedEarly":true"#
        );
        let window: Window<Counts> = window(&fields).unwrap();
        assert_eq!(window.start(), "2026-03-01T10:00:00Z");
        assert_eq!(window.end(), "2026-03-01T10:02:00Z");
        assert_eq!(window.state, Counts::from([("1".to_owned(), 282)]));
        assert!(window.is_final() && window.is_terminated_early());
        assert!(!format!("{window:?}").contains("282"));
    }

    #[test]
    fn begins_with_the_default_state() {
        #[derive(Debug, PartialEq, Deserialize)]
        struct Lowest {
            cents: u32,
        }

        impl Default for Lowest {
            fn default() -> Self {
                Self { cents: u32::MAX }
            }
        }

        for state in ["", r#","state":null"#, r#","state":{}"#, r#","state": { } "#] {
            let window: Window<Lowest> = window(&format!("{BOUNDS}{state}")).unwrap();
            assert_eq!(window.state, Lowest::default());
            assert!(!window.is_final() && !window.is_terminated_early());
        }
        let window: Window<Lowest> = window(&format!(r#"{BOUNDS},"state":{{"cents":7}}"#)).unwrap();
        assert_eq!(window.state, Lowest { cents: 7 });
    }

    #[test]
    fn says_where_the_state_is_of_another_shape() {
        let fields = format!(r#"{BOUNDS},"state":{{"1":"secret"}}"#);
        let refused = window::<Window<Counts>>(&fields).unwrap_err();
        assert_eq!(refused.to_string(), "event `state.1`: expected u32");
    }

    #[test]
    fn may_be_absent_where_it_is_optional() {
        assert!(window::<Option<Window<Counts>>>("").unwrap().is_none());
        assert!(window::<Option<Window<Counts>>>(r#","window":null"#).unwrap().is_none());
        assert!(window::<Option<Window<Counts>>>(BOUNDS).unwrap().is_some());
        let refused = window::<Window<Counts>>("").unwrap_err();
        assert_eq!(refused.to_string(), "event `window`: missing");
    }

    #[test]
    fn hands_its_state_on() {
        let mut window: Window<Counts> = window(BOUNDS).unwrap();
        window.state.insert("1".to_owned(), 7);
        let (failed, state) = window.into_outcome().unwrap().into_parts();
        assert!(failed.is_empty());
        assert_eq!(state.unwrap().get(), r#"{"1":7}"#);
    }
}
