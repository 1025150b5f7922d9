//! Golden shape: Amazon SES developer guide, "Invoke Lambda function action" and "Contents of
//! notifications for Amazon SES email receiving".

use aws_lambda_events::ses::SimpleEmailEvent;
use proptest::prelude::*;
use serde_json::{Value, json};
use sls_core::Source;
use sls_core::event::detect;
use sls_test::event::{Origin, SesDmarcPolicy, SesEvent, SesVerdict};

use super::form::assert_form;
use super::once::assert_given_out_once;
use super::peer;

#[test]
fn a_mail_has_the_documented_shape() {
    let event = SesEvent::new("help@example.com").build_in(&Origin::seeded(1));
    let mail = &event["Records"][0]["ses"]["mail"];
    let message_id = mail["messageId"].as_str().unwrap();
    assert_form(&json!(message_id), &json!("<hex 40>"));
    let own_id = mail["commonHeaders"]["messageId"].as_str().unwrap();
    let uuid = own_id.strip_prefix('<').and_then(|id| id.strip_suffix("@example.com>"));
    assert_form(&json!(uuid), &json!("<uuid>"));
    let received = format!(
        "from mail.example.com (mail.example.com [203.0.113.9]) by \
         inbound-smtp.eu-west-1.amazonaws.com with SMTP id {message_id} for help@example.com; \
         Sun, 01 Mar 2026 10:00:00 +0000 (UTC)"
    );
    let pass = json!({"status": "PASS"});

    assert_eq!(
        event,
        json!({"Records": [{
            "eventSource": "aws:ses",
            "eventVersion": "1.0",
            "ses": {
                "mail": {
                    "timestamp": "2026-03-01T10:00:00.123Z",
                    "source": "sender@example.com",
                    "messageId": message_id,
                    "destination": ["help@example.com"],
                    "headersTruncated": false,
                    "headers": [
                        {"name": "Return-Path", "value": "<sender@example.com>"},
                        {"name": "Received", "value": received},
                        {"name": "X-SES-Spam-Verdict", "value": "PASS"},
                        {"name": "X-SES-Virus-Verdict", "value": "PASS"},
                        {"name": "MIME-Version", "value": "1.0"},
                        {"name": "From", "value": "sender@example.com"},
                        {"name": "Date", "value": "Sun, 01 Mar 2026 10:00:00 +0000"},
                        {"name": "Message-ID", "value": own_id},
                        {"name": "Subject", "value": "hello"},
                        {"name": "To", "value": "help@example.com"},
                        {"name": "Content-Type", "value": "text/plain; charset=UTF-8"},
                    ],
                    "commonHeaders": {
                        "returnPath": "sender@example.com",
                        "from": ["sender@example.com"],
                        "date": "Sun, 01 Mar 2026 10:00:00 +0000",
                        "to": ["help@example.com"],
                        "messageId": own_id,
                        "subject": "hello",
                    },
                },
                "receipt": {
                    "timestamp": "2026-03-01T10:00:00.123Z",
                    "processingTimeMillis": 574,
                    "recipients": ["help@example.com"],
                    "spamVerdict": pass,
                    "virusVerdict": pass,
                    "spfVerdict": pass,
                    "dkimVerdict": pass,
                    "dmarcVerdict": pass,
                    "action": {
                        "type": "Lambda",
                        "functionArn": "arn:aws:lambda:eu-west-1:111122223333:function:mail",
                        "invocationType": "Event",
                    },
                },
            },
        }]})
    );
}

