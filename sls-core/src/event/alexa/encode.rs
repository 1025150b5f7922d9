//! From a response to the JSON that Alexa reads.

use serde::Serialize;
use serde_json::value::RawValue;

use crate::event::alexa::response::{Fulfillment, Speech};
use crate::event::alexa::{Card, Response};
use crate::event::part;
use crate::failure::Failure;
use crate::reply::Reply;

/// The most bytes of a whole response.
const MOST_BYTES: usize = 24 * 1024;

/// The most characters of a speech, and of a card.
const MOST_CHARACTERS: usize = 8000;

/// Nothing is said and nothing is done: the only answer to a session that has ended.
const SILENCE: &str = r#"{"version":"1.0","response":{}}"#;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Envelope<'a> {
    version: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    session_attributes: Option<&'a RawValue>,
    response: Wire<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Wire<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    output_speech: Option<&'a Speech>,
    #[serde(skip_serializing_if = "Option::is_none")]
    card: Option<&'a Card>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reprompt: Option<Reprompt<'a>>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    directives: &'a [Box<RawValue>],
    #[serde(skip_serializing_if = "Option::is_none")]
    should_end_session: Option<bool>,
    #[serde(rename = "canFulfillIntent", skip_serializing_if = "Option::is_none")]
    fulfillment: Option<&'a Fulfillment>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Reprompt<'a> {
    output_speech: &'a Speech,
}

pub(super) fn silence() -> Reply {
    Reply::json(SILENCE)
}

impl Response {
    /// The reply; `attributes` are those of the session so far.
    pub(super) fn encode(&self, attributes: Option<&RawValue>) -> Result<Reply, Failure> {
        let speeches = [("the speech", &self.speech), ("the reprompt", &self.reprompt)];
        let speeches = speeches.into_iter().filter_map(|(what, speech)| {
            let characters = speech.as_ref()?.characters();
            Some((what, characters))
        });
        let card = self.card.iter().map(|card| ("the card", card.characters()));
        for (what, characters) in speeches.chain(card) {
            within(what, characters, MOST_CHARACTERS, "characters")?;
        }
        // An empty object is what a session begins with.
        let attributes = attributes.filter(|attributes| attributes.get() != "{}");
        let envelope = Envelope {
            version: "1.0",
            session_attributes: self.attributes.as_deref().or(attributes),
            response: Wire {
                output_speech: self.speech.as_ref(),
                card: self.card.as_ref(),
                reprompt: self.reprompt.as_ref().map(|output_speech| Reprompt { output_speech }),
                directives: &self.directives,
                should_end_session: self.should_end_session,
                fulfillment: self.fulfillment.as_ref(),
            },
        };
        let bytes = part::write_reply(&envelope, "the response of the Alexa skill")?;
        within("it", bytes.len(), MOST_BYTES, "bytes")?;
        Ok(Reply::json(bytes))
    }
}

