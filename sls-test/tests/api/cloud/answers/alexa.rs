use serde_json::{Value, json};
use sls_test::event::{AlexaEvent, AlexaIntent, AlexaSessionEnd};

use super::{answered, answering, assert_refused, canned};

const SKILL: &str = "amzn1.ask.skill.1";

fn said(response: Value) -> Value {
    json!({"version": "1.0", "response": response})
}

#[tokio::test]
async fn an_answer_tells_what_is_said_and_shown() {
    let answer = answered(
        AlexaEvent::launch(SKILL),
        json!({
            "version": "1.0",
            "sessionAttributes": {"n": 1},
            "response": {
                "outputSpeech": {"type": "PlainText", "text": "Hi"},
                "card": {"type": "Simple", "title": "T", "content": "C"},
                "reprompt": {"outputSpeech": {"type": "SSML", "ssml": "<speak>again?</speak>"}},
                "directives": [{"type": "Dialog.Delegate"}],
                "shouldEndSession": false,
            },
        }),
    )
    .await;
    answer.assert_ok();
    assert_eq!(answer.speech(), Some("Hi"));
    assert_eq!(answer.reprompt(), Some("<speak>again?</speak>"));
    assert_eq!(answer.card()["title"], "T");
    assert_eq!(answer.directives(), [json!({"type": "Dialog.Delegate"})]);
    assert_eq!(answer.session_attributes(), &json!({"n": 1}));
    assert!(!answer.has_ended());
}

#[tokio::test]
async fn an_answer_may_say_nothing() {
    let answer = answered(AlexaEvent::launch(SKILL), said(json!({}))).await;
    assert_eq!((answer.speech(), answer.reprompt()), (None, None));
    assert_eq!((answer.card(), answer.session_attributes()), (&Value::Null, &Value::Null));
    assert!(answer.directives().is_empty() && !answer.has_ended());

    let end = said(json!({"shouldEndSession": true}));
    assert!(answered(AlexaEvent::launch(SKILL), end).await.has_ended());
}

#[tokio::test]
async fn a_conversation_goes_on_in_its_session() {
    let cloud = answering(|event| {
        let turns = event["session"]["attributes"]["turns"].as_u64().unwrap_or_default();
        let text = format!("{}: {turns}", event["request"]["type"].as_str().unwrap());
        json!({
            "version": "1.0",
            "sessionAttributes": {"turns": turns + 1, "event": event},
            "response": {"outputSpeech": {"type": "PlainText", "text": text}},
        })
    })
    .await;

    let welcome = cloud.alexa(SKILL).launch().await;
    assert_eq!(welcome.speech(), Some("LaunchRequest: 0"));
    let order = welcome.then(AlexaIntent::new("OrderIntent").slot("Item", "tea")).await;
    assert_eq!(order.speech(), Some("IntentRequest: 1"));
    assert_eq!(order.then("AMAZON.YesIntent").await.speech(), Some("IntentRequest: 2"));

    let (first, second) =
        (&welcome.session_attributes()["event"], &order.session_attributes()["event"]);
    assert_eq!(second["session"]["sessionId"], first["session"]["sessionId"]);
    assert_eq!(
        (&first["session"]["new"], &second["session"]["new"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(second["request"]["intent"]["slots"]["Item"]["value"], "tea");
    assert_ne!(second["request"]["requestId"], first["request"]["requestId"]);
}

#[tokio::test]
async fn a_conversation_keeps_who_speaks_to_what_and_how() {
    let cloud =
        answering(|event| json!({"version": "1.0", "sessionAttributes": event, "response": {}}))
            .await;
    let launch = AlexaEvent::launch(SKILL).user_id("ada").device_id("kitchen").locale("de-DE");
    let next = cloud.ask(launch).await.then("OrderIntent").await;
    let event = next.session_attributes();
    assert_eq!(event["context"]["System"]["user"]["userId"], "ada");
    assert_eq!(event["context"]["System"]["device"]["deviceId"], "kitchen");
    assert_eq!(event["context"]["System"]["application"]["applicationId"], SKILL);
    assert_eq!(event["request"]["locale"], "de-DE");
}

#[tokio::test]
async fn what_alexa_cannot_read_is_refused() {
    let speech = |speech: Value| said(json!({ "outputSpeech": speech }));
    let text = |characters| json!({"type": "PlainText", "text": "ä".repeat(characters)});
    answered(AlexaEvent::launch(SKILL), speech(text(8000))).await.assert_ok();
    for (answer, why) in [
        (json!(null), "no text `version`"),
        (json!({"response": {}}), "no text `version`"),
        (json!({"version": "1.0"}), "no object `response`"),
        (speech(json!({"type": "Plain", "text": "Hi"})), "`outputSpeech` is neither"),
        (speech(json!({"type": "SSML", "text": "Hi"})), "`outputSpeech` is neither"),
        (speech(text(8001)), "`outputSpeech` has 8001 characters"),
        (said(json!({"reprompt": {"outputSpeech": text(8001)}})), "`reprompt` has 8001 characters"),
    ] {
        assert_refused(&answered(AlexaEvent::launch(SKILL), answer).await, why);
    }
}

#[tokio::test]
async fn a_session_that_has_ended_takes_no_response() {
    let ended = || AlexaEvent::session_ended(SKILL, AlexaSessionEnd::UserInitiated);
    for answer in [json!(null), said(json!({})), said(json!({"directives": []}))] {
        answered(ended(), answer).await.assert_ok();
    }
    let speech = said(json!({"outputSpeech": {"type": "PlainText", "text": "Bye"}}));
    assert_refused(&answered(ended(), speech).await, "and here is `outputSpeech`");
}

#[tokio::test]
async fn each_request_of_a_skill_begins_a_session() {
    let (cloud, events) = canned::recording().await;
    let skill = cloud.alexa(SKILL);
    let _ = skill.launch().await;
    let _ = skill.intent("AMAZON.HelpIntent").await;
    let events = events.take();
    assert_ne!(events[0]["session"]["sessionId"], events[1]["session"]["sessionId"]);
    assert_eq!(events[1]["request"]["intent"]["name"], "AMAZON.HelpIntent");
    assert!(events.iter().all(|event| event["session"]["new"] == true));
}
