//! Events that wait for an answer.

use std::collections::BTreeMap;

use proptest::collection::btree_map;
use proptest::prelude::*;
use serde_json::{Value, json};
use sls_core::event::{alexa, authorizer, cognito, custom_resource};
use sls_core::{Error, Handler, Json};
use sls_test::event::{
    AlexaEvent, AlexaIntent, AuthorizerEvent, CognitoEvent, CognitoTrigger, CustomResourceEvent,
};
use sls_test::front_door::{HttpApi, RestApi, WebSocket};

use super::{Seen, handled, handled_json};

const SKILL: &str = "amzn1.ask.skill.1";

fn authorizer(seen: Seen<authorizer::Request>) -> Handler {
    Handler::new("h").on(authorizer::Authorizer::any(), move |request: authorizer::Request| {
        seen.note(request);
        async { authorizer::Authorization::simple(true) }
    })
}

/// Texts by names, as users have attributes.
fn texts() -> impl Strategy<Value = BTreeMap<String, String>> {
    btree_map("[a-z]{1,9}", any::<String>(), 0..4)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_request_to_a_skill(
        intent in "[A-Za-z.]{1,20}",
        slots in btree_map("[a-z]{1,9}", "\\PC{1,20}", 0..4),
        remembered in texts(),
        locale in prop::sample::select(vec!["en-US", "de-DE"]),
    ) {
        let asked = slots.iter().fold(AlexaIntent::new(&intent), |intent, (name, value)| {
            intent.slot(name, value.as_str())
        });
        let event = AlexaEvent::intent(SKILL, asked).locale(locale).continued();
        let event = remembered.iter().fold(event, |event, (name, value)| {
            event.session_attribute(name, value)
        });
        let seen = handled(&event, |seen| {
            Handler::new("h").on(alexa::Skill::new(SKILL), move |request: alexa::Request| {
                let slots: BTreeMap<String, String> = request.slots().unwrap();
                let attributes: BTreeMap<String, String> = request.attributes().unwrap();
                seen.note((request, slots, attributes));
                async { alexa::Response::new() }
            })
        });
        let [(request, taken, attributes)] = &*seen else { panic!("{seen:?}") };
        prop_assert_eq!(request.kind(), "IntentRequest");
        prop_assert_eq!(request.intent(), Some(&*intent));
        prop_assert_eq!(request.locale(), Some(locale));
        prop_assert!(!request.is_new_session());
        prop_assert_eq!(taken, &slots);
        prop_assert_eq!(attributes, &remembered);
    }

    #[test]
    fn a_question_to_an_authorizer(
        token in "[!-~]{1,20}",
        segment in "[a-z0-9]{1,9}",
        query in "[a-z0-9]{1,9}",
    ) {
        let path = format!("/orders/{segment}?by={query}");
        let bearer = format!("Bearer {token}");
        let rest = || RestApi::new().get(&path).header("authorization", &bearer);
        let http = HttpApi::new().get(&path).header("authorization", &bearer);
        let old = HttpApi::new().payload_v1().get(&path).header("authorization", &bearer);
        let web_socket = WebSocket::new().connect("/?by=x").header("authorization", &bearer);
        let events = [
            AuthorizerEvent::token(&bearer, rest()),
            AuthorizerEvent::rest(rest()),
            AuthorizerEvent::http_api(http),
            AuthorizerEvent::http_api(old),
            AuthorizerEvent::websocket(web_socket),
        ];
        for (event, kind) in events.iter().zip(["TOKEN", "REQUEST", "REQUEST", "REQUEST", "REQUEST"]) {
            let seen = handled(event, authorizer);
            let [request] = &*seen else { panic!("{seen:?}") };
            prop_assert_eq!(request.kind(), kind);
            prop_assert_eq!(request.bearer_token(), Some(&*token), "{:#}", event.build());
        }
        for event in &events[1..4] {
            let request = handled(event, authorizer).remove(0);
            prop_assert_eq!(request.method(), "GET");
            prop_assert_eq!(request.path(), &format!("/orders/{segment}"), "{:#}", event.build());
            prop_assert_eq!(request.query("by"), Some(&*query));
        }
    }

    #[test]
    fn a_call_of_a_user_pool(
        trigger in prop::sample::select(CognitoTrigger::ALL.to_vec()),
        user in any::<String>(),
        attributes in texts(),
    ) {
        let event = CognitoEvent::new(trigger).user_name(&user).user_pool("eu-west-1_abc");
        let event = attributes.iter().fold(event, |event, (name, value)| {
            event.user_attribute(name, value)
        });
        let event = event.build();
        let seen = handled_json(&event, |seen| {
            let claimed = cognito::Trigger::new(trigger.as_str());
            Handler::new("h").on(claimed, move |event: cognito::Event<Value>| {
                seen.note(event);
                async { Ok::<(), Error>(()) }
            })
        });
        let [taken] = &*seen else { panic!("{seen:?}") };
        prop_assert_eq!(taken.trigger_source(), trigger.as_str());
        prop_assert_eq!((taken.user_pool_id(), taken.user_name()), ("eu-west-1_abc", &*user));
        prop_assert_eq!(taken.request(), &event["request"]);
        for (name, value) in &attributes {
            let sent = &taken.request()["userAttributes"][name];
            prop_assert!(sent.is_null() || sent == value, "{}", sent);
        }
    }

    #[test]
    fn a_request_for_a_custom_resource(
        kind in 0..3_usize,
        properties in btree_map("[A-Z][a-z]{0,8}", any::<String>(), 0..4),
        logical_id in "[A-Za-z0-9]{1,20}",
    ) {
        use custom_resource::RequestType;
        let (event, request_type) = match kind {
            0 => (CustomResourceEvent::create("Custom::Thing"), RequestType::Create),
            1 => (CustomResourceEvent::update("Custom::Thing"), RequestType::Update),
            _ => (CustomResourceEvent::delete("Custom::Thing"), RequestType::Delete),
        };
        let event = event.logical_id(&logical_id).physical_id("thing-1");
        let event = properties.iter().fold(event, |event, (name, value)| event.property(name, value));
        let event = event.old_property("Old", "value");
        let seen = handled(&event, |seen| {
            let sent = |_: String, _: String| async { Ok::<(), Error>(()) };
            let things = custom_resource::CustomResource::new("Custom::Thing").sender(sent);
            Handler::new("h").on(
                things,
                move |request: custom_resource::Request, Json(properties): Json<Value>| {
                    let old: Option<Value> = request.old_properties().unwrap();
                    seen.note((request, properties, old));
                    async {}
                },
            )
        });
        let [(request, taken, old)] = &*seen else { panic!("{seen:?}") };
        prop_assert_eq!(request.request_type(), request_type);
        prop_assert_eq!(request.logical_id(), &logical_id);
        if request_type != RequestType::Create {
            prop_assert_eq!(request.physical_id(), "thing-1");
        }
        for (name, value) in &properties {
            prop_assert_eq!(&taken[name], &json!(value));
        }
        let is_update = request_type == RequestType::Update;
        prop_assert_eq!(old.as_ref().and_then(|old| old["Old"].as_str()), is_update.then_some("value"));
    }
}
