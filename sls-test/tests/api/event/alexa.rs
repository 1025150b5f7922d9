//! Golden shapes: Alexa Skills Kit, "Request and Response JSON Reference", "Request Types
//! Reference" and "AudioPlayer Interface Reference". `aws_lambda_events` has no types for Alexa.

use std::time::{Duration, SystemTime};

use proptest::prelude::*;
use serde_json::{Value, json};
use sls_core::Source;
use sls_core::event::detect;
use sls_test::event::{
    AlexaConfirmation, AlexaDialogState, AlexaEvent, AlexaIntent, AlexaPlayback, AlexaSessionEnd,
    AlexaSlot, Origin,
};

use super::form::assert_form;
use super::once::assert_given_out_once;

const SKILL: &str = "amzn1.ask.skill.0001";

/// Takes out what is new in every event, and checks its form.
#[track_caller]
fn without_ids(mut event: Value) -> Value {
    let request = "amzn1.echo-api.request.";
    let session = "amzn1.echo-api.session.";
    for (place, prefix) in [("/request/requestId", request), ("/session/sessionId", session)] {
        if let Some(id) = event.pointer_mut(place).map(Value::take) {
            let id = id.as_str().and_then(|id| id.strip_prefix(prefix));
            assert_form(&json!(id), &json!("<uuid>"));
        }
    }
    let token = event["context"]["System"]["apiAccessToken"].take();
    assert_form(&token, &json!("<base64 96>"));
    event
}

fn session(is_new: bool, attributes: &Value) -> Value {
    json!({
        "new": is_new,
        "sessionId": null,
        "application": {"applicationId": SKILL},
        "attributes": attributes,
        "user": {"userId": "amzn1.ask.account.AE1"},
    })
}

fn envelope(session: &Value, mut request: Value) -> Value {
    request["requestId"] = Value::Null;
    request["timestamp"] = "2026-03-01T10:00:00Z".into();
    request["locale"] = "en-US".into();
    json!({
        "version": "1.0",
        "session": session,
        "context": {"System": {
            "application": {"applicationId": SKILL},
            "user": {"userId": "amzn1.ask.account.AE1"},
            "device": {"deviceId": "amzn1.ask.device.1", "supportedInterfaces": {}},
            "apiEndpoint": "https://api.amazonalexa.com",
            "apiAccessToken": null,
        }},
        "request": request,
    })
}

#[track_caller]
fn check(event: AlexaEvent, session: &Value, request: Value) {
    let event = event.user_id("amzn1.ask.account.AE1").device_id("amzn1.ask.device.1");
    let event = event.build_in(&Origin::seeded(1));
    assert_form(&without_ids(event), &envelope(session, request));
}

#[test]
fn every_request_has_its_documented_shape() {
    let new = session(true, &json!({}));
    check(AlexaEvent::launch(SKILL), &new, json!({"type": "LaunchRequest"}));

    let order =
        AlexaIntent::new("OrderIntent").slot("Item", "tea").dialog(AlexaDialogState::Started);
    let item = json!({
        "name": "Item", "value": "tea", "confirmationStatus": "NONE", "source": "USER",
    });
    check(
        AlexaEvent::intent(SKILL, order),
        &new,
        json!({
            "type": "IntentRequest",
            "dialogState": "STARTED",
            "intent": {
                "name": "OrderIntent", "confirmationStatus": "NONE", "slots": {"Item": item},
            },
        }),
    );

    let help = json!({"name": "AMAZON.HelpIntent", "confirmationStatus": "NONE", "slots": {}});
    check(
        AlexaEvent::can_fulfill(SKILL, "AMAZON.HelpIntent"),
        &new,
        json!({"type": "CanFulfillIntentRequest", "intent": help}),
    );

    let old = session(false, &json!({}));
    let ended = |end| AlexaEvent::session_ended(SKILL, end);
    check(
        ended(AlexaSessionEnd::UserInitiated),
        &old,
        json!({"type": "SessionEndedRequest", "reason": "USER_INITIATED"}),
    );
    check(
        ended(AlexaSessionEnd::ExceededMaxReprompts),
        &old,
        json!({"type": "SessionEndedRequest", "reason": "EXCEEDED_MAX_REPROMPTS"}),
    );
    check(
        ended(AlexaSessionEnd::error("ENDPOINT_TIMEOUT", "no reply")),
        &old,
        json!({
            "type": "SessionEndedRequest",
            "reason": "ERROR",
            "error": {"type": "ENDPOINT_TIMEOUT", "message": "no reply"},
        }),
    );
}

