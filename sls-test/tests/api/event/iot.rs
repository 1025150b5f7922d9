//! Golden shapes: AWS IoT Core developer guide, "Lambda", "Custom authentication and authorization"
//! and "Pre-provisioning hooks"; AWS IoT 1-Click developer guide, "AWS IoT 1-Click callback
//! events".

use aws_lambda_events::iot::IoTCoreCustomAuthorizerRequest;
use aws_lambda_events::iot_1_click::IoTOneClickEvent;
use aws_lambda_events::iot_button::IoTButtonEvent;
use proptest::prelude::*;
use serde_json::json;
use sls_core::Source;
use sls_core::event::detect;
use sls_test::event::{IotClick, IotEvent, Origin};

use super::form::assert_form;
use super::once::assert_given_out_once;
use super::peer;

#[test]
fn a_button_tells_how_it_was_pressed() {
    for (click, text) in
        [(IotClick::Single, "SINGLE"), (IotClick::Double, "DOUBLE"), (IotClick::Long, "LONG")]
    {
        let event = IotEvent::button(click).build();
        let serial = event["serialNumber"].as_str().unwrap();
        assert_form(&json!(serial.strip_prefix("G030PM")), &json!("<HEX 16>"));
        let expected =
            json!({"serialNumber": serial, "clickType": text, "batteryVoltage": "2000 mV"});
        assert_eq!(event, expected);
    }
}

#[test]
fn a_1_click_device_tells_where_it_is() {
    let event = IotEvent::one_click(IotClick::Long).build_in(&Origin::seeded(1));
    let device = event["deviceInfo"]["deviceId"].clone();
    let serial = device.as_str().and_then(|id| id.strip_prefix("G030PM"));
    assert_form(&json!(serial), &json!("<HEX 16>"));
    assert_eq!(
        event,
        json!({
            "deviceEvent": {
                "buttonClicked": {"clickType": "LONG", "reportedTime": "2026-03-01T10:00:00.123Z"},
            },
            "deviceInfo": {
                "attributes": {}, "type": "button", "deviceId": device, "remainingLife": 99.5,
            },
            "placementInfo": {
                "projectName": "office",
                "placementName": "kitchen",
                "attributes": {},
                "devices": {"button": device},
            },
        })
    );
}

#[test]
fn a_custom_authorizer_is_asked_about_a_client() {
    let event = IotEvent::authorizer("token-7").build_in(&Origin::seeded(1));
    assert_form(
        &event,
        &json!({
            "token": "token-7",
            "signatureVerified": true,
            "protocols": ["tls", "mqtt"],
            "protocolData": {
                "tls": {"serverName": "a1b2c3d4e5f6g7-ats.iot.eu-west-1.amazonaws.com"},
                "mqtt": {"username": "device", "password": "<base64 6>", "clientId": "<uuid>"},
            },
            "connectionMetadata": {"id": "<uuid>"},
        }),
    );
}

#[test]
fn a_provisioning_hook_is_asked_about_a_device() {
    let event = IotEvent::provisioning("fleet", [("SerialNumber", "7")]);
    let built = event.build_in(&Origin::seeded(1));
    let certificate = built["certificatePem"].as_str().unwrap();
    assert!(certificate.starts_with("-----BEGIN CERTIFICATE-----\n"), "{certificate}");
    assert_form(
        &built,
        &json!({
            "claimCertificateId": "<hex 64>",
            "certificateId": "<hex 64>",
            "certificatePem": certificate,
            "templateArn": "arn:aws:iot:eu-west-1:111122223333:provisioningtemplate/fleet",
            "clientId": "<uuid>",
            "parameters": {"SerialNumber": "7"},
        }),
    );
}

#[test]
fn all_but_messages_are_recognised() {
    for event in [
        IotEvent::button(IotClick::Single),
        IotEvent::one_click(IotClick::Single),
        IotEvent::authorizer("token"),
        IotEvent::provisioning("fleet", [("SerialNumber", "7")]),
    ] {
        assert_eq!(detect(&event.to_bytes()).unwrap(), Source::Iot, "{event:?}");
    }
}

#[test]
fn the_peer_reads_buttons_and_clients() {
    let event = peer::parse::<IoTButtonEvent>(&IotEvent::button(IotClick::Double).build());
    assert_eq!(event.click_type.as_deref(), Some("DOUBLE"));

    let event = peer::parse::<IoTOneClickEvent>(&IotEvent::one_click(IotClick::Single).build());
    assert_eq!(event.device_event.button_clicked.click_type.as_deref(), Some("SINGLE"));
    assert_eq!(event.device_info.type_.as_deref(), Some("button"));

    let event = IotEvent::authorizer("token").build();
    let event = peer::parse::<IoTCoreCustomAuthorizerRequest>(&event);
    let mqtt = event.protocol_data.and_then(|data| data.mqtt).unwrap();
    assert_eq!(mqtt.username.as_deref(), Some("device"));
    assert_eq!(mqtt.password.0, b"secret");
}

proptest! {
    #[test]
    fn a_message_is_what_the_rule_selects(device in any::<String>(), reading in any::<i64>()) {
        let message = json!({"device": device, "reading": reading});
        let event = IotEvent::message(&message);
        prop_assert_eq!(event.build(), message);
        // Nothing in it says that a rule sent it.
        prop_assert_eq!(detect(&event.to_bytes()).unwrap(), Source::Unrecognized);
    }

    #[test]
    fn no_two_events_share_an_identifier(seed in any::<u64>(), rounds in 1_usize..20) {
        let button = IotEvent::button(IotClick::Single);
        let one_click = IotEvent::one_click(IotClick::Single);
        let client = IotEvent::authorizer("token");
        let device = IotEvent::provisioning("fleet", [("SerialNumber", "7")]);
        assert_given_out_once(
            &[
                (&button, &["/serialNumber"]),
                (&one_click, &["/deviceInfo/deviceId"]),
                (&client, &["/protocolData/mqtt/clientId", "/connectionMetadata/id"]),
                (&device, &["/claimCertificateId", "/certificateId", "/clientId"]),
            ],
            seed,
            rounds,
        );
    }
}