#[test]
fn addresses_are_where_a_mail_has_them() {
    let event = SesEvent::new("Help <help@example.com>")
        .to("sales@example.com")
        .cc("Ada <ada@example.org>")
        .cc("bob@example.org")
        .bcc("secret@example.com")
        .sender("Eve <eve@example.net>")
        .recipients(["secret@example.com"])
        .build();
    let mail = &event["Records"][0]["ses"]["mail"];
    let header = |name: &str| {
        let headers = mail["headers"].as_array().unwrap();
        let found = headers.iter().find(|header| header["name"] == name);
        found.map(|header| header["value"].as_str().unwrap())
    };
    assert_eq!(mail["source"], "eve@example.net");
    assert_eq!(header("From"), Some("Eve <eve@example.net>"));
    assert_eq!(header("Return-Path"), Some("<eve@example.net>"));
    assert_eq!(header("To"), Some("Help <help@example.com>, sales@example.com"));
    assert_eq!(header("Cc"), Some("Ada <ada@example.org>, bob@example.org"));
    assert_eq!(header("Bcc"), None);
    let common = &mail["commonHeaders"];
    assert_eq!(common["from"], json!(["Eve <eve@example.net>"]));
    assert_eq!(common["to"], json!(["Help <help@example.com>", "sales@example.com"]));
    assert_eq!(common["cc"], json!(["Ada <ada@example.org>", "bob@example.org"]));
    let everybody = [
        "help@example.com",
        "sales@example.com",
        "ada@example.org",
        "bob@example.org",
        "secret@example.com",
    ];
    assert_eq!(mail["destination"], json!(everybody));
    let receipt = &event["Records"][0]["ses"]["receipt"];
    assert_eq!(receipt["recipients"], json!(["secret@example.com"]));
}

#[test]
fn every_check_has_its_verdict() {
    let event = SesEvent::new("help@example.com")
        .spam(SesVerdict::Fail)
        .virus(SesVerdict::Disabled)
        .spf(SesVerdict::Gray)
        .dkim(SesVerdict::ProcessingFailed)
        .dmarc_failed(SesDmarcPolicy::Quarantine);
    let built = event.build();
    let receipt = &built["Records"][0]["ses"]["receipt"];
    assert_eq!(receipt["spamVerdict"]["status"], "FAIL");
    assert_eq!(receipt["virusVerdict"]["status"], "DISABLED");
    assert_eq!(receipt["spfVerdict"]["status"], "GRAY");
    assert_eq!(receipt["dkimVerdict"]["status"], "PROCESSING_FAILED");
    assert_eq!(receipt["dmarcVerdict"]["status"], "FAIL");
    assert_eq!(receipt["dmarcPolicy"], "quarantine");

    let built = event.dmarc(SesVerdict::Gray).build();
    let receipt = &built["Records"][0]["ses"]["receipt"];
    assert_eq!(receipt["dmarcVerdict"]["status"], "GRAY");
    assert_eq!(receipt.get("dmarcPolicy"), None);
}

#[test]
fn headers_ids_and_the_function_are_as_given() {
    let event = SesEvent::new("help@example.com")
        .header("X-Priority", "1")
        .message_id("m1")
        .function("inbox")
        .request_response()
        .build();
    let ses = &event["Records"][0]["ses"];
    let last = ses["mail"]["headers"].as_array().unwrap().last().unwrap();
    assert_eq!(last, &json!({"name": "X-Priority", "value": "1"}));
    assert_eq!(ses["mail"]["messageId"], "m1");
    let action = &ses["receipt"]["action"];
    assert_eq!(action["invocationType"], "RequestResponse");
    assert_eq!(action["functionArn"], "arn:aws:lambda:eu-west-1:111122223333:function:inbox");
}

proptest! {
    #[test]
    fn any_subject_comes_out(subject in any::<String>(), to in "[a-z]{1,9}@example\\.com") {
        let event = SesEvent::new(to.as_str()).subject(subject.as_str());
        prop_assert_eq!(detect(&event.to_bytes()).unwrap(), Source::Ses);

        let event: Value = serde_json::from_slice(&event.to_bytes()).unwrap();
        let parsed = peer::parse::<SimpleEmailEvent>(&event);
        let ses = &parsed.records[0].ses;
        prop_assert_eq!(ses.mail.common_headers.subject.as_ref(), Some(&subject));
        prop_assert_eq!(&ses.mail.destination, std::slice::from_ref(&to));
        prop_assert_eq!(&ses.receipt.recipients, std::slice::from_ref(&to));
        prop_assert_eq!(ses.mail.timestamp.timestamp_millis(), 1_772_359_200_123);
        prop_assert_eq!(ses.receipt.action.invocation_type.as_deref(), Some("Event"));
    }

    #[test]
    fn no_two_mails_share_an_identifier(seed in any::<u64>(), rounds in 1_usize..20) {
        let event = SesEvent::new("help@example.com");
        let places: &[&str] = &[
            "/Records/*/ses/mail/messageId",
            "/Records/*/ses/mail/commonHeaders/messageId",
        ];
        assert_given_out_once(&[(&event, places)], seed, rounds);
    }
}
