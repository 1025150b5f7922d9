//! Conversations with an Alexa skill.

use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sls_core::event::alexa::{Card, Request, Response, Skill, Slots};
use sls_core::{App, Error, Handler, Json};
use sls_test::Cloud;

const SKILL: &str = "amzn1.ask.skill.0001";
const SILENCE: &str = r#"{"version":"1.0","response":{}}"#;

/// Sunday, 1 March 2026, 10:00 UTC.
const NOW: Duration = Duration::from_secs(1_772_359_200);

async fn cloud(handlers: impl IntoIterator<Item = Handler>) -> Cloud {
    let app = App::new().handlers(handlers);
    Cloud::builder(app).starts_at(SystemTime::UNIX_EPOCH + NOW).start().await
}

fn event(request: &Value) -> Value {
    let application = json!({"applicationId": SKILL});
    let mut event = json!({
        "version": "1.0",
        "session": {"new": false, "sessionId": "session-1", "application": application,
            "attributes": {}, "user": {"userId": "user-1"}},
        "context": {"System": {"application": application, "user": {"userId": "user-1"}}},
        "request": {"requestId": "request-1", "timestamp": "2026-03-01T10:00:00Z",
            "locale": "en-US"},
    });
    for (name, value) in request.as_object().unwrap() {
        event["request"][name] = value.clone();
    }
    event
}

fn intent(name: &str, slots: &Value) -> Value {
    event(&json!({"type": "IntentRequest", "intent": {"name": name, "slots": slots}}))
}

/// Says its own name.
macro_rules! named {
    ($($name:ident)*) => {$(
        async fn $name() -> Response {
            Response::new().speech(stringify!($name))
        }
    )*};
}

fn speech(reply: &Value) -> &str {
    reply["response"]["outputSpeech"]["text"].as_str().unwrap()
}

#[tokio::test]
async fn slots_fill_the_handlers_type_and_the_response_is_alexas() {
    #[derive(Deserialize)]
    struct Order {
        item: String,
        count: u32,
    }
    async fn order(Slots(order): Slots<Order>) -> Response {
        Response::new()
            .speech(format!("{} {}", order.count, order.item))
            .card(Card::simple("Order", &order.item))
            .end_session()
    }

    let skill = Skill::new(SKILL).intent("OrderIntent");
    let cloud = cloud([Handler::new("order").on(skill, order)]).await;
    let slots = json!({"item": {"name": "item", "value": "tea"}, "count": {"value": "2"}});
    let reply = cloud.invoke(&intent("OrderIntent", &slots)).await;
    let expected = json!({"version": "1.0", "response": {
        "outputSpeech": {"type": "PlainText", "text": "2 tea"},
        "card": {"type": "Simple", "title": "Order", "content": "tea"},
        "shouldEndSession": true}});
    assert_eq!(reply.json::<Value>(), expected);

    let slots = json!({"item": {"value": "tea"}, "count": {"value": "many"}});
    let reply = cloud.invoke(&intent("OrderIntent", &slots)).await;
    let failure = reply.assert_failed();
    assert_eq!(failure.error_type(), "Sls.Rejected");
    assert_eq!(
        failure.message(),
        "event `request.intent.slots.count`: not of the type that the handler takes (in an event \
         from Alexa Skills Kit)"
    );
}

#[tokio::test]
async fn the_most_specific_handler_answers_in_any_order_of_registration() {
    named!(skill intents order launch);

    let on = |name, skill: Skill| (name, skill);
    let specs = [
        on("skill", Skill::new(SKILL)),
        on("intents", Skill::new(SKILL).request("IntentRequest")),
        on("order", Skill::new(SKILL).intent("OrderIntent")),
        on("launch", Skill::new(SKILL).request("LaunchRequest")),
    ];
    for order_of_registration in [[0, 1, 2, 3], [3, 2, 1, 0]] {
        let handlers = order_of_registration.map(|position| {
            let (name, spec) = specs[position].clone();
            let handler = Handler::new(name);
            match name {
                "skill" => handler.on(spec, skill),
                "intents" => handler.on(spec, intents),
                "order" => handler.on(spec, order),
                _ => handler.on(spec, launch),
            }
        });
        let cloud = cloud(handlers).await;
        for (event, expected) in [
            (intent("OrderIntent", &json!({})), "order"),
            (intent("AMAZON.HelpIntent", &json!({})), "intents"),
            (event(&json!({"type": "LaunchRequest"})), "launch"),
            (event(&json!({"type": "Display.ElementSelected"})), "skill"),
        ] {
            assert_eq!(speech(&cloud.invoke(&event).await.json::<Value>()), expected);
        }
    }
}

#[tokio::test]
async fn requests_for_another_skill_are_refused_even_where_a_direct_handler_would_take_them() {
    named!(mine);
    async fn anything(_: Value) {}

    let handlers = [
        Handler::new("mine").on(Skill::new(SKILL), mine),
        Handler::new("anything").direct(anything),
    ];
    let cloud = cloud(handlers).await;
    let mut event = event(&json!({"type": "LaunchRequest"}));
    event["context"]["System"]["application"]["applicationId"] = "amzn1.ask.skill.0002".into();
    let reply = cloud.invoke(&event).await;
    let failure = reply.assert_failed();
    assert_eq!(failure.error_type(), "Sls.UnroutedEvent");
    assert_eq!(
        failure.message(),
        "a request to the Alexa skill `amzn1.ask.skill.0002` arrived, which no handler serves"
    );
    event["context"]["System"]["application"]["applicationId"] = SKILL.into();
    assert_eq!(speech(&cloud.invoke(&event).await.json::<Value>()), "mine");
}

