//! Events that tell of something, and payloads of one's own.

use std::time::{Duration, SystemTime};

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde_json::{Value, json};
use sls_core::event::{alarm, cloudwatch_logs, eventbridge, iot, schedule, sns};
use sls_core::{Handler, Json, Source};
use sls_test::event::{
    AlarmEvent, AlarmState, CloudWatchLogsEvent, CompositeAlarmEvent, DirectEvent,
    EventBridgeEvent, EventBridgeS3Event, IotClick, IotEvent, LogEvent, S3Change,
    StepFunctionsEvent,
};

use super::{Seen, handled};

fn json_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<String>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        btree_map(any::<String>(), any::<String>(), 0..4).prop_map(|map| json!(map)),
        vec(any::<u32>(), 0..4).prop_map(|list| json!(list)),
    ]
}

fn state() -> impl Strategy<Value = AlarmState> {
    prop::sample::select(vec![AlarmState::Alarm, AlarmState::InsufficientData, AlarmState::Ok])
}

fn on_alarm(seen: Seen<alarm::Event>) -> Handler {
    Handler::new("h").on(alarm::Alarm::any(), move |event: alarm::Event| {
        seen.note(event);
        async {}
    })
}

/// Takes whatever comes as JSON, and with it who sent it.
fn direct(seen: Seen<Value>) -> Handler {
    Handler::new("h").direct(move |value: Value| {
        seen.note(value);
        async {}
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn an_event_of_a_bus(
        source in "[a-z.]{1,9}",
        detail_type in any::<String>(),
        detail in btree_map(any::<String>(), any::<String>(), 0..4),
        resources in vec(any::<String>(), 0..4),
    ) {
        let event = EventBridgeEvent::new(&source, &detail_type).detail(&detail);
        let event = resources.iter().fold(event, |event, resource| event.resource(resource));
        let seen = handled(&event, |seen| {
            Handler::new("h").on(
                eventbridge::Rule::any(),
                move |event: eventbridge::Event, Json(detail): Json<Value>| {
                    seen.note((event, detail));
                    async {}
                },
            )
        });
        let [(event, taken)] = &*seen else { panic!("{seen:?}") };
        prop_assert_eq!((event.source(), event.detail_type()), (&*source, &*detail_type));
        prop_assert_eq!(event.resources().collect::<Vec<_>>(), resources);
        prop_assert_eq!(taken, &json!(detail));
    }

    #[test]
    fn an_object_by_way_of_a_bus(
        change in prop::sample::select(S3Change::ALL.to_vec()),
        key in ".{1,30}",
        size in any::<u32>(),
    ) {
        let event = EventBridgeS3Event::new(change, "receipts", &key).size(u64::from(size));
        let seen = handled(&event, |seen| {
            Handler::new("h").on(eventbridge::Rule::any(), move |object: eventbridge::S3Object| {
                seen.note(object);
                async {}
            })
        });
        let [object] = &*seen else { panic!("{seen:?}") };
        prop_assert_eq!((object.bucket(), object.key()), ("receipts", &*key));
        prop_assert_eq!(object.event(), change.detail_type());
        prop_assert_eq!(object.size(), event.build()["detail"]["object"]["size"].as_u64());
    }

    #[test]
    fn a_run_of_a_schedule(name in "[a-zA-Z0-9_-]{1,20}", is_rule in any::<bool>()) {
        let event = match is_rule {
            true => EventBridgeEvent::scheduled_rule(&name),
            false => EventBridgeEvent::schedule(&name),
        };
        let seen = handled(&event, |seen| {
            let schedule = schedule::Schedule::new("rate(5 minutes)");
            Handler::new("h").on(schedule, move |run: schedule::Event| {
                seen.note(run);
                async {}
            })
        });
        let [run] = &*seen else { panic!("{seen:?}") };
        prop_assert_eq!(run.name(), name);
    }

    #[test]
    fn an_alarm(
        name in "\\PC{1,20}",
        description in any::<String>(),
        (now, before) in (state(), state()),
        reason in any::<String>(),
    ) {
        let event = AlarmEvent::new(&name)
            .description(&description)
            .state(now)
            .previous_state(before)
            .reason(&reason);
        let check = |seen: &[alarm::Event]| {
            let [alarm] = seen else { panic!("{seen:?}") };
            prop_assert_eq!(alarm.name(), &name);
            prop_assert_eq!(alarm.state().value(), now.as_str());
            prop_assert_eq!(alarm.state().reason(), &reason);
            prop_assert_eq!(alarm.previous_state().unwrap().value(), before.as_str());
            prop_assert_eq!(alarm.description(), Some(&*description));
            prop_assert!(!alarm.is_composite());
            Ok(())
        };
        check(&handled(&event, on_alarm))?;
        // The same by way of a topic.
        let notified = event.notification("operators").to_sns();
        check(&handled(&notified, |seen| {
            Handler::new("h").on(sns::Topic::new("operators"), move |event: alarm::Event| {
                seen.note(event);
                async {}
            })
        }))?;
        // And of a bus.
        check(&handled(&event.to_eventbridge(), |seen| {
            Handler::new("h").on(eventbridge::Rule::any(), move |event: alarm::Event| {
                seen.note(event);
                async {}
            })
        }))?;
    }

    #[test]
    fn a_composite_alarm(name in "\\PC{1,20}", child in "[a-z]{1,9}", now in state()) {
        let event = CompositeAlarmEvent::new(&name, &child).state(now);
        let seen = handled(&event, on_alarm);
        let [alarm] = &*seen else { panic!("{seen:?}") };
        prop_assert_eq!(alarm.name(), name);
        prop_assert_eq!(alarm.state().value(), now.as_str());
        let rule = format!("ALARM({child})");
        prop_assert_eq!(alarm.alarm_rule(), Some(&*rule));
    }

    #[test]
    fn log_events(
        group in "[a-zA-Z0-9/_.#-]{1,20}",
        logs in vec((any::<String>(), 0_u64..4_000_000_000_000, any::<String>()), 1..6),
    ) {
        let at = |millis: &u64| SystemTime::UNIX_EPOCH + Duration::from_millis(*millis);
        let built = logs.iter().map(|(text, millis, field)| {
            LogEvent::new(text).written_at(at(millis)).extracted_field("field", field)
        });
        let event = CloudWatchLogsEvent::new(&group).stream("stream").log_events(built);
        let seen = handled(&event, |seen| {
            let logs = cloudwatch_logs::LogGroup::new(group.clone());
            Handler::new("h").on(logs, move |logs: cloudwatch_logs::Logs| {
                seen.note(logs);
                async {}
            })
        });
        let [taken] = &*seen else { panic!("{seen:?}") };
        prop_assert_eq!((taken.log_group(), taken.log_stream()), (&*group, "stream"));
        prop_assert_eq!(taken.events().len(), logs.len());
        for (event, (text, millis, field)) in taken.events().zip(&logs) {
            prop_assert_eq!(event.message(), text);
            prop_assert_eq!(event.timestamp(), Some(at(millis)));
            prop_assert_eq!(event.extracted_field("field"), Some(&**field));
        }
    }

    #[test]
    fn a_device(
        click in prop::sample::select(vec![IotClick::Single, IotClick::Double, IotClick::Long]),
        token in any::<String>(),
        serial in any::<String>(),
        message in json_value(),
    ) {
        let on = |seen: Seen<Value>| {
            Handler::new("h").on(iot::Event::any(), move |event: Value| {
                seen.note(event);
                async {}
            })
        };
        let pressed = handled(&IotEvent::button(click), on);
        prop_assert_eq!(&pressed[0]["clickType"], click.as_str());
        let placed = handled(&IotEvent::one_click(click), on);
        prop_assert_eq!(&placed[0]["deviceEvent"]["buttonClicked"]["clickType"], click.as_str());
        let client = handled(&IotEvent::authorizer(&token), on);
        prop_assert_eq!(&client[0]["token"], &token);
        let device = handled(&IotEvent::provisioning("fleet", [("SerialNumber", &serial)]), on);
        prop_assert_eq!(&device[0]["parameters"]["SerialNumber"], &serial);
        prop_assert_eq!(handled(&IotEvent::message(&message), direct), [message]);
    }

    #[test]
    fn an_input_of_ones_own(
        input in json_value(),
        error in "[A-Za-z.]{1,20}",
        cause in any::<String>(),
    ) {
        let taken = handled(&DirectEvent::new(&input), direct);
        prop_assert_eq!(taken, std::slice::from_ref(&input));
        prop_assert_eq!(handled(&StepFunctionsEvent::input(&input), direct), [input]);
        let caught = StepFunctionsEvent::caught(&error, &cause);
        let expected = json!({"Error": error, "Cause": cause});
        prop_assert_eq!(handled(&caught, direct), [expected]);
        prop_assert_eq!(sls_core::event::detect(&caught.to_bytes()).unwrap(), Source::StepFunctions);
    }
}