#[test]
fn playback_has_no_session_and_tells_its_state() {
    let offset = Duration::from_millis(1_500);
    for (playback, name, activity) in [
        (AlexaPlayback::started("t"), "PlaybackStarted", "PLAYING"),
        (AlexaPlayback::nearly_finished("t"), "PlaybackNearlyFinished", "PLAYING"),
        (AlexaPlayback::finished("t"), "PlaybackFinished", "FINISHED"),
        (AlexaPlayback::stopped("t"), "PlaybackStopped", "STOPPED"),
        (AlexaPlayback::failed("t", "MEDIA_ERROR_UNKNOWN", "gone"), "PlaybackFailed", "IDLE"),
    ] {
        let event = AlexaEvent::playback(SKILL, playback.offset(offset))
            .session_attribute("ignored", &1)
            .session_id("ignored")
            .build();
        let state = json!({"token": "t", "offsetInMilliseconds": 1500, "playerActivity": activity});
        assert_eq!(event.get("session"), None);
        assert_eq!(event["context"]["AudioPlayer"], state);
        let device = &event["context"]["System"]["device"];
        assert_eq!(device["supportedInterfaces"], json!({"AudioPlayer": {}}));

        let mut request = json!({
            "type": format!("AudioPlayer.{name}"),
            "requestId": event["request"]["requestId"],
            "timestamp": "2026-03-01T10:00:00Z",
            "locale": "en-US",
            "token": "t",
        });
        if name == "PlaybackFailed" {
            request["error"] = json!({"type": "MEDIA_ERROR_UNKNOWN", "message": "gone"});
            request["currentPlaybackState"] = state;
        } else {
            request["offsetInMilliseconds"] = 1500.into();
        }
        assert_eq!(event["request"], request);
    }
}

#[test]
fn a_slot_tells_what_was_said_confirmed_and_meant() {
    let intent = AlexaIntent::new("OrderIntent")
        .slot("Item", AlexaSlot::new("cuppa").confirmation(AlexaConfirmation::Confirmed))
        .slot("Size", AlexaSlot::unfilled())
        .slot("Milk", AlexaSlot::new("oat").resolved("oat milk", "OAT"))
        .confirmation(AlexaConfirmation::Denied)
        .dialog(AlexaDialogState::Completed);
    let request = AlexaEvent::intent(SKILL, intent).build()["request"].take();
    assert_eq!(request["dialogState"], "COMPLETED");
    assert_eq!(request["intent"]["confirmationStatus"], "DENIED");
    assert_eq!(
        request["intent"]["slots"],
        json!({
            "Item": {
                "name": "Item",
                "value": "cuppa",
                "confirmationStatus": "CONFIRMED",
                "source": "USER",
            },
            "Size": {"name": "Size", "confirmationStatus": "NONE"},
            "Milk": {
                "name": "Milk",
                "value": "oat",
                "confirmationStatus": "NONE",
                "source": "USER",
                "resolutions": {"resolutionsPerAuthority": [{
                    "authority": "amzn1.er-authority.echo-sdk.skill.Milk",
                    "status": {"code": "ER_SUCCESS_MATCH"},
                    "values": [{"value": {"name": "oat milk", "id": "OAT"}}],
                }]},
            },
        })
    );
}

