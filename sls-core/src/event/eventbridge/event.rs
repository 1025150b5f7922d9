//! An event as an argument.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use bytestring::ByteString;

use crate::event::eventbridge::wire;
use crate::event::shared::{share, share_optional};
use crate::extract::{FromInput, Input, Rejection};

/// An event of a bus, with what EventBridge says about it.
///
/// Take [`Json`](crate::Json) where only the detail matters.
///
/// # Example
/// ```
/// use sls_core::event::eventbridge::{Event, Rule};
/// use sls_core::{App, Error, Handler};
///
/// async fn note(event: Event) -> Result<(), Error> {
///     println!("{} of {}: {}", event.detail_type(), event.source(), event.detail());
///     Ok(())
/// }
///
/// let app = App::new().handler(Handler::new("note").on(Rule::any().source("shop"), note));
/// # assert!(app.into_service().is_ok());
/// ```
#[derive(Clone)]
pub struct Event {
    id: ByteString,
    source: ByteString,
    detail_type: ByteString,
    account: ByteString,
    region: ByteString,
    time: ByteString,
    resources: Vec<ByteString>,
    replay_name: Option<ByteString>,
    detail: ByteString,
}

impl Event {
    /// The event's id, the same for every rule and every attempt.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Who put the event, as in `shop` or `aws.s3`.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// What the detail is about, as in `OrderPlaced`.
    #[must_use]
    pub fn detail_type(&self) -> &str {
        &self.detail_type
    }

    /// The AWS account that the event comes from.
    #[must_use]
    pub fn account(&self) -> &str {
        &self.account
    }

    /// The AWS Region that the event comes from.
    #[must_use]
    pub fn region(&self) -> &str {
        &self.region
    }

    /// When it happened by its source's clock, in UTC, as in `2026-03-01T10:00:00Z`.
    #[must_use]
    pub fn time(&self) -> &str {
        &self.time
    }

    /// The ARNs of what the event is about, chosen by its source.
    pub fn resources(&self) -> impl Iterator<Item = &str> {
        self.resources.iter().map(|arn| &**arn)
    }

    /// The name of the replay, if the event comes from an archive.
    #[must_use]
    pub fn replay_name(&self) -> Option<&str> {
        self.replay_name.as_deref()
    }

    /// The detail as JSON text; `null` if an input transformer left it out.
    #[must_use]
    pub fn detail(&self) -> &str {
        &self.detail
    }

    pub(super) fn shared(event: &Bytes, wire: &wire::Event<'_>) -> Self {
        let optional = |text| share_optional(event, text).unwrap_or_default();
        Self {
            id: optional(&wire.id),
            source: share(event, &wire.source),
            detail_type: share(event, &wire.detail_type),
            account: optional(&wire.account),
            region: optional(&wire.region),
            time: optional(&wire.time),
            resources: wire.resources.iter().map(|arn| share(event, &arn.0)).collect(),
            replay_name: share_optional(event, &wire.replay_name),
            detail: wire.detail().map_or(ByteString::from_static("null"), |detail| {
                share(event, &Cow::Borrowed(detail))
            }),
        }
    }
}

/// Without the detail, which may be confidential.
impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Event")
            .field("id", &self.id)
            .field("source", &self.source)
            .field("detail_type", &self.detail_type)
            .field("time", &self.time)
            .finish_non_exhaustive()
    }
}

#[diagnostic::do_not_recommend]
impl FromInput for Event {
    fn from_input(input: &Input<'_>) -> Result<Self, Rejection> {
        input.demand("an Amazon EventBridge event")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::Source;
    use crate::event::eventbridge::serve::Unit;
    use crate::event::shared::extract;
    use crate::extract::Whole;

    fn event(payload: &'static str) -> Event {
        let raw = Bytes::from_static(payload.as_bytes());
        let wire = wire::decode(payload).unwrap();
        extract(Source::EventBridge, &Unit { raw: &raw, event: &wire }).unwrap()
    }

    #[test]
    fn has_what_the_bus_says_about_it() {
        let event = event(
            r#"{"version":"0","id":"53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa",
            "detail-type":"OrderPlaced","source":"shop","account":"111122223333",
            "time":"2026-03-01T10:00:00Z","region":"eu-west-1","resources":["arn:a","arn:b"],
            "replay-name":"again","detail":{"secret":7}}"#,
        );
        assert_eq!(event.id(), "53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa");
        assert_eq!(event.source(), "shop");
        assert_eq!(event.detail_type(), "OrderPlaced");
        assert_eq!(event.account(), "111122223333");
        assert_eq!(event.region(), "eu-west-1");
        assert_eq!(event.time(), "2026-03-01T10:00:00Z");
        assert_eq!(event.resources().collect::<Vec<_>>(), ["arn:a", "arn:b"]);
        assert_eq!(event.replay_name(), Some("again"));
        assert_eq!(event.detail(), r#"{"secret":7}"#);
        assert!(!format!("{event:?}").contains("secret"), "{event:?}");
    }

    #[test]
    fn lacks_what_an_input_transformer_left_out() {
        let event = event(r#"{"detail-type":"d","source":"s"}"#);
        assert_eq!((event.id(), event.time(), event.detail()), ("", "", "null"));
        assert_eq!(event.replay_name(), None);
    }

    #[test]
    fn is_refused_on_other_sources() {
        let event = Bytes::from_static(b"{}");
        let refused = extract::<Event>(Source::Unrecognized, &Whole(&event)).unwrap_err();
        assert_eq!(refused.to_string(), "event: not an Amazon EventBridge event");
    }
}
