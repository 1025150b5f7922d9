//! The event as Alexa sends it, borrowed from the payload.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

// The crate for cookies brings this one for dates.
use cookie::time::OffsetDateTime;
use cookie::time::format_description::well_known::Rfc3339;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::event::Source;
use crate::event::cow::{Text, optional, or_default, text};
use crate::event::shared::undecodable;
use crate::failure::Failure;

/// What is common to all requests, and the request in both forms.
#[derive(Debug)]
pub(super) struct Event<'a> {
    /// Requests of an audio player have none.
    pub(super) session: Option<Session<'a>>,
    /// Requests of old skills have none.
    pub(super) context: Option<&'a RawValue>,
    pub(super) system: System<'a>,
    /// The member `request` as it stands in the event.
    pub(super) json: &'a str,
    pub(super) request: Request<'a>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Session<'a> {
    #[serde(rename = "new", default, deserialize_with = "or_default")]
    pub(super) is_new: bool,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) session_id: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(super) attributes: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "or_default")]
    pub(super) application: Application<'a>,
    #[serde(borrow, default, deserialize_with = "or_default")]
    pub(super) user: User<'a>,
}

/// `context.System`
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct System<'a> {
    #[serde(borrow, default, deserialize_with = "or_default")]
    pub(super) application: Application<'a>,
    #[serde(borrow, default, deserialize_with = "or_default")]
    pub(super) user: User<'a>,
    #[serde(borrow, default, deserialize_with = "or_default")]
    pub(super) device: Device<'a>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) api_endpoint: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) api_access_token: Option<Cow<'a, str>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Application<'a> {
    #[serde(borrow, default, deserialize_with = "optional")]
    application_id: Option<Cow<'a, str>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct User<'a> {
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) user_id: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) access_token: Option<Cow<'a, str>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Device<'a> {
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) device_id: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "or_default")]
    pub(super) supported_interfaces: BTreeMap<String, &'a RawValue>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Request<'a> {
    #[serde(borrow, rename = "type", deserialize_with = "text")]
    pub(super) kind: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) request_id: Option<Cow<'a, str>>,
    #[serde(borrow)]
    timestamp: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) locale: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) dialog_state: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(super) intent: Option<Intent<'a>>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) reason: Option<Cow<'a, str>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Intent<'a> {
    #[serde(borrow, deserialize_with = "text")]
    pub(super) name: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) confirmation_status: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "or_default")]
    pub(super) slots: BTreeMap<String, Slot<'a>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Slot<'a> {
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) confirmation_status: Option<Cow<'a, str>>,
    #[serde(borrow, flatten)]
    pub(super) said: Said<'a>,
    #[serde(borrow)]
    pub(super) slot_value: Option<SlotValue<'a>>,
}

/// One value, or several where the slot takes them (`"type": "List"`).
#[derive(Debug, Deserialize)]
pub(super) struct SlotValue<'a> {
    #[serde(borrow, default, deserialize_with = "or_default")]
    pub(super) values: Vec<Said<'a>>,
}

/// What was said, and what of the slot's type it stands for.
#[derive(Debug, Deserialize)]
pub(super) struct Said<'a> {
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) value: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "or_default")]
    resolutions: Resolutions<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Resolutions<'a> {
    #[serde(borrow, default, deserialize_with = "or_default")]
    resolutions_per_authority: Vec<Resolution<'a>>,
}

#[derive(Debug, Deserialize)]
struct Resolution<'a> {
    #[serde(borrow, default, deserialize_with = "or_default")]
    values: Vec<Candidate<'a>>,
}

#[derive(Debug, Deserialize)]
struct Candidate<'a> {
    #[serde(borrow)]
    value: Meaning<'a>,
}

/// A value of the slot's type.
#[derive(Debug, Deserialize)]
pub(super) struct Meaning<'a> {
    #[serde(borrow, deserialize_with = "text")]
    pub(super) name: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "optional")]
    pub(super) id: Option<Cow<'a, str>>,
}

pub(super) fn decode(payload: &str) -> Result<Event<'_>, Failure> {
    try_decode(payload).map_err(|error| undecodable(Source::Alexa, &error))
}