#[test]
fn a_session_goes_on_with_its_id_and_attributes() {
    let event = AlexaEvent::intent(SKILL, "NextIntent")
        .session_id("amzn1.echo-api.session.7")
        .session_attribute("score", &json!({"right": 2}))
        .build();
    assert_eq!(event["session"]["sessionId"], "amzn1.echo-api.session.7");
    assert_eq!(event["session"]["attributes"], json!({"score": {"right": 2}}));
    assert_eq!(event["session"]["new"], false);
    let event = AlexaEvent::launch(SKILL).continued().build();
    assert_eq!(event["session"]["new"], false);
}

#[test]
fn a_skill_keeps_its_user_and_device_and_another_has_its_own() {
    let ids = |skill: &str| {
        let event = AlexaEvent::launch(skill).build();
        let system = &event["context"]["System"];
        assert_eq!(event["session"]["user"], system["user"]);
        (system["user"]["userId"].clone(), system["device"]["deviceId"].clone())
    };
    assert_eq!(ids(SKILL), ids(SKILL));
    assert_ne!(ids(SKILL).0, ids("amzn1.ask.skill.0002").0);
    assert_ne!(ids(SKILL).1, ids("amzn1.ask.skill.0002").1);
}

#[test]
fn the_time_is_text_unless_it_is_the_old_number() {
    let event = AlexaEvent::launch(SKILL)
        .locale("de-DE")
        .sent_at(SystemTime::UNIX_EPOCH + Duration::from_millis(1_500));
    assert_eq!(event.build()["request"]["timestamp"], "1970-01-01T00:00:01Z");
    assert_eq!(event.build()["request"]["locale"], "de-DE");
    assert_eq!(event.timestamp_in_millis().build()["request"]["timestamp"], 1500);
}

fn all() -> [AlexaEvent; 5] {
    [
        AlexaEvent::launch(SKILL),
        AlexaEvent::intent(SKILL, "OrderIntent"),
        AlexaEvent::can_fulfill(SKILL, "OrderIntent"),
        AlexaEvent::session_ended(SKILL, AlexaSessionEnd::UserInitiated),
        AlexaEvent::playback(SKILL, AlexaPlayback::started("t")),
    ]
}

#[test]
fn every_request_is_recognised() {
    for event in all() {
        assert_eq!(detect(&event.to_bytes()).unwrap(), Source::Alexa, "{event:?}");
    }
}

proptest! {
    #[test]
    fn whatever_is_said_comes_out(
        intent in any::<String>(),
        slots in proptest::collection::btree_map(any::<String>(), any::<String>(), 0..4),
        attribute in any::<(String, String)>(),
    ) {
        let mut asked = AlexaIntent::new(intent.as_str());
        for (name, value) in &slots {
            asked = asked.slot(name.as_str(), value.as_str());
        }
        let (name, value) = &attribute;
        let event = AlexaEvent::intent(SKILL, asked).session_attribute(name.as_str(), value);
        let event: Value = serde_json::from_slice(&event.to_bytes()).unwrap();

        prop_assert_eq!(event["request"]["intent"]["name"].as_str(), Some(intent.as_str()));
        prop_assert_eq!(event["session"]["attributes"][name].as_str(), Some(value.as_str()));
        let found = event["request"]["intent"]["slots"].as_object().unwrap();
        prop_assert_eq!(found.len(), slots.len());
        for (name, value) in &slots {
            prop_assert_eq!(found[name]["value"].as_str(), Some(value.as_str()));
        }
    }

    #[test]
    fn no_two_requests_share_an_identifier(seed in any::<u64>(), rounds in 1_usize..20) {
        let places =
            ["/request/requestId", "/context/System/apiAccessToken", "/session/sessionId"];
        let all = all();
        let mut events: Vec<_> =
            all.iter().map(|event| (event as _, &places[..])).collect();
        // A playback has no session.
        events[4].1 = &places[..2];
        assert_given_out_once(&events, seed, rounds);
    }
}
