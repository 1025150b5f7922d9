//! Mail that Amazon SES received.

mod verdict;

use serde_json::{Value, json};

pub use verdict::{SesDmarcPolicy, SesVerdict};

use super::origin::{iso_millis, rfc2822};
use super::patch::Patches;
use super::{Origin, event_builder};

/// A mail that Amazon SES received and hands to a function, without its body.
///
/// Every check passed unless a test says otherwise. `dmarcPolicy` is there only if DMARC failed.
/// (Amazon SES developer guide, "Invoke Lambda function action" and "Contents of notifications for
/// Amazon SES email receiving".)
///
/// # Example
/// ```
/// use sls_test::event::{SesDmarcPolicy, SesEvent, SesVerdict};
///
/// let event = SesEvent::new("help@example.com")
///     .sender("Ada <ada@example.org>")
///     .subject("a question")
///     .spam(SesVerdict::Gray)
///     .dmarc_failed(SesDmarcPolicy::Reject)
///     .build();
/// let ses = &event["Records"][0]["ses"];
/// assert_eq!(ses["mail"]["source"], "ada@example.org");
/// assert_eq!(ses["receipt"]["spamVerdict"]["status"], "GRAY");
/// assert_eq!(ses["receipt"]["dmarcPolicy"], "reject");
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct SesEvent {
    sender: String,
    to: Vec<String>,
    cc: Vec<String>,
    bcc: Vec<String>,
    recipients: Option<Vec<String>>,
    subject: String,
    headers: Vec<(String, String)>,
    message_id: Option<String>,
    spam: SesVerdict,
    virus: SesVerdict,
    spf: SesVerdict,
    dkim: SesVerdict,
    dmarc: SesVerdict,
    dmarc_policy: Option<SesDmarcPolicy>,
    function: String,
    invocation: Invocation,
    patches: Patches,
}

/// Whether SES waits for the function.
#[derive(Clone, Copy, Debug)]
enum Invocation {
    Event,
    RequestResponse,
}

event_builder!(SesEvent);

impl SesEvent {
    /// A mail from `sender@example.com` to one address, with or without a display name.
    pub fn new(to: impl Into<String>) -> Self {
        Self {
            sender: "sender@example.com".to_owned(),
            to: vec![to.into()],
            cc: Vec::new(),
            bcc: Vec::new(),
            recipients: None,
            subject: "hello".to_owned(),
            headers: Vec::new(),
            message_id: None,
            spam: SesVerdict::Pass,
            virus: SesVerdict::Pass,
            spf: SesVerdict::Pass,
            dkim: SesVerdict::Pass,
            dmarc: SesVerdict::Pass,
            dmarc_policy: None,
            function: "mail".to_owned(),
            invocation: Invocation::Event,
            patches: Patches::default(),
        }
    }

    /// Default: `sender@example.com`. With or without a display name.
    pub fn sender(mut self, address: impl Into<String>) -> Self {
        self.sender = address.into();
        self
    }

    /// Adds an address to the header `To`.
    pub fn to(mut self, address: impl Into<String>) -> Self {
        self.to.push(address.into());
        self
    }

    /// Default: none. Adds an address to the header `Cc`.
    pub fn cc(mut self, address: impl Into<String>) -> Self {
        self.cc.push(address.into());
        self
    }

    /// Default: none. Adds an address that no header names.
    pub fn bcc(mut self, address: impl Into<String>) -> Self {
        self.bcc.push(address.into());
        self
    }

    /// Default: all addresses of the mail. Those that the receipt rule is about.
    pub fn recipients<S: Into<String>>(mut self, addresses: impl IntoIterator<Item = S>) -> Self {
        self.recipients = Some(addresses.into_iter().map(Into::into).collect());
        self
    }

    /// Default: `hello`.
    pub fn subject(mut self, text: impl Into<String>) -> Self {
        self.subject = text.into();
        self
    }

    /// Default: those that every mail has. Adds a header after them.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Default: new in every event. SES's name of the mail, also in Amazon S3.
    pub fn message_id(mut self, id: impl Into<String>) -> Self {
        self.message_id = Some(id.into());
        self
    }

    /// Default: passed. Whether the mail is spam.
    pub fn spam(mut self, verdict: SesVerdict) -> Self {
        self.spam = verdict;
        self
    }

    /// Default: passed. Whether the mail carries a virus.
    pub fn virus(mut self, verdict: SesVerdict) -> Self {
        self.virus = verdict;
        self
    }

    /// Default: passed. Sender Policy Framework (RFC 7208).
    pub fn spf(mut self, verdict: SesVerdict) -> Self {
        self.spf = verdict;
        self
    }

    /// Default: passed. DomainKeys Identified Mail (RFC 6376).
    pub fn dkim(mut self, verdict: SesVerdict) -> Self {
        self.dkim = verdict;
        self
    }