fn within(what: &str, size: usize, most: usize, unit: &str) -> Result<(), Failure> {
    if size <= most {
        return Ok(());
    }
    let problem = format!(
        "Alexa would refuse the skill's response: {what} has {size} {unit}, of at most {most}"
    );
    Err(Failure::new("Sls.ReplyTooLarge", problem))
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;
    use crate::event::alexa::CanFulfill;

    fn bytes(reply: Reply) -> bytes::Bytes {
        reply.collect().now_or_never().unwrap().bytes
    }

    fn encoded(response: &Response) -> Value {
        serde_json::from_slice(&bytes(response.encode(None).unwrap())).unwrap()
    }

    #[test]
    fn has_the_form_that_alexa_documents() {
        let response = Response::new()
            .speech("Hi")
            .card(Card::simple("T", "C"))
            .reprompt_ssml("again?")
            .directive(&json!({"type": "Dialog.Delegate"}))
            .unwrap()
            .attributes(&json!({"n": 1}))
            .unwrap();
        let expected = r#"{"version":"1.0","sessionAttributes":{"n":1},"response":{"outputSpeech":{"type":"PlainText","text":"Hi"},"card":{"type":"Simple","title":"T","content":"C"},"reprompt":{"outputSpeech":{"type":"SSML","ssml":"<speak>again?</speak>"}},"directives":[{"type":"Dialog.Delegate"}],"shouldEndSession":false}}"#;
        assert_eq!(bytes(response.encode(None).unwrap()), expected);
        assert_eq!(bytes(Response::new().encode(None).unwrap()), SILENCE);
        assert_eq!(bytes(silence()), SILENCE);
    }

    #[test]
    fn ends_a_session_only_where_it_is_told_to() {
        let end = |response: Response| encoded(&response)["response"]["shouldEndSession"].clone();
        assert_eq!(end(Response::new().speech("Hi")), Value::Null);
        assert_eq!(end(Response::new().end_session()), true);
        assert_eq!(end(Response::new().keep_session()), false);
        assert_eq!(end(Response::new().reprompt("Well?")), false);
        assert_eq!(end(Response::new().end_session().reprompt("Well?")), true);
        assert_eq!(end(Response::new().reprompt("Well?").end_session()), true);
    }

    #[test]
    fn keeps_the_attributes_of_the_session_until_others_are_set() {
        let earlier: Box<RawValue> = serde_json::from_str(r#"{"n":1}"#).unwrap();
        let attributes = |response: Response| {
            let reply = response.encode(Some(&earlier)).unwrap();
            serde_json::from_slice::<Value>(&bytes(reply)).unwrap()["sessionAttributes"].clone()
        };
        assert_eq!(attributes(Response::new()), json!({"n": 1}));
        assert_eq!(attributes(Response::new().attributes(&json!({})).unwrap()), json!({}));
        assert!(Response::new().attributes(&7).is_err());
        assert!(Response::new().directive(&"x").is_err());
    }

    #[test]
    fn puts_speak_around_ssml_once() {
        for (ssml, expected) in [
            ("<break/>Hi", "<speak><break/>Hi</speak>"),
            (" <speak>Hi</speak>", " <speak>Hi</speak>"),
        ] {
            let speech = &encoded(&Response::new().ssml(ssml))["response"]["outputSpeech"];
            assert_eq!(*speech, json!({"type": "SSML", "ssml": expected}));
        }
    }

    #[test]
    fn answers_whether_an_intent_can_be_fulfilled() {
        let response = Response::new()
            .can_fulfill_slot("item", CanFulfill::Yes, CanFulfill::No)
            .can_fulfill(CanFulfill::Yes);
        let item = json!({"canUnderstand": "YES", "canFulfill": "NO"});
        let expected = json!({"canFulfill": "YES", "slots": {"item": item}});
        assert_eq!(encoded(&response)["response"]["canFulfillIntent"], expected);
    }

    #[test]
    fn refuses_what_is_longer_than_alexa_takes() {
        let text = |characters| "ä".repeat(characters);
        assert!(Response::new().speech(text(8000)).encode(None).is_ok());
        for (response, what) in [
            (Response::new().speech(text(8001)), "the speech has 8001 characters"),
            (Response::new().reprompt(text(8001)), "the reprompt has 8001 characters"),
            (Response::new().card(Card::simple("T", text(8000))), "the card has 8001 characters"),
        ] {
            let failure = response.encode(None).unwrap_err();
            assert_eq!(failure.error_type(), "Sls.ReplyTooLarge");
            assert_eq!(
                failure.message(),
                format!("Alexa would refuse the skill's response: {what}, of at most 8000")
            );
        }
        let large = Response::new().attributes(&json!({"a": "a".repeat(24 * 1024)})).unwrap();
        let failure = large.encode(None).unwrap_err();
        assert!(failure.message().ends_with("bytes, of at most 24576"), "{failure}");
    }

    proptest! {
        #[test]
        fn says_what_it_was_given(text in "\\PC{0,40}", title in "\\PC{0,40}") {
            let response = Response::new().speech(&text).card(Card::simple(&title, &text));
            let json = encoded(&response);
            prop_assert_eq!(&json["response"]["outputSpeech"]["text"], &text);
            prop_assert_eq!(&json["response"]["card"]["title"], &title);
        }
    }
}
