//! An Alexa skill: it is opened, orders with slots, remembers within a session, and is left again.
//!
//! Run it with `cargo sls dev skill`, then
//! `cargo sls invoke --event 'alexa --skill amzn1.ask.skill.tea --intent OrderIntent --slot item=mint'`.

use serde::{Deserialize, Serialize};
use sls_core::event::alexa::{Card, Request, Response, Slots};
use sls_core::{App, Error, handler, handlers};

const SKILL: &str = "amzn1.ask.skill.tea";

/// The slots of `OrderIntent`; those that nobody has filled are absent.
#[derive(Deserialize)]
struct Order {
    item: Option<String>,
    #[serde(default = "one")]
    cups: u32,
}

fn one() -> u32 {
    1
}

/// What the session remembers from one request to the next.
#[derive(Default, Serialize, Deserialize)]
struct Basket {
    #[serde(default)]
    cups: u32,
}

#[handler(alexa(skill = SKILL, request = "LaunchRequest"))]
async fn open() -> Response {
    let question = "What would you like?";
    Response::new().speech(format!("Welcome to the tea shop. {question}")).reprompt(question)
}

#[handler(alexa(skill = SKILL, intent = "OrderIntent"))]
async fn order(Slots(order): Slots<Order>, request: Request) -> Result<Response, Error> {
    let Some(item) = order.item else {
        return Ok(Response::new().speech("Which tea?").reprompt("You can say: mint."));
    };
    let basket = Basket { cups: request.attributes::<Basket>()?.cups + order.cups };
    let speech = format!("{} cups of {item}. That makes {}.", order.cups, basket.cups);
    Response::new().speech(speech).reprompt("Anything else?").attributes(&basket)
}

#[handler(alexa(skill = SKILL, intent = "AMAZON.StopIntent"))]
async fn stop(request: Request) -> Result<Response, Error> {
    let basket: Basket = request.attributes()?;
    let card = Card::simple("Tea shop", format!("{} cups are on their way.", basket.cups));
    Ok(Response::new().speech("Goodbye.").card(card).end_session())
}

/// Everything else, such as `AMAZON.HelpIntent` and the end of a session.
#[handler(alexa = SKILL)]
async fn help() -> Response {
    Response::new().speech("Order tea by its name.").keep_session()
}

fn app() -> App {
    App::new().handlers(handlers![open, order, stop, help])
}

fn main() -> sls_core::Result<()> {
    app().run()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::json;
    use sls_test::Cloud;
    use sls_test::event::{AlexaEvent, AlexaIntent, AlexaSessionEnd};

    use super::*;

    fn order_of(item: &str, cups: &str) -> AlexaIntent {
        AlexaIntent::new("OrderIntent").slot("item", item).slot("cups", cups)
    }

    #[tokio::test]
    async fn a_conversation() {
        let cloud = Cloud::new(app()).await;

        let opened = cloud.alexa(SKILL).launch().await;
        assert_eq!(opened.reprompt(), Some("What would you like?"));
        let ordered = opened.then(order_of("mint", "2")).await;
        assert_eq!(ordered.speech(), Some("2 cups of mint. That makes 2."));
        let ordered = ordered.then(order_of("green", "3")).await;
        assert_eq!(ordered.speech(), Some("3 cups of green. That makes 5."));
        let stopped = ordered.then(AlexaIntent::new("AMAZON.StopIntent")).await;
        assert_eq!(stopped.card()["content"], "5 cups are on their way.");
        assert!(stopped.has_ended());
    }

    #[tokio::test]
    async fn the_whole_response_is_as_alexa_documents_it() {
        let cloud = Cloud::new(app()).await;
        let ordered = cloud.alexa(SKILL).intent(order_of("mint", "2")).await;
        let speech = |text| json!({"type": "PlainText", "text": text});
        let expected = json!({
            "version": "1.0",
            "sessionAttributes": {"cups": 2},
            "response": {
                "outputSpeech": speech("2 cups of mint. That makes 2."),
                "reprompt": {"outputSpeech": speech("Anything else?")},
                "shouldEndSession": false,
            },
        });
        assert_eq!(*ordered.json(), expected);
    }

    #[tokio::test]
    async fn a_slot_that_is_not_filled_is_asked_for() {
        let cloud = Cloud::new(app()).await;
        let asked = cloud.alexa(SKILL).intent("OrderIntent").await;
        assert_eq!(asked.speech(), Some("Which tea?"));
        assert!(!asked.has_ended());
    }

    #[tokio::test]
    async fn a_session_that_has_ended_takes_no_response() {
        let cloud = Cloud::new(app()).await;
        let ended = AlexaEvent::session_ended(SKILL, AlexaSessionEnd::UserInitiated);
        let answer = cloud.ask(ended).await;
        assert_eq!(*answer.json(), json!({"version": "1.0", "response": {}}));
    }

    #[tokio::test]
    async fn requests_for_other_skills_and_recorded_ones_are_refused() {
        let cloud = Cloud::new(app()).await;
        let other = cloud.alexa("amzn1.ask.skill.coffee").launch().await;
        assert_eq!(other.assert_failed().error_type(), "Sls.UnroutedEvent");
        let hour_ago = cloud.now() - Duration::from_secs(3600);
        let recorded = cloud.ask(AlexaEvent::launch(SKILL).sent_at(hour_ago)).await;
        assert_eq!(recorded.assert_failed().error_type(), "Sls.Rejected");
    }
}
