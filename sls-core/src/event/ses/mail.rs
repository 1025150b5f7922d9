//! The head of a mail as an argument.

use std::fmt;

use bytes::Bytes;
use bytestring::ByteString;

use crate::event::ses::{Action, Verdicts, wire};
use crate::event::shared::{share, share_optional};
use crate::extract::{FromInput, Input, Rejection};

/// A mail that SES received: its envelope, headers and what SES found out about it.
///
/// The content is not in the event. An S3 action ahead of the Lambda action stores it, and the
/// [`message_id`](Self::message_id) is the object's name there.
///
/// # Example
/// ```
/// use sls_core::event::ses::{Mail, Rule};
/// use sls_core::{App, Error, Handler};
///
/// async fn file(mail: Mail) -> Result<(), Error> {
///     println!("{} from {}", mail.message_id(), mail.source());
///     Ok(())
/// }
///
/// let support = Rule::any().recipient("support@example.com");
/// let app = App::new().handler(Handler::new("file").on(support, file));
/// # assert!(app.into_service().is_ok());
/// ```
#[derive(Clone)]
pub struct Mail {
    message_id: ByteString,
    source: ByteString,
    timestamp: ByteString,
    destination: Vec<ByteString>,
    subject: Option<ByteString>,
    headers: Vec<(ByteString, ByteString)>,
    headers_truncated: bool,
    recipients: Vec<ByteString>,
    verdicts: Verdicts,
    dmarc_policy: Option<ByteString>,
    action: Action,
}

impl Mail {
    /// The id that SES gave the mail; the header `Message-ID` is another.
    #[must_use]
    pub fn message_id(&self) -> &str {
        &self.message_id
    }

    /// The address of the envelope's sender (`MAIL FROM`).
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// When SES received it, in UTC, as in `2026-03-01T10:00:00.000Z`.
    #[must_use]
    pub fn timestamp(&self) -> &str {
        &self.timestamp
    }

    /// All addresses of the envelope (`RCPT TO`).
    pub fn destination(&self) -> impl Iterator<Item = &str> {
        self.destination.iter().map(|address| &**address)
    }

    /// The addresses of the envelope by which the receipt rule selected the mail.
    pub fn recipients(&self) -> impl Iterator<Item = &str> {
        self.recipients.iter().map(|address| &**address)
    }

    /// The subject, if it has one.
    #[must_use]
    pub fn subject(&self) -> Option<&str> {
        self.subject.as_deref()
    }

    /// Names and values of the headers in their order.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.headers.iter().map(|(name, value)| (&**name, &**value))
    }

    /// The first value of a header, whose name is not case-sensitive.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers().find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// Whether headers are missing here, since there are more than 10 KB of them.
    #[must_use]
    pub fn headers_truncated(&self) -> bool {
        self.headers_truncated
    }

    /// What SES found out about it.
    #[must_use]
    pub fn verdicts(&self) -> Verdicts {
        self.verdicts
    }

    /// What its domain wants to be done with forged mails: `none`, `quarantine` or `reject`.
    #[must_use]
    pub fn dmarc_policy(&self) -> Option<&str> {
        self.dmarc_policy.as_deref()
    }

    /// The action of the receipt rule that led here.
    #[must_use]
    pub fn action(&self) -> &Action {
        &self.action
    }

    pub(super) fn shared(event: &Bytes, wire: &wire::Record<'_>) -> Self {
        let wire::Record { mail, receipt, .. } = wire;
        let headers = mail.headers.iter().map(|header| {
            let value = share_optional(event, &header.value).unwrap_or_default();
            (share(event, &header.name), value)
        });
        Self {
            message_id: share(event, &mail.message_id),
            source: share_optional(event, &mail.source).unwrap_or_default(),
            timestamp: share_optional(event, &mail.timestamp).unwrap_or_default(),
            destination: mail.destination.iter().map(|to| share(event, &to.0)).collect(),
            subject: share_optional(event, &mail.common_headers.subject),
            headers: headers.collect(),
            headers_truncated: mail.headers_truncated,
            recipients: wire.recipients().map(|to| share(event, to)).collect(),
            verdicts: Verdicts::of(receipt),
            dmarc_policy: share_optional(event, &receipt.dmarc_policy),
            action: Action::shared(event, &receipt.action),
        }
    }
}

