//! Golden shape: AWS Lambda developer guide, "Invoking Lambda functions with Amazon SNS
//! notifications"; attribute types: Amazon SNS developer guide, "Amazon SNS message attributes".

use aws_lambda_events::sns::SnsEvent as PeerEvent;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use serde_json::{Value, json};
use sls_test::event::{Origin, SnsAttribute, SnsEvent};

use super::form::assert_form;
use super::once::assert_given_out_once;
use super::peer;

#[test]
fn a_plain_message_has_the_documented_shape() {
    let event = SnsEvent::new("orders").message("seven").build_in(&Origin::seeded(1));

    let host = "https://sns.eu-west-1.amazonaws.com";
    let topic = "arn:aws:sns:eu-west-1:111122223333:orders";
    let subscription = event["Records"][0]["EventSubscriptionArn"].as_str().unwrap().to_owned();
    let subscription_id = subscription.strip_prefix(&format!("{topic}:")).unwrap();
    assert_form(&json!(subscription_id), &json!("<uuid>"));
    let unsubscribe = format!("{host}/?Action=Unsubscribe&SubscriptionArn={subscription}");
    let certificate = event["Records"][0]["Sns"]["SigningCertUrl"].as_str().unwrap().to_owned();
    let certificate_id = certificate
        .strip_prefix(&format!("{host}/SimpleNotificationService-"))
        .and_then(|rest| rest.strip_suffix(".pem"));
    assert_form(&json!(certificate_id), &json!("<hex 32>"));

    assert_form(
        &event,
        &json!({"Records": [{
            "EventSource": "aws:sns",
            "EventVersion": "1.0",
            "EventSubscriptionArn": subscription,
            "Sns": {
                "Type": "Notification",
                "MessageId": "<uuid>",
                "TopicArn": topic,
                "Subject": null,
                "Message": "seven",
                "Timestamp": "2026-03-01T10:00:00.123Z",
                "SignatureVersion": "1",
                "Signature": "<base64 256>",
                "SigningCertUrl": certificate,
                "UnsubscribeUrl": unsubscribe,
                "MessageAttributes": {},
            },
        }]}),
    );
}

#[test]
fn attributes_of_each_type_have_the_documented_values() {
    let event = SnsEvent::new("orders")
        .subject("new order")
        .attribute("kind", "new")
        .attribute("count", 7)
        .attribute("total", 12.5)
        .attribute("tags", SnsAttribute::strings(["a", "\"b\""]))
        .attribute("blob", SnsAttribute::binary([1, 2, 3]))
        .build();

    let notification = &event["Records"][0]["Sns"];
    assert_eq!(notification["Subject"], "new order");
    assert_eq!(
        notification["MessageAttributes"],
        json!({
            "kind": {"Type": "String", "Value": "new"},
            "count": {"Type": "Number", "Value": "7"},
            "total": {"Type": "Number", "Value": "12.5"},
            "tags": {"Type": "String.Array", "Value": r#"["a","\"b\""]"#},
            "blob": {"Type": "Binary", "Value": "AQID"},
        })
    );
}

#[test]
fn one_topic_keeps_its_subscription_and_another_has_its_own() {
    let subscription =
        |topic: &str| SnsEvent::new(topic).build()["Records"][0]["EventSubscriptionArn"].clone();
    assert_eq!(subscription("orders"), subscription("orders"));
    assert_ne!(subscription("orders"), subscription("refunds"));
}

#[test]
fn a_topic_given_as_an_arn_stays_as_it_is() {
    let arn = "arn:aws:sns:us-east-1:444455556666:orders";
    let event = SnsEvent::new(arn).build();
    assert_eq!(event["Records"][0]["Sns"]["TopicArn"], arn);
}

#[test]
fn the_peer_reads_a_message() {
    let event = SnsEvent::new("orders").message("seven").attribute("count", 7);
    let record = peer::parse::<PeerEvent>(&event.build()).records.remove(0);
    assert_eq!(record.sns.message, "seven");
    assert_eq!(record.sns.subject, None);
    assert_eq!(record.sns.timestamp.timestamp_millis(), 1_772_359_200_123);
    let count = &record.sns.message_attributes["count"];
    assert_eq!((&*count.data_type, &*count.value), ("Number", "7"));
}

proptest! {
    #[test]
    fn no_two_messages_share_an_identifier(seed in any::<u64>(), rounds in 1_usize..20) {
        let events = [SnsEvent::new("orders"), SnsEvent::new("refunds")];
        let ids: &[&str] = &["/Records/*/Sns/MessageId"];
        assert_given_out_once(&events.each_ref().map(|event| (event as _, ids)), seed, rounds);
    }

    #[test]
    fn whatever_goes_into_a_message_comes_out(
        message in any::<String>(),
        subject in proptest::option::of(any::<String>()),
        name in any::<String>(),
        text in any::<String>(),
        list in proptest::collection::vec(any::<String>(), 0..4),
        bytes in proptest::collection::vec(any::<u8>(), 0..40),
    ) {
        let mut event = SnsEvent::new("orders")
            .message(&message)
            .attribute(format!("s{name}"), text.as_str())
            .attribute(format!("l{name}"), SnsAttribute::strings(list.clone()))
            .attribute(format!("b{name}"), SnsAttribute::binary(&bytes));
        if let Some(subject) = &subject {
            event = event.subject(subject);
        }

        let event: Value = serde_json::from_slice(&event.to_bytes()).unwrap();
        let notification = &event["Records"][0]["Sns"];
        let attribute = |kind: char| {
            notification["MessageAttributes"][format!("{kind}{name}")]["Value"].as_str().unwrap()
        };
        prop_assert_eq!(notification["Message"].as_str(), Some(message.as_str()));
        prop_assert_eq!(notification["Subject"].as_str(), subject.as_deref());
        prop_assert_eq!(attribute('s'), text);
        prop_assert_eq!(serde_json::from_str::<Vec<String>>(attribute('l')).unwrap(), list);
        prop_assert_eq!(STANDARD.decode(attribute('b')).unwrap(), bytes);
    }
}