#[tokio::test]
async fn recorded_requests_are_refused_by_the_clock_of_the_invocation() {
    named!(strict lax);

    let lax_skill = "amzn1.ask.skill.0002";
    let skill = Skill::new(lax_skill).timestamp_tolerance(Duration::ZERO);
    let handlers =
        [Handler::new("strict").on(Skill::new(SKILL), strict), Handler::new("lax").on(skill, lax)];
    let cloud = cloud(handlers).await;
    let mut event = event(&json!({"type": "LaunchRequest"}));
    for (timestamp, is_taken) in [
        ("2026-03-01T09:57:30Z", true),
        ("2026-03-01T09:57:29Z", false),
        ("2026-03-01T10:02:31Z", false),
        ("2016-10-27T18:21:44Z", false),
    ] {
        event["request"]["timestamp"] = timestamp.into();
        let reply = cloud.invoke(&event).await;
        match reply.failure() {
            None => assert!(is_taken, "{timestamp}"),
            Some(failure) => {
                assert!(!is_taken, "{timestamp}");
                assert_eq!(failure.error_type(), "Sls.Rejected");
            }
        }
    }
    event["context"]["System"]["application"]["applicationId"] = lax_skill.into();
    assert_eq!(speech(&cloud.invoke(&event).await.json::<Value>()), "lax");
}

#[tokio::test]
async fn a_session_that_has_ended_takes_no_response() {
    named!(chatty);

    let ended = event(&json!({"type": "SessionEndedRequest", "reason": "USER_INITIATED"}));
    for handler in [
        Handler::new("chatty").on(Skill::new(SKILL), chatty),
        Handler::new("chatty").on(Skill::new(SKILL).request("SessionEndedRequest"), chatty),
        Handler::new("chatty").on(Skill::new(SKILL).intent("OrderIntent"), chatty),
    ] {
        let cloud = cloud([handler]).await;
        assert_eq!(cloud.invoke(&ended).await.bytes(), SILENCE);
    }
}

#[tokio::test]
async fn attributes_last_from_one_turn_to_the_next() {
    #[derive(Default, Deserialize, Serialize)]
    struct Game {
        #[serde(default)]
        turns: u32,
    }
    async fn play(request: Request) -> Result<Response, Error> {
        let game: Game = request.attributes()?;
        let response = Response::new().reprompt("Go on?");
        match request.intent() {
            Some("HelpIntent") => Ok(response.speech("Just play.")),
            _ => response.attributes(&Game { turns: game.turns + 1 }),
        }
    }

    let cloud = cloud([Handler::new("play").on(Skill::new(SKILL), play)]).await;
    let mut attributes = json!({});
    for (name, turns) in [("PlayIntent", 1), ("HelpIntent", 1), ("PlayIntent", 2)] {
        let mut turn = intent(name, &json!({}));
        turn["session"]["attributes"] = attributes;
        let reply = cloud.invoke(&turn).await.json::<Value>();
        assert_eq!(reply["response"]["shouldEndSession"], false);
        attributes = reply["sessionAttributes"].clone();
        assert_eq!(attributes["turns"], turns);
    }
}

#[tokio::test]
async fn the_payload_is_the_request_itself() {
    async fn played(Json(request): Json<Value>) -> Response {
        Response::new().speech(request["token"].as_str().unwrap())
    }

    let skill = Skill::new(SKILL).request("AudioPlayer.PlaybackStarted");
    let cloud = cloud([Handler::new("played").on(skill, played)]).await;
    let mut event = event(&json!({"type": "AudioPlayer.PlaybackStarted", "token": "track-1"}));
    event.as_object_mut().unwrap().remove("session");
    assert_eq!(speech(&cloud.invoke(&event).await.json::<Value>()), "track-1");
}

#[tokio::test]
async fn a_response_that_alexa_would_refuse_fails_here() {
    async fn talk() -> Response {
        Response::new().speech("x".repeat(8001))
    }

    let cloud = cloud([Handler::new("talk").on(Skill::new(SKILL), talk)]).await;
    let reply = cloud.invoke(&event(&json!({"type": "LaunchRequest"}))).await;
    assert_eq!(reply.assert_failed().error_type(), "Sls.ReplyTooLarge");
}

#[test]
fn two_handlers_of_the_same_requests_refuse_to_start() {
    named!(one two);

    let order = || Skill::new(SKILL).intent("OrderIntent");
    let app = App::new().handlers([
        Handler::new("one").on(order(), one),
        Handler::new("two").on(order().request("IntentRequest"), two),
        Handler::new("three").on(Skill::new("mine"), two),
    ]);
    let problems = app.into_service().unwrap_err();
    assert_eq!(
        problems.problems(),
        [
            "`one` and `two` both claim events of Alexa skill `amzn1.ask.skill.0001` \
             (IntentRequest of OrderIntent)",
            "Alexa skill `mine` of handler `three`: the id of a skill starts with \
             `amzn1.ask.skill.`",
        ]
    );
}