    /// Default: passed. DMARC (RFC 7489); a failure is [`dmarc_failed`](Self::dmarc_failed).
    pub fn dmarc(mut self, verdict: SesVerdict) -> Self {
        self.dmarc = verdict;
        self.dmarc_policy = None;
        self
    }

    /// Default: passed. The mail failed DMARC, and this is what its domain asks for then.
    pub fn dmarc_failed(mut self, policy: SesDmarcPolicy) -> Self {
        self.dmarc = SesVerdict::Fail;
        self.dmarc_policy = Some(policy);
        self
    }

    /// Default: `mail`. The function, a name or an ARN.
    pub fn function(mut self, function: impl Into<String>) -> Self {
        self.function = function.into();
        self
    }

    /// Default: `Event`. SES waits for the function to decide what becomes of the mail.
    pub fn request_response(mut self) -> Self {
        self.invocation = Invocation::RequestResponse;
        self
    }

    fn event(&self, origin: &Origin) -> Value {
        json!({"Records": [{
            "eventSource": "aws:ses",
            "eventVersion": "1.0",
            "ses": {"mail": self.mail(origin), "receipt": self.receipt(origin)},
        }]})
    }

    fn mail(&self, origin: &Origin) -> Value {
        let date = rfc2822(origin.now);
        let message_id = self.message_id.clone().unwrap_or_else(|| origin.ids.hex(40));
        let sender = address(&self.sender);
        let mail_id = format!("<{}@{}>", origin.ids.uuid(), domain(sender));
        let mut common = json!({
            "returnPath": sender,
            "from": [self.sender],
            "date": date,
            "to": self.to,
            "messageId": mail_id,
            "subject": self.subject,
        });
        let cc = self.cc.join(", ");
        let mut optional = Vec::new();
        if !self.cc.is_empty() {
            common["cc"] = self.cc.as_slice().into();
            optional.push(("Cc", cc.as_str()));
        }
        let return_path = format!("<{sender}>");
        let received = format!(
            "from mail.{from} (mail.{from} [203.0.113.9]) by inbound-smtp.{}.amazonaws.com \
             with SMTP id {message_id} for {}; {date} (UTC)",
            origin.region,
            self.destination().first().copied().unwrap_or_default(),
            from = domain(sender),
        );
        let to = self.to.join(", ");
        let own = [
            ("Return-Path", return_path.as_str()),
            ("Received", &received),
            ("X-SES-Spam-Verdict", self.spam.as_str()),
            ("X-SES-Virus-Verdict", self.virus.as_str()),
            ("MIME-Version", "1.0"),
            ("From", &self.sender),
            ("Date", &date),
            ("Message-ID", &mail_id),
            ("Subject", &self.subject),
            ("To", &to),
        ];
        let content_type = ("Content-Type", "text/plain; charset=UTF-8");
        let added = self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let headers = own.into_iter().chain(optional).chain([content_type]).chain(added);
        let headers = headers.map(|(name, value)| json!({"name": name, "value": value}));
        json!({
            "timestamp": iso_millis(origin.now),
            "source": sender,
            "messageId": message_id,
            "destination": self.destination(),
            "headersTruncated": false,
            "headers": headers.collect::<Vec<_>>(),
            "commonHeaders": common,
        })
    }

    fn receipt(&self, origin: &Origin) -> Value {
        let recipients = match &self.recipients {
            Some(recipients) => recipients.iter().map(String::as_str).collect(),
            None => self.destination(),
        };
        let verdict = |verdict: SesVerdict| json!({"status": verdict.as_str()});
        let mut receipt = json!({
            "timestamp": iso_millis(origin.now),
            "processingTimeMillis": 574,
            "recipients": recipients,
            "spamVerdict": verdict(self.spam),
            "virusVerdict": verdict(self.virus),
            "spfVerdict": verdict(self.spf),
            "dkimVerdict": verdict(self.dkim),
            "dmarcVerdict": verdict(self.dmarc),
            "action": {
                "type": "Lambda",
                "functionArn": origin.arn_of("lambda", "function:", &self.function),
                "invocationType": match self.invocation {
                    Invocation::Event => "Event",
                    Invocation::RequestResponse => "RequestResponse",
                },
            },
        });
        if let Some(policy) = self.dmarc_policy {
            receipt["dmarcPolicy"] = policy.as_str().into();
        }
        receipt
    }

    /// Everybody the mail was sent to, without display names.
    fn destination(&self) -> Vec<&str> {
        let everybody = [&self.to, &self.cc, &self.bcc].into_iter().flatten();
        everybody.map(|mailbox| address(mailbox)).collect()
    }
}

/// The address in `Ada <ada@example.org>`, which may stand alone too.
fn address(mailbox: &str) -> &str {
    match mailbox.rsplit_once('<') {
        Some((_, address)) => address.trim_end_matches('>'),
        None => mailbox,
    }
}

fn domain(address: &str) -> &str {
    address.rsplit_once('@').map_or("example.com", |(_, domain)| domain)
}
