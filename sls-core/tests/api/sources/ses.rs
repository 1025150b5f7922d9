//! Mail that was received, and what the handler says about it.

use proptest::prelude::*;
use serde_json::{Value, json};
use sls_core::event::ses::{Disposition, Mail, Rule, Verdict};
use sls_core::{App, Error, Handler, Json, State};
use sls_test::Cloud;
use sls_test::event::{SesEvent, SesVerdict};

use super::wait;
use crate::support::Notes;

async fn cloud(notes: &Notes, handlers: impl IntoIterator<Item = Handler>) -> Cloud {
    Cloud::new(App::new().state(notes.clone()).handlers(handlers)).await
}

#[tokio::test]
async fn a_mail_has_its_envelope_and_its_headers() {
    async fn file(State(notes): State<Notes>, mail: Mail, Json(record): Json<Value>) {
        assert_eq!(record["ses"]["mail"]["messageId"], mail.message_id());
        assert_eq!(mail.header("subject"), mail.subject());
        assert!(mail.action().waits_for_answer());
        let to: Vec<_> = mail.destination().collect();
        notes.add(format!("{:?} from {} to {to:?}", mail.subject(), mail.source()));
    }

    let notes = Notes::default();
    let cloud = cloud(&notes, [Handler::new("file").on(Rule::any(), file)]).await;
    let mail = SesEvent::new("help@example.com").sender("ada@example.org").cc("bob@example.com");
    let mail = mail.subject("a question").request_response();
    cloud.invoke_raw(mail.to_bytes()).await.assert_ok();
    let expected = r#"["help@example.com", "bob@example.com"]"#;
    assert_eq!(notes.take(), [format!("Some(\"a question\") from ada@example.org to {expected}")]);
}

#[tokio::test]
async fn the_answer_says_how_to_go_on() {
    async fn filter(mail: Mail) -> Result<Disposition, Error> {
        match mail.verdicts().spam {
            Verdict::Fail => Ok(Disposition::StopRuleSet),
            Verdict::Gray => Ok(Disposition::StopRule),
            Verdict::ProcessingFailed => Err(Error::msg("not checked")),
            _ => Ok(Disposition::Continue),
        }
    }
    async fn nothing() {}
    async fn fallible() -> Result<(), Error> {
        Ok(())
    }
    async fn plain(_: Mail) -> Disposition {
        Disposition::StopRule
    }

    let handlers = [
        Handler::new("filter").on(Rule::any(), filter),
        Handler::new("nothing").on(Rule::any().recipient("nothing@example.com"), nothing),
        Handler::new("fallible").on(Rule::any().recipient("fallible@example.com"), fallible),
        Handler::new("plain").on(Rule::any().recipient("plain@example.com"), plain),
    ];
    let cloud = cloud(&Notes::default(), handlers).await;
    let to = |user: &str| SesEvent::new(format!("{user}@example.com"));
    for (mail, disposition) in [
        (to("a").spam(SesVerdict::Fail), "STOP_RULE_SET"),
        (to("a").spam(SesVerdict::Gray), "STOP_RULE"),
        (to("a").spam(SesVerdict::Pass), "CONTINUE"),
        (to("nothing"), "CONTINUE"),
        (to("fallible"), "CONTINUE"),
        (to("plain"), "STOP_RULE"),
    ] {
        let reply = cloud.invoke_raw(mail.to_bytes()).await;
        assert_eq!(reply.json::<Value>(), json!({"disposition": disposition}));
    }
    let mail = to("a").spam(SesVerdict::ProcessingFailed);
    let reply = cloud.invoke_raw(mail.to_bytes()).await;
    assert_eq!(reply.assert_failed().message(), "not checked");
}

#[tokio::test]
async fn each_mail_goes_to_the_handler_of_its_recipient() {
    async fn support(State(notes): State<Notes>) {
        notes.add("support");
    }
    async fn subdomains(State(notes): State<Notes>) {
        notes.add("subdomains");
    }

    let notes = Notes::default();
    let handlers = [
        Handler::new("support").on(Rule::any().recipient("support@example.com"), support),
        Handler::new("subdomains").on(Rule::any().recipient(".example.com"), subdomains),
    ];
    let cloud = cloud(&notes, handlers).await;
    for to in ["Support+urgent@example.com", "ada@mail.example.com"] {
        cloud.invoke_raw(SesEvent::new(to).to_bytes()).await.assert_ok();
    }
    // The rule selected it by the second address only.
    let mail = SesEvent::new("ada@example.com").cc("support@example.com");
    let mail = mail.recipients(["support@example.com"]);
    cloud.invoke_raw(mail.to_bytes()).await.assert_ok();
    assert_eq!(notes.take(), ["support", "subdomains", "support"]);

    let reply = cloud.invoke_raw(SesEvent::new("sales@example.com").to_bytes()).await;
    assert_eq!(reply.assert_failed().error_type(), "Sls.UnroutedEvent");
}

#[tokio::test]
async fn two_records_fail_by_name_since_one_answer_cannot_be_for_both() {
    async fn file(_: Mail) {}

    let cloud = cloud(&Notes::default(), [Handler::new("file").on(Rule::any(), file)]).await;
    let mut event = SesEvent::new("a@example.com").build();
    let record = event["Records"][0].clone();
    event["Records"].as_array_mut().unwrap().push(record);
    let reply = cloud.invoke(&event).await;
    let failure = reply.assert_failed();
    assert_eq!(failure.error_type(), "Sls.EventDecode");
    assert!(failure.message().ends_with("expected one record"), "{failure}");
}

#[test]
fn recipients_that_are_none_refuse_to_start() {
    async fn file(_: Mail) {}

    let app = App::new().handler(Handler::new("file").on(Rule::any().recipient("example"), file));
    assert_eq!(
        app.into_service().unwrap_err().problems(),
        ["SES rule for `example` of handler `file`: `example` is neither an address nor a domain"]
    );
}

proptest! {
    #[test]
    fn every_header_arrives_as_it_was_sent(name in "[A-Za-z-]{1,20}", value in any::<String>()) {
        async fn note(State(notes): State<Notes>, mail: Mail) {
            mail.headers().for_each(|(name, value)| notes.add(format!("{name}: {value}")));
        }

        let notes = Notes::default();
        let mail = SesEvent::new("a@example.com").header(&name, &value);
        wait(async {
            let cloud = cloud(&notes, [Handler::new("note").on(Rule::any(), note)]).await;
            cloud.invoke_raw(mail.to_bytes()).await.assert_ok();
        });
        let header = format!("{name}: {value}");
        prop_assert!(notes.take().contains(&header));
    }
}