fn try_decode(payload: &str) -> serde_json::Result<Event<'_>> {
    #[derive(Deserialize)]
    struct Wire<'a> {
        #[serde(borrow)]
        session: Option<Session<'a>>,
        #[serde(borrow)]
        context: Option<&'a RawValue>,
        #[serde(borrow)]
        request: &'a RawValue,
    }

    #[derive(Default, Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Context<'a> {
        #[serde(borrow, default, deserialize_with = "or_default")]
        system: System<'a>,
    }

    let Wire { session, context, request } = serde_json::from_str(payload)?;
    let system = match context {
        Some(context) => serde_json::from_str::<Context<'_>>(context.get())?.system,
        None => System::default(),
    };
    let json = request.get();
    Ok(Event { session, context, system, json, request: serde_json::from_str(json)? })
}

impl<'a> Event<'a> {
    /// The skill that was spoken to.
    pub(super) fn application_id(&self) -> Option<&str> {
        let in_session = || self.session.as_ref()?.application.application_id.as_deref();
        self.system.application.application_id.as_deref().or_else(in_session)
    }

    /// The person, as the skill knows them.
    pub(super) fn user(&self) -> &User<'a> {
        match &self.session {
            Some(session) if self.system.user.user_id.is_none() => &session.user,
            _ => &self.system.user,
        }
    }

    pub(super) fn intent(&self) -> Option<&str> {
        self.request.intent.as_ref().map(|intent| intent.name.as_ref())
    }
}

impl Request<'_> {
    /// When it was sent: RFC 3339, or milliseconds since 1970 in old versions.
    pub(super) fn timestamp(&self) -> Option<SystemTime> {
        let json = self.timestamp?.get();
        if let Ok(Text(text)) = serde_json::from_str::<Text<'_>>(json) {
            return OffsetDateTime::parse(&text, &Rfc3339).ok().map(SystemTime::from);
        }
        let since_epoch = Duration::from_millis(serde_json::from_str(json).ok()?);
        SystemTime::UNIX_EPOCH.checked_add(since_epoch)
    }
}

impl<'a> Said<'a> {
    /// The most probable value of the slot's type, if one was recognised.
    pub(super) fn meaning(&self) -> Option<&Meaning<'a>> {
        let authorities = &self.resolutions.resolutions_per_authority;
        let candidates = authorities.iter().find_map(|authority| authority.values.first())?;
        Some(&candidates.value)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(timestamp: &str) -> Option<SystemTime> {
        let payload =
            format!(r#"{{"request":{{"type":"LaunchRequest","timestamp":{timestamp}}}}}"#);
        decode(&payload).unwrap().request.timestamp()
    }

    #[test]
    fn takes_timestamps_as_text_and_as_milliseconds() {
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_772_359_200);
        for timestamp in
            [r#""2026-03-01T10:00:00Z""#, r#""2026-03-01T11:00:00+01:00""#, "1772359200000"]
        {
            assert_eq!(at(timestamp), Some(time), "{timestamp}");
        }
        for timestamp in ["null", r#""yesterday""#, "-1", "{}", r#""""#] {
            assert_eq!(at(timestamp), None, "{timestamp}");
        }
    }

    #[test]
    fn takes_the_application_from_the_context_before_the_session() {
        let request = r#""request":{"type":"LaunchRequest"}"#;
        for (rest, expected) in [
            (
                r#""session":{"application":{"applicationId":"old"}},
                   "context":{"System":{"application":{"applicationId":"new"}}}"#,
                Some("new"),
            ),
            (r#""session":{"application":{"applicationId":"old"}},"context":{}"#, Some("old")),
            (r#""session":null,"context":null"#, None),
        ] {
            let payload = format!("{{{rest},{request}}}");
            assert_eq!(decode(&payload).unwrap().application_id(), expected, "{rest}");
        }
    }

    #[test]
    fn names_the_field_that_is_not_as_documented() {
        let failure = decode(r#"{"request":{}}"#).unwrap_err();
        assert_eq!(failure.error_type(), "Sls.EventDecode");
        assert_eq!(
            failure.message(),
            "this Alexa Skills Kit event is not as AWS documents it: missing field `type`"
        );
    }

    proptest! {
        #[test]
        fn refuses_other_json_without_a_panic(json in "[\\[\\]{}:,\"a-z0-9]{0,40}") {
            let payload = format!(r#"{{"session":{json},"request":{{"type":"x","intent":{json}}}}}"#);
            let _ = decode(&payload);
        }

        #[test]
        fn reads_back_every_millisecond(millis in 0..4_102_444_800_000_u64) {
            let time = SystemTime::UNIX_EPOCH + Duration::from_millis(millis);
            prop_assert_eq!(at(&millis.to_string()), Some(time));
            let text = OffsetDateTime::from(time).format(&Rfc3339).unwrap();
            prop_assert_eq!(at(&format!("{text:?}")), Some(time));
        }
    }
}
