//! One run of a schedule as an argument.

use bytes::Bytes;
use bytestring::ByteString;

use crate::event::schedule::wire;
use crate::event::shared::{share, share_optional};
use crate::extract::{FromInput, Input, Rejection};

/// One run of a schedule: which one, and for what time.
///
/// # Example
/// ```
/// use sls_core::event::schedule::{Event, Schedule};
/// use sls_core::{App, Error, Handler};
///
/// async fn report(event: Event) -> Result<(), Error> {
///     println!("{} for {}", event.name(), event.time());
///     Ok(())
/// }
///
/// let app = App::new().handler(Handler::new("report").on(Schedule::new("rate(1 day)"), report));
/// # assert!(app.into_service().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct Event {
    id: ByteString,
    arn: ByteString,
    account: ByteString,
    region: ByteString,
    time: ByteString,
}

impl Event {
    /// The event's id, the same for every attempt.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The name of the rule or schedule, which is the last part of its ARN.
    #[must_use]
    pub fn name(&self) -> &str {
        wire::name_of(&self.arn)
    }

    /// The ARN of the rule or schedule.
    #[must_use]
    pub fn arn(&self) -> &str {
        &self.arn
    }

    /// The AWS account of the rule or schedule.
    #[must_use]
    pub fn account(&self) -> &str {
        &self.account
    }

    /// The AWS Region of the rule or schedule.
    #[must_use]
    pub fn region(&self) -> &str {
        &self.region
    }

    /// The time that was due, in UTC, as in `2026-03-01T10:00:00Z`.
    #[must_use]
    pub fn time(&self) -> &str {
        &self.time
    }

    pub(super) fn shared(event: &Bytes, wire: &wire::Event<'_>) -> Self {
        let optional = |text| share_optional(event, text).unwrap_or_default();
        Self {
            id: optional(&wire.id),
            arn: wire.arn().map(|arn| share(event, arn)).unwrap_or_default(),
            account: optional(&wire.account),
            region: optional(&wire.region),
            time: optional(&wire.time),
        }
    }
}

#[diagnostic::do_not_recommend]
impl FromInput for Event {
    fn from_input(input: &Input<'_>) -> Result<Self, Rejection> {
        input.demand("an event of a schedule")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::Source;
    use crate::event::schedule::serve::Unit;
    use crate::event::shared::extract;
    use crate::extract::Whole;

    fn event(payload: &'static str) -> Event {
        let raw = Bytes::from_static(payload.as_bytes());
        let wire = wire::decode(payload).unwrap();
        extract(Source::EventBridge, &Unit { raw: &raw, event: &wire }).unwrap()
    }

    #[test]
    fn says_which_schedule_it_is_of() {
        let event = event(
            r#"{"version":"0","id":"53dc4d37","detail-type":"Scheduled Event",
            "source":"aws.scheduler","account":"111122223333","time":"2026-03-01T10:00:00Z",
            "region":"eu-west-1","resources":[
            "arn:aws:scheduler:eu-west-1:111122223333:schedule/default/nightly"],"detail":"{}"}"#,
        );
        assert_eq!(event.id(), "53dc4d37");
        assert_eq!(event.name(), "nightly");
        assert!(event.arn().starts_with("arn:aws:scheduler:"));
        assert_eq!(event.account(), "111122223333");
        assert_eq!(event.region(), "eu-west-1");
        assert_eq!(event.time(), "2026-03-01T10:00:00Z");
    }

    #[test]
    fn has_no_name_where_the_event_has_no_arn() {
        let event = event(r#"{"source":"aws.events","detail-type":"Scheduled Event"}"#);
        assert_eq!((event.name(), event.arn()), ("", ""));
    }

    #[test]
    fn is_refused_on_other_sources() {
        let event = Bytes::from_static(b"{}");
        let refused = extract::<Event>(Source::Unrecognized, &Whole(&event)).unwrap_err();
        assert_eq!(refused.to_string(), "event: not an event of a schedule");
    }
}
