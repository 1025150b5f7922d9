//! The event as Amazon EventBridge sends it, borrowed from the payload
//! (Amazon EventBridge user guide, "Event structure reference").

use std::borrow::Cow;

use bytes::Bytes;
use http::StatusCode;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::event::Source;
use crate::event::cow::{Text, optional, or_default, text};
use crate::event::shared::{Carrier, share, share_optional, undecodable};
use crate::extract::{Location, Rejection};
use crate::failure::Failure;

/// Input transformers may leave out whatever they like.
#[derive(Debug, Deserialize)]
pub(crate) struct Event<'a> {
    #[serde(borrow, deserialize_with = "text")]
    pub(crate) source: Cow<'a, str>,
    #[serde(borrow, rename = "detail-type", deserialize_with = "text")]
    pub(crate) detail_type: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) id: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) account: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) region: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) time: Option<Cow<'a, str>>,
    #[serde(borrow, rename = "replay-name", default, deserialize_with = "optional")]
    pub(super) replay_name: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "or_default")]
    pub(super) resources: Vec<Text<'a>>,
    #[serde(borrow)]
    detail: Option<&'a RawValue>,
}

pub(crate) fn decode(payload: &str) -> Result<Event<'_>, Failure> {
    try_decode(payload).map_err(|error| undecodable(Source::EventBridge, &error))
}

pub(super) fn try_decode(payload: &str) -> serde_json::Result<Event<'_>> {
    serde_json::from_str(payload)
}

impl<'a> Event<'a> {
    /// What the detail does not say.
    pub(super) fn carrier(&self, raw: &Bytes) -> Carrier {
        Carrier {
            account: share_optional(raw, &self.account),
            region: share_optional(raw, &self.region),
            time: share_optional(raw, &self.time),
            resource: self.resources.first().map(|Text(arn)| share(raw, arn)),
        }
    }

    /// The detail as it stands in the event.
    pub(crate) fn detail(&self) -> Result<&'a str, Rejection> {
        self.detail.map(RawValue::get).ok_or_else(|| {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            Rejection::new(status, Location::Event, Rejection::MISSING).at("detail")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn borrows_what_is_written_without_escapes() {
        let payload = r#"{"detail-type":"OrderPlaced","source":"shop","resources":["a"],
            "detail": {"order" : 7} }"#;
        let event = decode(payload).unwrap();
        assert!(matches!(event.source, Cow::Borrowed("shop")));
        assert!(matches!(event.resources[..], [Text(Cow::Borrowed("a"))]));
        assert_eq!(event.detail().unwrap(), r#"{"order" : 7}"#);
    }

    #[test]
    fn takes_null_and_missing_fields() {
        for rest in ["", r#","id":null,"time":null,"resources":null,"detail":null,"version":null"#]
        {
            let payload = format!(r#"{{"detail-type":"d","source":"s"{rest}}}"#);
            let event = decode(&payload).unwrap();
            assert!(event.id.is_none() && event.resources.is_empty());
            let refused = event.detail().unwrap_err();
            assert_eq!(refused.to_string(), "event `detail`: missing");
        }
    }

    #[test]
    fn names_the_field_that_is_not_as_documented() {
        for (payload, problem) in [
            (r#"{"source":"shop"}"#, "missing field `detail-type`"),
            (r#"{"source":{"secret":1},"detail-type":"d"}"#, "expected a string"),
        ] {
            let failure = decode(payload).unwrap_err();
            assert_eq!(failure.error_type(), "Sls.EventDecode");
            let expected =
                format!("this Amazon EventBridge event is not as AWS documents it: {problem}");
            assert_eq!(failure.message(), expected);
        }
    }
}
