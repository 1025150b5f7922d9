//! Parts of events and of replies that have the user's types.

use bytes::Bytes;
use bytestring::ByteString;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};

use crate::event::shared::share_bytes;
use crate::extract::{Location, Rejection, json_problem};
use crate::failure::Failure;

/// Decodes a part of an event, which stands at `place` in it.
pub(crate) fn read<'a, T: Deserialize<'a>>(
    json: &'a str,
    location: Location,
    place: &str,
) -> Result<T, Rejection> {
    serde_json::from_str(json).map_err(|error| rejection::<T>(json, &error, location, place))
}

/// Decodes once more, this time keeping track of the path, since only failures need it.
#[cold]
fn rejection<'a, T: Deserialize<'a>>(
    json: &'a str,
    error: &serde_json::Error,
    location: Location,
    place: &str,
) -> Rejection {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    let rejection = Rejection::new(status, location, json_problem(error));
    let mut tracked = serde_json::Deserializer::from_str(json);
    match serde_path_to_error::deserialize::<_, T>(&mut tracked) {
        Err(error) => rejection.at(error.path().to_string()).within(place),
        Ok(_) => rejection.at(place),
    }
}

/// Text as a value of its own, shared where it lies in the event.
pub(crate) fn text(event: &Bytes, text: &str) -> ByteString {
    ByteString::try_from(share_bytes(event, text.as_bytes())).unwrap_or_default()
}

/// A part of an event that is not there.
pub(crate) fn missing(path: &str) -> Rejection {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    Rejection::new(status, Location::Event, Rejection::MISSING).at(path)
}

/// Encodes a part of a reply; `what` names it in messages.
pub(crate) fn write(value: &impl Serialize, what: &str) -> Result<Box<RawValue>, Failure> {
    to_raw_value(value).map_err(|error| unencodable(what, &format!("written as JSON: {error}")))
}

/// The same for a part that AWS takes as a JSON object only.
pub(crate) fn write_object(value: &impl Serialize, what: &str) -> Result<Box<RawValue>, Failure> {
    let json = write(value, what)?;
    if !json.get().starts_with('{') {
        return Err(unencodable(what, "sent, since it is no JSON object"));
    }
    Ok(json)
}

/// A finished reply as bytes.
pub(crate) fn write_reply(reply: &impl Serialize, what: &str) -> Result<Vec<u8>, Failure> {
    serde_json::to_vec(reply).map_err(|error| unencodable(what, &format!("written: {error}")))
}

#[cold]
fn unencodable(what: &str, problem: &str) -> Failure {
    Failure::new("Sls.ReplyEncode", format!("{what} cannot be {problem}"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[derive(Debug, Deserialize)]
    struct Game {
        scores: Vec<u8>,
    }

    #[test]
    fn says_where_in_the_event_a_part_is_wrong() {
        let read = |json, place| read::<Game>(json, Location::Event, place);
        assert_eq!(read(r#"{"scores":[1]}"#, "session").unwrap().scores, [1]);
        for (json, expected) in [
            (r#"{"scores":[1,"x"]}"#, "event `session.scores[1]`: expected u8"),
            ("{}", "event `session`: missing field `scores`"),
            ("7", "event `session`: expected struct Game"),
            ("[", "event `session`: the JSON ends too early"),
        ] {
            assert_eq!(read(json, "session").unwrap_err().to_string(), expected);
        }
        assert_eq!(missing("session").to_string(), "event `session`: missing");
        let list = super::read::<Vec<Game>>(r#"[{"scores":["x"]}]"#, Location::Body, "games");
        assert_eq!(list.unwrap_err().to_string(), "body `games[0].scores[0]`: expected u8");
        let whole = super::read::<Vec<Game>>("[7]", Location::Body, "");
        assert_eq!(whole.unwrap_err().to_string(), "body `[0]`: expected struct Game");
    }

    #[test]
    fn shares_text_of_the_event_and_copies_other_text() {
        let event = Bytes::from_static(b"0123456789");
        let part = std::str::from_utf8(&event[2..5]).unwrap();
        assert_eq!(text(&event, part).as_ptr(), part.as_ptr());
        assert_eq!(text(&event, "true"), "true");
    }

    #[test]
    fn refuses_what_is_no_object() {
        assert_eq!(write_object(&BTreeMap::from([("a", 1)]), "data").unwrap().get(), r#"{"a":1}"#);
        let failure = write_object(&7, "the data").unwrap_err();
        assert_eq!(failure.error_type(), "Sls.ReplyEncode");
        assert_eq!(failure.message(), "the data cannot be sent, since it is no JSON object");
    }

    #[test]
    fn names_what_json_cannot_hold() {
        let odd = BTreeMap::from([(vec![1], 2)]);
        let failure = write(&odd, "the data").unwrap_err();
        assert_eq!(failure.message(), "the data cannot be written as JSON: key must be a string");
        assert_eq!(
            write_reply(&odd, "the answer").unwrap_err().message(),
            "the answer cannot be written: key must be a string"
        );
    }
}