/// Without addresses and headers, which are personal.
impl fmt::Debug for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mail")
            .field("message_id", &self.message_id)
            .field("timestamp", &self.timestamp)
            .field("verdicts", &self.verdicts)
            .finish_non_exhaustive()
    }
}

#[diagnostic::do_not_recommend]
impl FromInput for Mail {
    fn from_input(input: &Input<'_>) -> Result<Self, Rejection> {
        input.demand("a mail of Amazon SES")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::Source;
    use crate::event::ses::Verdict;
    use crate::event::ses::serve::Unit;
    use crate::event::shared::extract;
    use crate::extract::Whole;

    const EVENT: &str = r#"{"Records":[{"eventVersion":"1.0","eventSource":"aws:ses","ses":{
        "mail":{"messageId":"o3vrnil0e2ic28tr","source":"ada@example.org",
        "timestamp":"2026-03-01T10:00:00.000Z","destination":["a@example.com","b@example.com"],
        "headersTruncated":false,"headers":[{"name":"Subject","value":"Hello"},
        {"name":"Received","value":"one"},{"name":"received","value":"two"},{"name":"X"}],
        "commonHeaders":{"from":["Ada <ada@example.org>"],"subject":"Hello"}},
        "receipt":{"recipients":["a@example.com"],"timestamp":"2026-03-01T10:00:00.000Z",
        "processingTimeMillis":574,"spamVerdict":{"status":"PASS"},"virusVerdict":{"status":"FAIL"},
        "spfVerdict":{"status":"GRAY"},"dkimVerdict":{"status":"PROCESSING_FAILED"},
        "dmarcPolicy":"reject","action":{"type":"Lambda","invocationType":"RequestResponse",
        "functionArn":"arn:aws:lambda:eu-west-1:111122223333:function:f","topicArn":"arn:t"}}}}]}"#;

    fn mail(payload: &'static str) -> Mail {
        let raw = Bytes::from_static(payload.as_bytes());
        let record = wire::decode(payload).unwrap();
        extract(Source::Ses, &Unit { raw: &raw, record: &record }).unwrap()
    }

    #[test]
    fn has_what_the_event_says_about_it() {
        let mail = mail(EVENT);
        assert_eq!(mail.message_id(), "o3vrnil0e2ic28tr");
        assert_eq!(mail.source(), "ada@example.org");
        assert_eq!(mail.timestamp(), "2026-03-01T10:00:00.000Z");
        assert_eq!(mail.destination().collect::<Vec<_>>(), ["a@example.com", "b@example.com"]);
        assert_eq!(mail.recipients().collect::<Vec<_>>(), ["a@example.com"]);
        assert_eq!(mail.subject(), Some("Hello"));
        assert_eq!(mail.headers().count(), 4);
        assert_eq!(mail.header("RECEIVED"), Some("one"));
        assert_eq!((mail.header("x"), mail.header("y")), (Some(""), None));
        assert!(!mail.headers_truncated());
        let Verdicts { spam, virus, spf, dkim, dmarc } = mail.verdicts();
        assert_eq!((spam, virus, spf), (Verdict::Pass, Verdict::Fail, Verdict::Gray));
        assert_eq!((dkim, dmarc), (Verdict::ProcessingFailed, Verdict::ProcessingFailed));
        assert_eq!(mail.dmarc_policy(), Some("reject"));
        assert_eq!(mail.action().kind(), "Lambda");
        assert!(mail.action().function_arn().unwrap().ends_with(":f"));
        assert_eq!(mail.action().topic_arn(), Some("arn:t"));
        assert!(mail.action().waits_for_answer());
    }

    #[test]
    fn keeps_what_is_personal_out_of_debug_output() {
        let shown = format!("{:?}", mail(EVENT));
        assert!(shown.contains("o3vrnil0e2ic28tr"), "{shown}");
        assert!(!shown.contains("ada") && !shown.contains("Hello"), "{shown}");
    }

    #[test]
    fn is_refused_on_other_sources() {
        let event = Bytes::from_static(b"{}");
        let refused = extract::<Mail>(Source::Unrecognized, &Whole(&event)).unwrap_err();
        assert_eq!(refused.to_string(), "event: not a mail of Amazon SES");
    }
}
